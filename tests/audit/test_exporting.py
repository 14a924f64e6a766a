"""An export is verified by programs that are not ours; a damaged one is not."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader

from needshare.audit import sealing
from needshare.audit.exporting import export
from needshare.audit.models import Entry
from needshare.audit.notes import VerifyingKey
from needshare.kernel import Unavailable

from . import go
from .ground import AT, OFFICER, as_administrator, fill, look, note_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", [1, 255, 256, 257, 513])
def test_go_finds_an_export_whole(size: int, tmp_path: Path) -> None:
    fill(size)
    assert export(tmp_path).size == size
    assert go.agrees(tmp_path)


def test_another_reader_finds_the_same_root_and_entries(tmp_path: Path) -> None:
    fill(300)
    export(tmp_path)
    reader = TilesReader(LocalBackend(tmp_path))
    checkpoint = reader.get_checkpoint()
    assert checkpoint.root_hash == reader.calculate_root_hash() == sealing.head()[1]
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("id").values_list("leaf", flat=True)]
    assert [reader.get_entry(index) for index in (0, 255, 256, 299)] == [
        leaves[index] for index in (0, 255, 256, 299)
    ]
    key = VerifyingKey.read((tmp_path / "log.vkey").read_text().strip())
    Ed25519PublicKey.from_public_bytes(key.public).verify(
        checkpoint.signatures[0].payload, checkpoint.serialize_body().encode()
    )


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


WAYS: dict[str, Callable[[Path], None]] = {
    "flipped": flip,
    "cut": cut,
    "longer": lengthen,
    "missing": Path.unlink,
}
FILES = (
    "checkpoint",
    "checkpoints/300",
    "log.vkey",
    "tile/0/000",
    "tile/0/001.p/44",
    "tile/1/000.p/1",
    "tile/entries/000",
    "tile/entries/001.p/44",
)


def test_go_finds_every_damage(tmp_path: Path) -> None:
    fill(300)
    exported = tmp_path / "whole"
    export(exported)
    assert go.agrees(exported)
    unseen = []
    for name in FILES:
        for way, damage in WAYS.items():
            copy = tmp_path / f"{name.replace('/', '_')} {way}"
            shutil.copytree(exported, copy)
            damage(copy / name)
            if go.agrees(copy):
                unseen.append((name, way))
    # A key file may lack its newline, and one older checkpoint less is only less to compare with.
    assert unseen == [("checkpoints/300", "missing"), ("log.vkey", "cut")]


def test_go_finds_swapped_tiles(tmp_path: Path) -> None:
    fill(520)
    export(tmp_path)
    first, second = tmp_path / "tile/0/000", tmp_path / "tile/0/001"
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    assert not go.agrees(tmp_path)


def test_t44_an_export_holds_nothing_about_anybody(tmp_path: Path) -> None:
    note_person(subject="Person Of Interest", by=OFFICER, at=AT)
    look(reference="NMC-26-AAAA-AAAA", reason="plain words", found=[1], by=OFFICER, at=AT)
    sealing.tick(at=AT + timedelta(seconds=1))
    export(tmp_path)
    content = b"".join(path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    secrets = (
        "Interest",
        "plain words",
        "NMC-26",
        OFFICER.name,
        str(OFFICER.id),
        OFFICER.id.hex,
        "officer",
        "api",
    )
    assert [word for word in secrets if word.encode() in content] == []
    assert b"audit.note_person" in content


def test_an_export_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    end = fill(300)
    assert export(tmp_path, incremental=True).kept == 0
    fill(300, start=end)
    again = export(tmp_path, incremental=True)
    assert again.kept == 2
    assert go.agrees(tmp_path)
    assert {path.name for path in (tmp_path / "checkpoints").iterdir()} == {"300", "600"}


def test_there_is_nothing_to_export_before_a_signature(tmp_path: Path) -> None:
    fill(1, sign=False)
    with pytest.raises(Unavailable, match="Nothing"):
        export(tmp_path)


def test_an_export_with_missing_entries_is_refused(tmp_path: Path) -> None:
    fill(3)
    with as_administrator() as run:
        run("DELETE FROM audit_entry")
    with pytest.raises(Unavailable, match="lacks entries"):
        export(tmp_path)
