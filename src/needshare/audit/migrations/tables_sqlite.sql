-- The audit log on SQLite. Writers queue for the whole database anyway, so that an entry joins the tree
-- in the transaction of its act: one insert into `audit_append` writes all its rows, or none.

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE CHECK (length(uuid) = 32),
    t_ms INTEGER NOT NULL,
    action TEXT NOT NULL,
    leaf BLOB NOT NULL CHECK (length(leaf) BETWEEN 1 AND 65535)
) STRICT;

CREATE TABLE audit_payload (
    entry_id INTEGER PRIMARY KEY,
    subj_key TEXT,
    subj_ct BLOB,
    main_key TEXT,
    main_ct BLOB,
    field_digests TEXT
) STRICT;

CREATE TABLE audit_lookup (
    entry_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    PRIMARY KEY (kind, ref, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_leaf (
    idx INTEGER PRIMARY KEY CHECK (idx >= 0),
    entry_id INTEGER NOT NULL UNIQUE,
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
) STRICT;

CREATE TABLE audit_tile (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    n INTEGER NOT NULL CHECK (n >= 0),
    hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
    PRIMARY KEY (level, n)
) STRICT;

CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL CHECK (size >= 0),
    frontier BLOB NOT NULL,
    xmin_watermark INTEGER NOT NULL,
    system_identifier TEXT NOT NULL
) STRICT;
INSERT INTO audit_head VALUES (1, 0, x'', 0, '');

CREATE TABLE audit_checkpoint (
    size INTEGER PRIMARY KEY CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL,
    signed_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_checkpoint_signed ON audit_checkpoint (signed_ms);

CREATE TABLE audit_cosig (
    size INTEGER NOT NULL,
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (size, witness)
) STRICT;

CREATE TABLE audit_key (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('month', 'subject')),
    kek_id TEXT NOT NULL,
    wrapped_dek BLOB,
    created TEXT NOT NULL,
    shredded_at TEXT,
    CHECK ((wrapped_dek IS NULL) = (shredded_at IS NOT NULL))
) STRICT;

CREATE TABLE witness_log (
    origin TEXT PRIMARY KEY NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL
) STRICT;

CREATE VIEW audit_append AS
    SELECT 0 AS size, '' AS uuid, 0 AS t_ms, '' AS action, x'' AS leaf, x'' AS leaf_hash, x'' AS frontier,
           '' AS subj_key, x'' AS subj_ct, '' AS main_key, x'' AS main_ct,
           '' AS owner, '' AS actor, '' AS operation, '' AS reference, '' AS subject;

CREATE TRIGGER audit_append_entry INSTEAD OF INSERT ON audit_append BEGIN
    SELECT RAISE(ABORT, 'the audit log has moved on')
        WHERE NOT EXISTS (SELECT 1 FROM audit_head WHERE size = NEW.size);
    INSERT INTO audit_entry (id, uuid, t_ms, action, leaf)
        VALUES (NEW.size + 1, NEW.uuid, NEW.t_ms, NEW.action, NEW.leaf);
    INSERT INTO audit_payload (entry_id, subj_key, subj_ct, main_key, main_ct)
        VALUES (NEW.size + 1, NEW.subj_key, NEW.subj_ct, NEW.main_key, NEW.main_ct);
    INSERT INTO audit_lookup (entry_id, kind, ref)
        VALUES (NEW.size + 1, 'owner', NEW.owner),
               (NEW.size + 1, 'actor', NEW.actor),
               (NEW.size + 1, 'operation', NEW.operation);
    INSERT INTO audit_lookup (entry_id, kind, ref)
        SELECT NEW.size + 1, 'reference', NEW.reference WHERE NEW.reference IS NOT NULL;
    INSERT INTO audit_lookup (entry_id, kind, ref)
        SELECT NEW.size + 1, 'subject', NEW.subject WHERE NEW.subject IS NOT NULL;
    INSERT INTO audit_leaf (idx, entry_id, leaf_hash) VALUES (NEW.size, NEW.size + 1, NEW.leaf_hash);
    UPDATE audit_head SET size = NEW.size + 1, frontier = NEW.frontier;
END;

CREATE TRIGGER audit_entry_is_not_updated BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_entry_is_not_deleted BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_leaf_is_not_updated BEFORE UPDATE ON audit_leaf
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_leaf_is_not_deleted BEFORE DELETE ON audit_leaf
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_tile_is_not_updated BEFORE UPDATE ON audit_tile
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_tile_is_not_deleted BEFORE DELETE ON audit_tile
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_checkpoint_is_not_updated BEFORE UPDATE ON audit_checkpoint
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_checkpoint_is_not_deleted BEFORE DELETE ON audit_checkpoint
    BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
