-- The audit log on PostgreSQL. Entries are inserted by every act; leaves, tiles and the head by the
-- sequencer only. What has been written to entry, leaf, tile and checkpoint stays as it is.

CREATE TABLE audit_entry (
    id bigserial PRIMARY KEY,
    xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    uuid uuid NOT NULL UNIQUE,
    t_ms bigint NOT NULL,
    action text NOT NULL,
    leaf bytea NOT NULL CHECK (octet_length(leaf) BETWEEN 1 AND 65535)
);
CREATE INDEX audit_entry_xact ON audit_entry USING brin (xact) WITH (pages_per_range = 16);

CREATE TABLE audit_payload (
    entry_id bigint PRIMARY KEY,
    subj_key text,
    subj_ct bytea,
    main_key text,
    main_ct bytea,
    field_digests text
);

CREATE TABLE audit_lookup (
    entry_id bigint NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    PRIMARY KEY (kind, ref, entry_id)
);

CREATE TABLE audit_leaf (
    idx bigint PRIMARY KEY CHECK (idx >= 0),
    entry_id bigint NOT NULL UNIQUE,
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
);

CREATE TABLE audit_tile (
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
    n bigint NOT NULL CHECK (n >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    PRIMARY KEY (level, n)
);

CREATE TABLE audit_head (
    one smallint PRIMARY KEY CHECK (one = 1),
    size bigint NOT NULL CHECK (size >= 0),
    frontier bytea NOT NULL,
    xmin_watermark bigint NOT NULL,
    system_identifier text NOT NULL
);
INSERT INTO audit_head VALUES (1, 0, '', 0, '');

CREATE TABLE audit_checkpoint (
    size bigint PRIMARY KEY CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note bytea NOT NULL,
    signed_ms bigint NOT NULL
);
CREATE INDEX audit_checkpoint_signed ON audit_checkpoint (signed_ms);

CREATE TABLE audit_cosig (
    size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (size, witness)
);

CREATE TABLE audit_key (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('month', 'subject')),
    kek_id text NOT NULL,
    wrapped_dek bytea,
    created timestamptz NOT NULL,
    shredded_at timestamptz,
    CHECK ((wrapped_dek IS NULL) = (shredded_at IS NOT NULL))
);

CREATE TABLE witness_log (
    origin text PRIMARY KEY,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note bytea NOT NULL
);

-- One entry with its payload and look-ups, in one call whose plans are kept for the session (planning the
-- same as one statement costs more than running it). False: a payload key is not stored as the writer knows it.
CREATE FUNCTION audit_append(
    new_uuid uuid, new_t_ms bigint, new_action text, new_leaf bytea,
    main_id text, main_wrapped bytea, subj_id text, subj_wrapped bytea, keys_needed integer,
    new_main_ct bytea, new_subj_ct bytea, kinds text[], refs text[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    new_id bigint;
BEGIN
    IF keys_needed <> (
        SELECT count(*) FROM audit_key
        WHERE id = main_id AND wrapped_dek = main_wrapped OR id = subj_id AND wrapped_dek = subj_wrapped
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO audit_entry (uuid, t_ms, action, leaf)
        VALUES (new_uuid, new_t_ms, new_action, new_leaf) RETURNING id INTO new_id;
    INSERT INTO audit_payload (entry_id, subj_key, subj_ct, main_key, main_ct)
        VALUES (new_id, subj_id, new_subj_ct, main_id, new_main_ct);
    INSERT INTO audit_lookup (entry_id, kind, ref)
        SELECT new_id, filed.kind, filed.ref FROM unnest(kinds, refs) AS filed (kind, ref);
    RETURN true;
END $$;

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_leaf_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_tile_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_tile
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
