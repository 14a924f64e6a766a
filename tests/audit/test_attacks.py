"""Somebody with every right on the database tampers with the log; each way is found, and where.

The names of the attacks are those of the design (T01 ... T45).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from needshare.audit import sealing, signing
from needshare.audit.leaves import canonical, read
from needshare.audit.merkle import Frontier, leaf_hash
from needshare.audit.models import Checkpoint as CheckpointRow, Entry, Leaf
from needshare.audit.notes import Checkpoint, signed
from needshare.audit.recording import recorded
from needshare.audit.sequencing import integrate
from needshare.audit.signing import SignerRefuses
from needshare.audit.terms import Operation
from needshare.audit.verification import Report, verify
from needshare.crypto.signing import new_seed, public_of, sign_with
from needshare.kernel import Actor
from tests.roles import as_owner

from . import ground
from .ground import AT, OFFICER, as_administrator, fill, note, one

pytestmark = pytest.mark.django_db

SIZE = 60
VICTIM = 17
IS_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture
def log() -> Any:
    """Sixty entries under two checkpoints, the first at thirty."""
    return fill(30, start=fill(30))


def entry_id(index: int) -> int:
    return int(one("SELECT entry_id FROM audit_leaf WHERE idx = %s", index))


def found(report: Report) -> set[tuple[str, Any]]:
    return {(finding.code, finding.facts.get("index")) for finding in report.findings}


def codes(report: Report) -> set[str]:
    return set(report.counts())


def leaf_at(index: int) -> bytes:
    return bytes(one("SELECT leaf FROM audit_entry WHERE id = %s", entry_id(index)))


def reforge(run: Any) -> None:
    """Make hashes and head fit whatever the entries are now, as a careful attacker would."""
    tree = Frontier()
    rows = run(
        "SELECT l.idx, e.leaf FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.idx"
    )
    for index, leaf in rows:
        run("UPDATE audit_leaf SET leaf_hash = %s WHERE idx = %s", leaf_hash(bytes(leaf)), index)
        tree.append(leaf_hash(bytes(leaf)))
    run("UPDATE audit_head SET size = %s, frontier = %s", tree.size, tree.packed())


def sign_anew(run: Any, seed: bytes) -> None:
    """Replace the checkpoints by one of the attacker's own, signed with the attacker's key."""
    size, root = sealing.head()
    origin = "localhost/needshare/log1"
    checkpoint = Checkpoint(origin, size, root)
    key = type(signing.key_of(origin))(origin, public_of(seed))
    forged = signed(checkpoint.text(), key, lambda text: sign_with(seed, text))
    run("DELETE FROM audit_checkpoint")
    run(
        "INSERT INTO audit_checkpoint (size, root, note, signed_ms) VALUES (%s, %s, %s, %s)",
        size,
        root,
        forged,
        2_000_000_000_000,
    )


def edited(leaf: bytes) -> bytes:
    return leaf.replace(b"audit.note", b"audit.read")


def test_an_untouched_log_is_whole(log: Any) -> None:
    report = verify(deep=True, at=log)
    assert report.findings == []
    assert report.is_whole
    assert (report.size, report.signed_size, report.waiting) == (SIZE, SIZE, 0)
    assert report.root == sealing.head()[1]


def test_an_empty_log_is_whole() -> None:
    report = verify()
    assert (report.findings, report.size) == ([], 0)


def test_t01_an_edited_leaf(log: Any) -> None:
    with as_administrator() as run:
        run("UPDATE audit_entry SET leaf = %s WHERE id = %s", edited(leaf_at(VICTIM)), entry_id(VICTIM))
    assert ("leaf_edited", VICTIM) in found(verify())


@pytest.mark.parametrize("column", ["action = 'audit.other'", "t_ms = t_ms + 1", "uuid"])
def test_t02_an_edited_column(log: Any, column: str) -> None:
    other = "'00000000-0000-7000-8000-000000000000'" if IS_POSTGRESQL else f"'{'0' * 32}'"
    change = f"uuid = {other}" if column == "uuid" else column
    with as_administrator() as run:
        run(f"UPDATE audit_entry SET {change} WHERE id = %s", entry_id(VICTIM))
    assert found(verify()) == {("column_edited", VICTIM)}


def test_t03_an_edited_payload(log: Any) -> None:
    sealed = bytes(one("SELECT main_ct FROM audit_payload WHERE entry_id = %s", entry_id(VICTIM)))
    with as_administrator() as run:
        changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        run("UPDATE audit_payload SET main_ct = %s WHERE entry_id = %s", changed, entry_id(VICTIM))
    assert verify().is_whole
    assert found(verify(deep=True)) == {("payload_edited", VICTIM)}


def test_t03_a_payload_moved_from_another_entry(log: Any) -> None:
    with as_administrator() as run:
        other = bytes(one("SELECT main_ct FROM audit_payload WHERE entry_id = %s", entry_id(3)))
        run("UPDATE audit_payload SET main_ct = %s WHERE entry_id = %s", other, entry_id(VICTIM))
    assert found(verify(deep=True)) == {("payload_edited", VICTIM)}


def test_t03_a_payload_taken_away(log: Any) -> None:
    with as_administrator() as run:
        run("DELETE FROM audit_payload WHERE entry_id = %s", entry_id(VICTIM))
        run("UPDATE audit_payload SET main_ct = NULL WHERE entry_id = %s", entry_id(VICTIM + 1))
        run("UPDATE audit_payload SET main_key = 'month:1999-01' WHERE entry_id = %s", entry_id(VICTIM + 2))
        run("UPDATE audit_payload SET field_digests = 'nonsense' WHERE entry_id = %s", entry_id(VICTIM + 3))
    assert found(verify(deep=True)) == {
        ("payload_missing", VICTIM),
        ("payload_not_committed", VICTIM + 1),
        ("payload_edited", VICTIM + 2),
        ("payload_edited", VICTIM + 3),
    }


def test_t04_an_edit_with_everything_recomputed(log: Any) -> None:
    kept_elsewhere = bytes(CheckpointRow.objects.get(size=SIZE).note)
    with as_administrator() as run:
        run(
            "UPDATE audit_entry SET leaf = %s, action = 'audit.read' WHERE id = %s",
            edited(leaf_at(SIZE - 1)),
            entry_id(SIZE - 1),
        )
        reforge(run)
        sign_anew(run, new_seed())
    assert {"history_rewritten", "checkpoint_forged"} <= codes(verify())
    assert "history_rewritten" in codes(
        verify(trusted=[kept_elsewhere], key=signing.key_of("localhost/needshare/log1"))
    )


def test_t05_the_last_entries_deleted(log: Any) -> None:
    kept_elsewhere = bytes(CheckpointRow.objects.get(size=SIZE).note)
    key = signing.key_of("localhost/needshare/log1")
    with as_administrator() as run:
        run("DELETE FROM audit_entry WHERE id >= %s", entry_id(SIZE - 5))
        run("DELETE FROM audit_leaf WHERE idx >= %s", SIZE - 5)
        run("DELETE FROM audit_checkpoint WHERE size > %s", SIZE - 5)
        reforge(run)
    assert verify(key=key).is_whole, "the database alone cannot show it"
    assert found(verify()) == {("cut_off", SIZE - 5)}
    assert found(verify(key=key, trusted=[kept_elsewhere])) == {("cut_off", SIZE - 5)}
    with pytest.raises(SignerRefuses, match="shorter"):
        sealing.tick(at=log)


def test_t06_an_entry_deleted(log: Any) -> None:
    with as_administrator() as run:
        run("DELETE FROM audit_entry WHERE id = %s", entry_id(VICTIM))
    assert ("entry_missing", VICTIM) in found(verify(deep=True))


def test_t06_an_entry_deleted_with_its_place(log: Any) -> None:
    with as_administrator() as run:
        run("DELETE FROM audit_entry WHERE id = %s", entry_id(VICTIM))
        run("DELETE FROM audit_leaf WHERE idx = %s", VICTIM)
    assert {("index_missing", VICTIM), ("chain_gap", VICTIM + 1)} <= found(verify())


def test_t07_an_entry_deleted_and_the_rest_renumbered(log: Any) -> None:
    with as_administrator() as run:
        run("DELETE FROM audit_entry WHERE id = %s", entry_id(VICTIM))
        run("DELETE FROM audit_leaf WHERE idx = %s", VICTIM)
        for index in range(VICTIM + 1, SIZE):
            run("UPDATE audit_leaf SET idx = %s WHERE idx = %s", index - 1, index)
        reforge(run)
        run("DELETE FROM audit_checkpoint WHERE size > %s", VICTIM)
    assert {("chain_gap", VICTIM), ("cut_off", SIZE - 1)} <= found(verify())


def test_t08_two_entries_swapped(log: Any) -> None:
    first, second = entry_id(VICTIM), entry_id(VICTIM + 5)
    with as_administrator() as run:
        run("UPDATE audit_leaf SET entry_id = -1 WHERE idx = %s", VICTIM)
        run("UPDATE audit_leaf SET entry_id = %s WHERE idx = %s", first, VICTIM + 5)
        run("UPDATE audit_leaf SET entry_id = %s WHERE idx = %s", second, VICTIM)
    assert {("leaf_edited", VICTIM), ("leaf_edited", VICTIM + 5)} <= found(verify())
    with as_administrator() as run:
        reforge(run)
    assert {"chain_gap", "root_differs", "history_rewritten"} <= codes(verify())


def test_t09_an_entry_inserted_in_the_middle(log: Any) -> None:
    with as_administrator() as run:
        for index in reversed(range(VICTIM, SIZE)):
            run("UPDATE audit_leaf SET idx = %s WHERE idx = %s", index + 1, index)
        insert_copy(run, 900_000, leaf_at(VICTIM - 1).replace(b'"n":', b'"n":9'), VICTIM)
        reforge(run)
    assert {"chain_gap", "root_differs", "history_rewritten"} <= codes(verify())


def insert_copy(run: Any, new_id: int, leaf: bytes, index: int) -> None:
    """Insert an entry whose columns fit its leaf."""
    other = read(leaf).uuid[:-4] + "ffff"
    leaf = leaf.replace(read(leaf).uuid.encode(), other.encode())
    found_leaf = read(leaf)
    run(
        "INSERT INTO audit_entry (id, uuid, t_ms, action, leaf) VALUES (%s, %s, %s, %s, %s)",
        new_id,
        other if IS_POSTGRESQL else other.replace("-", ""),
        found_leaf.at_ms,
        found_leaf.action,
        leaf,
    )
    run(
        "INSERT INTO audit_leaf (idx, entry_id, leaf_hash) VALUES (%s, %s, %s)",
        index,
        new_id,
        leaf_hash(leaf),
    )


def test_t10_an_entry_duplicated(log: Any) -> None:
    with as_administrator() as run:
        insert_copy(run, 900_000, leaf_at(VICTIM), SIZE)
        reforge(run)
    assert found(verify()) == {("chain_gap", SIZE)}


@recorded(Operation.ALTERATION)
def write_at_will(*, by: Actor, at: Any) -> None:
    """Stand for a program that gives any time it likes."""


def test_t11_a_back_dated_entry(log: Any) -> None:
    write_at_will(by=OFFICER, at=AT - timedelta(days=2))
    sealing.tick(at=log)
    assert found(verify()) == {("back_dated", SIZE)}


def test_t12_a_post_dated_entry(log: Any) -> None:
    write_at_will(by=OFFICER, at=log + timedelta(days=2))
    sealing.tick(at=log)
    assert found(verify()) == {("post_dated", SIZE)}


def test_t13_and_t14_an_old_backup_is_restored_and_grows_again(log: Any) -> None:
    kept = signing.recall()
    with as_administrator() as run:
        last = entry_id(29)
        for table, column in (
            ("entry", "id"),
            ("payload", "entry_id"),
            ("lookup", "entry_id"),
            ("leaf", "entry_id"),
        ):
            run(f"DELETE FROM audit_{table} WHERE {column} > %s", last)
        run("DELETE FROM audit_checkpoint WHERE size > 30")
        reforge(run)
    ground.forget()
    with pytest.raises(SignerRefuses):
        sealing.tick(at=log)
    assert kept is not None
    signing.remember(kept)
    fill(40, start=log, sign=False)
    ground.forget()
    with pytest.raises(SignerRefuses, match="not the one"):
        sealing.tick(at=log + timedelta(minutes=5))
    signing.remember(kept)
    assert "history_rewritten" in codes(verify())
    signing.remember(kept)
    sealing._checked_origins.add(kept.origin)  # a signer that was running all the while
    with pytest.raises(SignerRefuses, match="does not continue"):
        sealing.tick(at=log + timedelta(minutes=5))
    assert "signer_stopped" in codes(verify())


def test_t19_a_writer_with_its_clock_set_back_is_flagged(log: Any) -> None:
    note(by=OFFICER, at=log - timedelta(minutes=7))
    note(by=OFFICER, at=log - timedelta(minutes=4))
    sealing.tick(at=log)
    assert found(verify()) == {("back_dated", SIZE)}


TAMPERED: dict[str, Callable[[Any, int], None]] = {
    "deleted": lambda run, victim: run("DELETE FROM audit_entry WHERE id = %s", victim),
    "edited": lambda run, victim: run(
        "UPDATE audit_entry SET leaf = %s, action = 'audit.read' WHERE id = %s",
        edited(bytes(one("SELECT leaf FROM audit_entry WHERE id = %s", victim))),
        victim,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_t22_an_entry_tampered_with_between_commit_and_sealing(how: str, log: Any) -> None:
    fill(3, start=log, sign=False)
    with as_administrator() as run:
        TAMPERED[how](run, int(one("SELECT max(id) FROM audit_entry")) - 1)
        integrate()
        if not IS_POSTGRESQL:
            run("DELETE FROM audit_leaf WHERE entry_id NOT IN (SELECT id FROM audit_entry)")
            run("UPDATE audit_leaf SET idx = idx - 1 WHERE idx > %s", SIZE + 1 if how == "deleted" else 999)
            reforge(run)
    assert codes(verify()) & {"chain_gap", "chain_broken"}


def test_t38_tiles_of_the_database_are_compared() -> None:
    fill(520)
    with as_administrator() as run:
        tile = bytes(one("SELECT hashes FROM audit_tile WHERE level = 0 AND n = 1"))
        run("UPDATE audit_tile SET hashes = %s WHERE level = 0 AND n = 1", tile[:-1] + bytes([tile[-1] ^ 1]))
        run("DELETE FROM audit_tile WHERE level = 0 AND n = 0")
        run("INSERT INTO audit_tile (level, n, hashes) VALUES (0, 7, %s), (0, 8, %s)", tile, tile)
    assert found(verify()) == {("tile_missing", 0), ("tile_edited", 256), ("tile_too_many", 520)}


@pytest.mark.parametrize("bit", [0, 3, 7])
@pytest.mark.parametrize("place", [0, 40, -1])
def test_t43_one_flipped_bit_in_one_row(log: Any, place: int, bit: int) -> None:
    leaf = bytearray(leaf_at(VICTIM))
    leaf[place] ^= 1 << bit
    with as_administrator() as run:
        run("UPDATE audit_entry SET leaf = %s WHERE id = %s", bytes(leaf), entry_id(VICTIM))
    assert ("leaf_edited", VICTIM) in found(verify())


def test_t43_one_flipped_bit_in_a_leaf_hash_or_the_head(log: Any) -> None:
    stored = bytearray(bytes(one("SELECT leaf_hash FROM audit_leaf WHERE idx = %s", VICTIM)))
    stored[5] ^= 4
    with as_administrator() as run:
        run("UPDATE audit_leaf SET leaf_hash = %s WHERE idx = %s", bytes(stored), VICTIM)
    assert {("leaf_edited", VICTIM), ("root_differs", 29)} <= found(verify())
    with as_administrator() as run:
        reforge(run)
        run("UPDATE audit_head SET frontier = %s", bytes(len(Frontier(SIZE, bytes(32 * 4)).packed())))
    assert found(verify()) == {("head_differs", SIZE)}


def test_a_leaf_of_another_shape_is_reported(log: Any) -> None:
    strange = canonical({"not": "a leaf"})
    with as_administrator() as run:
        run("UPDATE audit_entry SET leaf = %s WHERE id = %s", strange, entry_id(VICTIM))
        reforge(run)
    assert ("leaf_malformed", VICTIM) in found(verify(deep=True))
    assert ("payload_edited", VICTIM) in found(verify(deep=True))


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe", b"x" * 70_000, b"a\n1\nAAAA\n\n\xe2\x80\x94 a AAAA\n"])
def test_a_malformed_stored_checkpoint_is_reported(log: Any, spoilt: bytes) -> None:
    with as_administrator() as run:
        run("UPDATE audit_checkpoint SET note = %s WHERE size = %s", spoilt, SIZE)
    assert found(verify()) == {("checkpoint_forged", SIZE - 1)}


def test_a_trusted_checkpoint_that_is_none_is_reported(log: Any) -> None:
    assert found(verify(trusted=[b"nonsense"])) == {("trusted_malformed", None)}


def test_a_signers_memory_that_cannot_be_read_is_reported(log: Any) -> None:
    (signing.folder() / "state.json").write_text("nonsense")
    assert found(verify()) == {("signer_unreadable", None)}


def test_a_stored_checkpoint_that_is_another_one_is_reported(log: Any) -> None:
    with as_administrator() as run:
        run(
            "UPDATE audit_checkpoint SET note = (SELECT note FROM audit_checkpoint WHERE size = 30) WHERE size = 60"
        )
    assert found(verify()) == {("checkpoint_forged", SIZE - 1)}


def test_no_leaf_left_to_open_is_reported(log: Any) -> None:
    with as_administrator() as run:
        run("DELETE FROM audit_entry")
    assert codes(verify(deep=True)) == {"entry_missing"}


def test_everything_gone_is_reported(log: Any) -> None:
    with as_administrator() as run:
        for table in ground.TABLES:
            run(f"DELETE FROM {table}")
        run("DELETE FROM audit_head")
    assert {"cut_off", "head_differs"} <= codes(verify(deep=True))
    with as_administrator() as run:
        run("INSERT INTO audit_head VALUES (1, 0, %s, 0, '')", b"")


def test_a_table_that_cannot_be_read_is_reported(log: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_checkpoint RENAME COLUMN note TO something")
    report = verify()
    assert codes(report) == {"unreadable"}
    assert "note" in report.cause


def test_findings_beyond_a_thousand_are_counted() -> None:
    report = Report()
    for index in range(1010):
        report.add(index, "leaf_edited", "x")
    assert (len(report.findings), report.left_out) == (1000, 10)
    assert Leaf.objects.count() == Entry.objects.count() == 0


def test_an_entry_that_waits_too_long_is_reported(log: Any) -> None:
    with as_administrator() as run:
        run(
            "INSERT INTO audit_entry (id, uuid, t_ms, action, leaf) VALUES (900000, %s, %s, 'a.b', %s)",
            "0" * 32,
            1,
            b"x",
        )
    report = verify(at=log)
    assert found(report) == {("not_sealed", SIZE)}
    assert report.waiting == 1
    assert verify().is_whole == IS_POSTGRESQL
