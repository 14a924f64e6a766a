"""The keyring: made once and whole, never written over, never read when others could read it."""

import stat
import threading
from pathlib import Path

import pytest

from needshare.crypto import keyring
from needshare.kernel import Unavailable

SECRETS = ("audit-lookup", "audit-signing", "blind-index", "token-pepper")


def file_of(folder: Path, name: str) -> Path:
    return folder / keyring.RING / f"{name}.key"


def test_a_new_keyring_is_private_and_whole(ring_folder: Path) -> None:
    ring = ring_folder / keyring.RING
    assert stat.S_IMODE(ring_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(ring.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in ring.iterdir()} == {0o600}
    assert [path.name for path in ring_folder.iterdir()] == [keyring.RING]
    loaded = keyring.load(ring_folder, strict=True)
    values = {
        loaded.audit_lookup,
        loaded.blind_index,
        loaded.token_pepper,
        loaded.active_kek()[1],
        loaded.signing_seed(),
        loaded.verifying_key(),
    }
    assert len(values) == 6
    assert {len(value) for value in values} == {32}


def test_creating_twice_changes_nothing(ring_folder: Path) -> None:
    before = {path: path.read_bytes() for path in (ring_folder / keyring.RING).iterdir()}
    assert keyring.create(ring_folder) is False
    assert {path: path.read_bytes() for path in (ring_folder / keyring.RING).iterdir()} == before
    assert [path.name for path in ring_folder.iterdir()] == [keyring.RING]


def test_of_many_creating_at_once_exactly_one_wins(tmp_path: Path) -> None:
    folder, made = tmp_path / "keys", []
    threads = [threading.Thread(target=lambda: made.append(keyring.create(folder))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert len(keyring.load(folder, strict=True).kek_ids()) == 1


def test_other_trouble_with_the_folder_is_not_hidden(tmp_path: Path) -> None:
    (tmp_path / keyring.RING).write_text("not a folder")
    with pytest.raises(NotADirectoryError):
        keyring.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [keyring.RING]


def test_a_missing_keyring_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="needshare init"):
        keyring.load(tmp_path, strict=True)


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_key_says_what_to_do(ring_folder: Path, name: str) -> None:
    file_of(ring_folder, name).unlink()
    with pytest.raises(Unavailable, match="needshare init"):
        keyring.load(ring_folder, strict=False).signing_seed()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
@pytest.mark.parametrize("name", SECRETS)
def test_a_key_others_can_read_is_refused_in_production(ring_folder: Path, name: str, mode: int) -> None:
    file_of(ring_folder, name).chmod(mode)
    with pytest.raises(Unavailable, match="other users"):
        keyring.load(ring_folder, strict=True).signing_seed()
    assert keyring.load(ring_folder, strict=False).signing_seed()


def test_a_folder_others_can_enter_is_refused_in_production(ring_folder: Path) -> None:
    (ring_folder / keyring.RING).chmod(0o750)
    with pytest.raises(Unavailable, match="other users"):
        keyring.load(ring_folder, strict=True)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[:-12],
        lambda line: line.replace("needshare-key-1", "needshare-key-9"),
        lambda line: line.replace("blind-index", "token-pepper"),
        lambda line: line[:30] + ("0" if line[30] != "0" else "1") + line[31:],
        lambda line: line[:30] + "x" + line[31:],
        lambda line: line.replace("n", "ñ"),
        lambda line: "",
    ],
)
def test_a_damaged_key_is_refused(ring_folder: Path, spoil: object) -> None:
    path = file_of(ring_folder, "blind-index")
    path.write_text(spoil(path.read_text("ascii")), "utf-8")  # type: ignore[operator] # a lambda
    with pytest.raises(Unavailable, match="damaged") as caught:
        keyring.load(ring_folder, strict=False)
    assert "in blind-index.key" in caught.value.__notes__


def test_two_swapped_keys_are_refused(ring_folder: Path) -> None:
    file_of(ring_folder, "blind-index").replace(file_of(ring_folder, "token-pepper"))
    with pytest.raises(Unavailable):
        keyring.load(ring_folder, strict=False)


def test_a_process_without_the_signing_key_does_everything_else(ring_folder: Path) -> None:
    file_of(ring_folder, "audit-signing").unlink()
    ring = keyring.load(ring_folder, strict=True)
    assert ring.verifying_key()
    with pytest.raises(Unavailable):
        ring.signing_seed()


def test_an_added_kek_becomes_active_in_a_running_process_and_the_old_one_stays(
    ring_folder: Path,
) -> None:
    ring = keyring.load(ring_folder, strict=True)
    old_id, old = ring.active_kek()
    new_id = keyring.add_kek(ring_folder)
    assert ring.active_kek()[0] == new_id != old_id
    assert ring.kek(old_id) == old != ring.kek(new_id)
    assert set(ring.kek_ids()) == {old_id, new_id}
    assert not [path for path in (ring_folder / keyring.RING).iterdir() if path.name[0] == "."]


@pytest.mark.parametrize("kek_id", ["kek-00000000", "../secret", "", "audit-signing"])
def test_a_kek_that_does_not_exist_is_unavailable(ring_folder: Path, kek_id: str) -> None:
    with pytest.raises(Unavailable):
        keyring.load(ring_folder, strict=True).kek(kek_id)


def test_the_keyring_is_read_once_until_forgotten(own_keyring: Path) -> None:
    ring = keyring.current()
    assert keyring.current() is ring
    keyring.forget()
    assert keyring.current() is not ring


def test_the_repr_shows_no_key(ring_folder: Path) -> None:
    assert repr(keyring.load(ring_folder, strict=True)) == "<Keyring of 1 KEKs>"
