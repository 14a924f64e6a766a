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
