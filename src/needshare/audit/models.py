"""The tables of the audit log (design fixed from the start; written in SQL by the first migration).

`managed = False`: no migration made from these classes can ever change or drop them. Entry, Leaf, Tile
and Checkpoint are only ever inserted; triggers on both databases refuse anything else.
"""

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act, in the order it was written. `leaf` is the truth; the other columns repeat parts of it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True)
    t_ms = models.BigIntegerField()
    action = models.TextField()
    leaf = models.BinaryField()

    PRIVACY: ClassVar = dict.fromkeys(("id", "uuid", "t_ms", "action", "leaf"), "plain")
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_entry"

    def __str__(self) -> str:
        return f"{self.action} {self.uuid}"


class Payload(models.Model):
    """What an entry says, sealed: the person concerned under their own key, the rest under the month's."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, related_name="payload")
    subj_key = models.TextField(null=True)  # noqa: DJ001 - absent is not empty: the design's columns
    subj_ct = models.BinaryField(null=True)
    main_key = models.TextField(null=True)  # noqa: DJ001 - as above
    main_ct = models.BinaryField(null=True)
    field_digests = models.TextField(null=True)  # noqa: DJ001 - as above

    PRIVACY: ClassVar = {
        "entry": "plain",
        "subj_key": "plain",
        "subj_ct": "sensitive",
        "main_key": "plain",
        "main_ct": "personal",
        "field_digests": "plain",
    }
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_payload"

    def __str__(self) -> str:
        return f"payload of entry {self.entry_id}"


class Lookup(models.Model):
    """How an entry is found again: keyed hashes of actor, reference, person concerned; erasable."""

    pk = models.CompositePrimaryKey("kind", "ref", "entry")
    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="lookups")
    kind = models.TextField()
    ref = models.TextField()

    PRIVACY: ClassVar = {"pk": "plain", "entry": "plain", "kind": "plain", "ref": "personal"}
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_lookup"

    def __str__(self) -> str:
        return f"{self.kind} of entry {self.entry_id}"


class Leaf(models.Model):
    """The place of an entry in the sealed log: `idx` counts from 0 without a gap."""

    idx = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.DO_NOTHING, related_name="sealed")
    leaf_hash = models.BinaryField()

    PRIVACY: ClassVar = dict.fromkeys(("idx", "entry", "leaf_hash"), "plain")
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_leaf"

    def __str__(self) -> str:
        return f"leaf {self.idx}"


class Tile(models.Model):
    """256 neighbouring hashes of one level of the tree, kept once they are complete (C2SP tlog-tiles)."""

    pk = models.CompositePrimaryKey("level", "n")
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    hashes = models.BinaryField()

    PRIVACY: ClassVar = dict.fromkeys(("pk", "level", "n", "hashes"), "plain")
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_tile"

    def __str__(self) -> str:
        return f"tile {self.n} of level {self.level}"


class Head(models.Model):
    """One row: how large the tree is and what it needs to grow; on PostgreSQL where the sequencer is."""

    one = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField()
    frontier = models.BinaryField()
    xmin_watermark = models.BigIntegerField()
    system_identifier = models.TextField()

    PRIVACY: ClassVar = dict.fromkeys(
        ("one", "size", "frontier", "xmin_watermark", "system_identifier"), "plain"
    )
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"tree of {self.size}"


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.BinaryField()
    signed_ms = models.BigIntegerField()

    PRIVACY: ClassVar = dict.fromkeys(("size", "root", "note", "signed_ms"), "plain")
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_checkpoint"

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Key(models.Model):
    """A key of payloads, wrapped by a KEK from the keyring: one a month, one for each person concerned."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    kek_id = models.TextField()
    wrapped_dek = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_column="created")
    shredded_at = models.DateTimeField(null=True)

    PRIVACY: ClassVar = {
        "id": "plain",
        "kind": "plain",
        "kek_id": "plain",
        "wrapped_dek": "sensitive",
        "created_at": "plain",
        "shredded_at": "plain",
    }
    RETENTION: ClassVar = "audit"

    class Meta:
        managed = False
        db_table = "audit_key"

    def __str__(self) -> str:
        return self.id
