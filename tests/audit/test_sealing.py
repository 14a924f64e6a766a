"""The log is sealed in order, signed only as it continues, and says when it is safe to let something out."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from needshare.audit import sealing, signing
from needshare.audit.merkle import leaf_hash, root_of
from needshare.audit.models import Checkpoint as CheckpointRow, Entry, Leaf, Tile
from needshare.audit.notes import opened
from needshare.audit.sequencing import integrate
from needshare.audit.signing import ClockIsBehind, SignerRefuses
from needshare.audit.tiles import MissingHashes, StoredTree, frontier_at, leaf_hashes

from . import ground
from .ground import AT, OFFICER, fill, note

pytestmark = pytest.mark.django_db


def true_root() -> bytes:
    return root_of(
        leaf_hash(bytes(leaf)) for leaf in Entry.objects.order_by("id").values_list("leaf", flat=True)
    )


def memory() -> signing.Memory:
    held = signing.recall()
    assert held is not None
    return held


def test_a_tick_seals_and_signs_every_entry() -> None:
    fill(5, sign=False)
    sealed = sealing.tick(at=AT + timedelta(seconds=9))
    assert sealed is not None
    assert sealed.checkpoint.size == 5
    assert sealed.checkpoint.root == true_root() == sealing.head()[1]
    assert sealed.signed_at == AT + timedelta(seconds=9)
    assert opened(sealed.note, [memory().key]) == sealed.checkpoint.text()
    assert sealed.checkpoint.origin == "localhost/needshare/log1"
    assert sealing.latest_checkpoint() == sealed


def test_a_tick_with_nothing_new_signs_nothing() -> None:
    end = fill(2)
    assert sealing.tick(at=end) is None
    assert CheckpointRow.objects.count() == 1


def test_a_quiet_log_has_a_heartbeat() -> None:
    first = sealing.tick(at=AT)
    assert first is not None
    assert first.checkpoint.size == 1
    assert sealing.tick(at=AT + timedelta(seconds=29)) is None
    second = sealing.tick(at=AT + timedelta(seconds=30))
    assert second is not None
    assert second.checkpoint.size == 2
    assert Entry.objects.latest("id").action == "audit.beat"


def test_an_entry_is_covered_once_a_checkpoint_holds_it() -> None:
    end = fill(3)
    note(by=OFFICER, at=end)
    entry = Entry.objects.latest("id").uuid
    assert sealing.covering_checkpoint(entry) is None
    sealing.tick(at=end)
    fill(1, start=end)
    sealed = sealing.covering_checkpoint(entry)
    assert sealed is not None
    assert sealed.checkpoint.size == 4
    assert sealing.covering_checkpoint(UUID(int=0)) is None


def test_a_forged_checkpoint_covers_nothing() -> None:
    end = fill(3)
    note(by=OFFICER, at=end)
    entry = Entry.objects.latest("id").uuid
    integrate()
    real = CheckpointRow.objects.get()
    CheckpointRow(size=4, root=real.root, note=real.note, signed_ms=1).save(force_insert=True)
    assert sealing.covering_checkpoint(entry) is None
    ground.begin()
    end = fill(3)
    note(by=OFFICER, at=end)
    integrate()
    broken = bytes(real.note).replace(b"\n3\n", b"\n5\n")
    CheckpointRow(size=5, root=real.root, note=broken, signed_ms=1).save(force_insert=True)
    assert sealing.covering_checkpoint(Entry.objects.latest("id").uuid) is None


def test_nothing_is_covered_before_the_signer_ever_signed() -> None:
    fill(1, sign=False)
    assert sealing.covering_checkpoint(Entry.objects.get().uuid) is None
    assert sealing.latest_checkpoint() is None


def test_a_checkpoint_is_fresh_for_a_minute() -> None:
    assert not sealing.checkpoint_is_fresh(at=AT)
    end = fill(1)
    assert sealing.checkpoint_is_fresh(at=end + timedelta(seconds=60))
    assert not sealing.checkpoint_is_fresh(at=end + timedelta(seconds=61))


def test_the_signer_refuses_a_clock_set_back_and_goes_on_when_it_is_right_again() -> None:
    end = fill(2)
    note(by=OFFICER, at=end)
    with pytest.raises(ClockIsBehind):
        sealing.tick(at=AT)
    assert sealing.tick(at=end) is not None


def test_a_signature_lost_in_a_crash_is_made_again_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(2, sign=False)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(CheckpointRow, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            sealing.tick(at=AT + timedelta(seconds=5))
    assert memory().size == 2
    assert not CheckpointRow.objects.exists()
    sealed = sealing.tick(at=AT + timedelta(seconds=8))
    assert sealed is not None
    assert sealed.checkpoint.size == 2
    assert sealed.signed_at == AT + timedelta(seconds=5)


def test_what_is_signed_is_on_disk_before_the_signature_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(1, sign=False)

    def sign(text: bytes) -> bytes:
        assert memory().size == 1
        raise KeyboardInterrupt

    monkeypatch.setattr("needshare.crypto.signing.sign", sign)
    with pytest.raises(KeyboardInterrupt):
        sealing.tick(at=AT + timedelta(seconds=5))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_signed_before_it_is_committed() -> None:
    fill(1)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sealing.tick(at=AT + timedelta(seconds=50))


def test_a_signer_without_its_memory_does_not_begin_anew() -> None:
    end = fill(2)
    (signing.folder() / "state.json").unlink()
    with pytest.raises(SignerRefuses, match="missing"):
        sealing.tick(at=end)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"origin": 1, "size": "x"}', "\x00"])
def test_a_damaged_memory_stops_the_signer(content: str) -> None:
    end = fill(2)
    (signing.folder() / "state.json").write_text(content)
    with pytest.raises(SignerRefuses, match="damaged"):
        sealing.tick(at=end)


def spoil(**changed: Any) -> None:
    path = signing.folder() / "state.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changed))


def test_the_signer_checks_the_right_edge_when_it_starts() -> None:
    end = fill(5)
    spoil(frontier=b64encode(bytes(64)).decode())
    ground.forget()
    with pytest.raises(SignerRefuses, match="not the one that was signed"):
        sealing.tick(at=end)


def test_a_stopped_signer_stays_stopped() -> None:
    end = fill(2)
    spoil(stopped="for a reason")
    for _again in range(2):
        with pytest.raises(SignerRefuses, match="for a reason"):
            sealing.tick(at=end)
    ground.forget()
    note(by=OFFICER, at=end)
    with pytest.raises(SignerRefuses, match="for a reason"):
        sealing.tick(at=end)


def test_a_signer_that_is_shown_leaves_with_holes_stops() -> None:
    end = fill(2)
    fill(3, start=end, sign=False)
    integrate()
    with ground.as_administrator() as run:
        run("DELETE FROM audit_leaf WHERE idx = 3")
    with pytest.raises(SignerRefuses, match="lacks entries"):
        sealing.tick(at=end + timedelta(seconds=9))
    assert memory().stopped


def test_tiles_hold_what_was_complete_and_the_tree_is_read_back_from_them() -> None:
    fill(520)
    assert sorted(Tile.objects.values_list("level", "n")) == [(0, 0), (0, 1)]
    hashes = [leaf_hash(bytes(leaf)) for leaf in Entry.objects.order_by("id").values_list("leaf", flat=True)]
    assert b"".join(hashes[256:512]) == bytes(Tile.objects.get(level=0, n=1).hashes)
    assert list(leaf_hashes(0, 520)) == hashes
    for size in (0, 1, 255, 256, 257, 511, 512, 520):
        assert frontier_at(size).root() == root_of(hashes[:size])
    tree = StoredTree(kept=1)
    assert tree.subtree(9, 0) == root_of(hashes[:512])
    assert tree.subtree(0, 519) == hashes[519]
    with pytest.raises(MissingHashes):
        tree.subtree(0, 520)
    with pytest.raises(MissingHashes):
        list(leaf_hashes(0, 521))


def test_entries_take_places_without_a_gap() -> None:
    fill(7)
    assert list(Leaf.objects.order_by("idx").values_list("idx", flat=True)) == list(range(7))


def test_sealing_again_changes_nothing() -> None:
    fill(3)
    assert integrate() == 0
    assert sealing.head()[0] == 3
