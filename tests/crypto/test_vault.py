"""The vault: streams in, streams out, and any change to a stored file is found."""

import hashlib
import io
import json
import os
import random
import stat
import tracemalloc
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from needshare.crypto import storage, vault
from needshare.crypto.sealing import TAG_BYTES, Tampered, new_key
from needshare.crypto.vault import CHUNK, HEADER, Stored
from needshare.kernel import Unavailable

KEY = bytes(range(32))
OBJECT = uuid.UUID("01890000-0000-7000-8000-00000000000a")
OTHER = uuid.UUID("01890000-0000-7000-8000-00000000000b")
VECTOR = json.loads((Path(__file__).parent.parent / "vectors/vault.json").read_text("utf-8"))
SEALED_CHUNK = CHUNK + TAG_BYTES


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path / "data/vault"


def path_of(folder: Path, stored: Stored) -> Path:
    return folder / stored.name[:2] / stored.name


def content_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def store(content: bytes, object_id: uuid.UUID = OBJECT) -> Stored:
    return vault.write_bytes(content, key=KEY, object_id=object_id)


def load(stored: Stored, object_id: uuid.UUID = OBJECT, key: bytes = KEY) -> bytes:
    return vault.read_bytes(stored.name, key=key, object_id=object_id)


# --- in and out --------------------------------------------------------------------------

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 1, 3 * CHUNK + 7]


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(folder: Path, size: int) -> None:
    content = content_of(size)
    stored = store(content)
    assert load(stored) == content
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
    chunks = max(1, -(-size // CHUNK))
    assert path_of(folder, stored).stat().st_size == HEADER + size + chunks * TAG_BYTES


class Trickle:
    """A stream that gives less than is asked for, as a network does."""

    def __init__(self, content: bytes) -> None:
        self._file = io.BytesIO(content)

    def read(self, size: int, /) -> bytes:
        return self._file.read(min(size, 60_001))


def test_a_stream_that_trickles_is_stored_alike(folder: Path) -> None:
    content = content_of(2 * CHUNK + 5)
    stored = vault.write(Trickle(content), key=KEY, object_id=OBJECT)
    assert load(stored) == content


@examples(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=3000))
def test_any_content_comes_out(folder: Path, content: bytes) -> None:
    assert load(store(content)) == content


def test_a_golden_file_still_opens() -> None:
    sealed = io.BytesIO(bytes.fromhex(VECTOR["file"]))
    parts = vault.opened_parts(
        sealed, key=bytes.fromhex(VECTOR["key"]), object_id=uuid.UUID(VECTOR["object_id"])
    )
    assert b"".join(parts).hex() == VECTOR["plain"]


def test_names_are_random_and_files_private(folder: Path) -> None:
    one, another = store(b"same"), store(b"same")
    assert one.name != another.name
    assert path_of(folder, one).read_bytes() != path_of(folder, another).read_bytes()
    assert one.sha256 not in str(path_of(folder, one))
    for path in [folder, *folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_no_content_is_found_in_the_folder(folder: Path) -> None:
    store(b"canary-91c2" * 200_000)
    assert not any(b"canary" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_memory_does_not_grow_with_the_file(folder: Path) -> None:
    class Zeros:
        left = 40 * CHUNK

        def read(self, size: int, /) -> bytes:
            given_out = min(size, self.left)
            self.left -= given_out
            return bytes(given_out)

    tracemalloc.start()
    try:
        stored = vault.write(Zeros(), key=KEY, object_id=OBJECT)
        total = sum(len(part) for part in vault.read(stored.name, key=KEY, object_id=OBJECT))
        assert tracemalloc.get_traced_memory()[1] < 8 * CHUNK
    finally:
        tracemalloc.stop()
    assert total == stored.size == 40 * CHUNK


# --- tampering ---------------------------------------------------------------------------


def chunks_of(sealed: bytes) -> list[bytes]:
    body = sealed[HEADER:]
    return [body[start : start + SEALED_CHUNK] for start in range(0, len(body), SEALED_CHUNK)]


def joined(sealed: bytes, chunks: list[bytes]) -> bytes:
    return sealed[:HEADER] + b"".join(chunks)


def reordered(sealed: bytes) -> bytes:
    first, second, *rest = chunks_of(sealed)
    return joined(sealed, [second, first, *rest])


TAMPERS: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda sealed: b"",
    "header cut": lambda sealed: sealed[: HEADER - 1],
    "header only": lambda sealed: sealed[:HEADER],
    "another format": lambda sealed: b"NSV2" + sealed[4:],
    "last byte cut": lambda sealed: sealed[:-1],
    "last chunk cut": lambda sealed: joined(sealed, chunks_of(sealed)[:-1]),
    "all but one chunk cut": lambda sealed: joined(sealed, chunks_of(sealed)[:1]),
    "first chunk cut": lambda sealed: joined(sealed, chunks_of(sealed)[1:]),
    "middle chunk cut": lambda sealed: joined(sealed, [chunks_of(sealed)[0], *chunks_of(sealed)[2:]]),
    "one byte added": lambda sealed: sealed + b"\0",
    "last chunk repeated": lambda sealed: joined(sealed, [*chunks_of(sealed), chunks_of(sealed)[-1]]),
    "a chunk's worth added": lambda sealed: sealed + bytes(SEALED_CHUNK),
    "chunks swapped": reordered,
}


@pytest.mark.parametrize("tamper", TAMPERS.values(), ids=TAMPERS.keys())
@pytest.mark.parametrize("size", [3 * CHUNK, 2 * CHUNK + 100])
def test_a_tampered_file_is_found(folder: Path, tamper: Callable[[bytes], bytes], size: int) -> None:
    stored = store(content_of(size))
    path = path_of(folder, stored)
    path.write_bytes(tamper(path.read_bytes()))
    with pytest.raises(Tampered) as caught:
        load(stored)
    assert str(OBJECT) in caught.value.where


@pytest.mark.parametrize("size", [0, 100, CHUNK + 100])
def test_any_flipped_bit_is_found(folder: Path, size: int) -> None:
    stored = store(content_of(size))
    path = path_of(folder, stored)
    good = path.read_bytes()
    chooser = random.Random(size)
    for _ in range(40):
        bad = bytearray(good)
        bad[chooser.randrange(len(bad))] ^= 1 << chooser.randrange(8)
        path.write_bytes(bad)
        with pytest.raises(Tampered):
            load(stored)


def test_a_file_put_in_anothers_place_is_found(folder: Path) -> None:
    mine, theirs = store(b"mine"), store(b"theirs", OTHER)
    path_of(folder, theirs).replace(path_of(folder, mine))
    with pytest.raises(Tampered):
        load(mine)


def test_chunks_of_two_files_of_one_object_do_not_mix(folder: Path) -> None:
    one, another = store(content_of(2 * CHUNK)), store(content_of(2 * CHUNK))
    path, donor = path_of(folder, one), path_of(folder, another)
    mixed = [chunks_of(path.read_bytes())[0], chunks_of(donor.read_bytes())[1]]
    path.write_bytes(joined(path.read_bytes(), mixed))
    with pytest.raises(Tampered):
        load(one)


def test_another_key_or_object_does_not_open(folder: Path) -> None:
    stored = store(b"content")
    for wrong in ({"key": new_key()}, {"object_id": OTHER}):
        with pytest.raises(Tampered):
            load(stored, **wrong)  # type: ignore[arg-type] # one of two keywords


# --- faults ------------------------------------------------------------------------------


def test_a_missing_file_is_unavailable_and_named(folder: Path) -> None:
    stored = store(b"content")
    vault.remove(stored.name)
    vault.remove(stored.name)
    with pytest.raises(Unavailable) as caught:
        load(stored)
    assert f"file {stored.name}" in caught.value.__notes__


class Breaks:
    """A stream that fails after a while."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._left = 3

    def read(self, size: int, /) -> bytes:
        self._left -= 1
        if not self._left:
            raise self._error
        return bytes(size)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_broken_upload_leaves_nothing(folder: Path) -> None:
    with pytest.raises(ValueError, match="cut off"):
        vault.write(Breaks(ValueError("cut off")), key=KEY, object_id=OBJECT)
    assert files_in(folder) == []


def test_a_full_disk_is_unavailable_and_leaves_nothing(folder: Path, monkeypatch: Any) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        store(b"content")
    assert files_in(folder) == []


def test_everything_is_on_the_disk_before_write_returns(folder: Path, monkeypatch: Any) -> None:
    store(b"first, so that the folders are there")
    steps: list[str] = []
    really_sync, really_rename = os.fsync, Path.rename

    def sync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        really_sync(descriptor)

    def rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return really_rename(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "rename", rename)
    store(b"content")
    assert steps[-3:] == ["file", "rename", "folder"]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 33, "a/" * 16])
def test_only_storage_names_reach_the_disk(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="storage name"):
        vault.remove(name)


# --- orphans -----------------------------------------------------------------------------


def age(path: Path, hours: float) -> None:
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


def test_only_old_files_without_a_row_are_orphans(folder: Path, now: datetime) -> None:
    kept, fresh, orphan = store(b"kept"), store(b"fresh"), store(b"orphan")
    draft = folder / storage.DRAFTS / storage.new_name()
    draft.write_bytes(b"half")
    (folder / storage.DRAFTS / "notes.txt").write_bytes(b"not ours")
    for path in (path_of(folder, kept), path_of(folder, orphan), draft):
        age(path, 25)
    found = set(vault.orphans({kept.name}, at=now))
    assert found == {orphan.name, draft.name}
    for name in found:
        vault.remove(name)
    assert load(kept) == b"kept"
    assert load(fresh) == b"fresh"
    assert set(vault.orphans({kept.name}, at=now)) == set()
    assert not draft.exists()


def test_an_empty_installation_has_no_orphans(folder: Path, now: datetime) -> None:
    assert list(vault.orphans(set(), at=now)) == []
