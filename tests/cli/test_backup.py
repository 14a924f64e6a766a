"""A backup holds everything but the keys, comes back whole, and opens for nobody else."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.programs import needs_program

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]


@pytest.fixture(scope="module")
def sealed(here: Installation, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("backup")
    identity = folder / "identity.txt"
    subprocess.run([needs_program("age-keygen"), "-o", identity], check=True, capture_output=True)
    recipient = re.search(r"age1\w+", identity.read_text())
    assert recipient
    kept = folder / "identity-only.txt"
    kept.write_text(next(line for line in identity.read_text().splitlines() if line.startswith("AGE")))
    here.told("seed", "--seed", "3", "--size", "8")
    here.done("backup", folder / "backup.age", "--to", recipient[0])
    return folder / "backup.age", kept


def test_it_comes_back_into_an_empty_installation(
    here: Installation, sealed: tuple[Path, Path], tmp_path: Path
):
    backup, identity = sealed
    again = Installation(tmp_path)
    shutil.copytree(here.keys / "ring", again.keys / "ring")
    told = again.told("restore", backup, "--identity-file", identity)
    assert told["is_whole"] is True
    assert len(list((again.data / "vault").glob("??/*"))) == len(list((here.data / "vault").glob("??/*")))
    assert again.told("audit", "verify", "--deep")["is_whole"] is True
    assert not list(again.data.glob(".archive-*"))
    twice = again.run("restore", backup, "--identity-file", identity)
    assert twice.returncode == 3


def test_without_its_keys_it_stays_sealed_and_says_what_to_do(sealed: tuple[Path, Path], tmp_path: Path):
    backup, identity = sealed
    stopped = Installation(tmp_path).run("restore", backup, "--identity-file", identity)
    assert stopped.returncode == 3
    assert "keys" in stopped.stderr
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_no_other_key_opens_it_and_a_damaged_one_is_refused(
    here: Installation, sealed: tuple[Path, Path], tmp_path: Path
):
    backup, identity = sealed
    again = Installation(tmp_path)
    shutil.copytree(here.keys / "ring", again.keys / "ring")
    damaged = tmp_path / "damaged.age"
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    assert again.run("restore", damaged, "--identity-file", identity).returncode == 2
    assert not list(again.data.rglob("*.sqlite3"))


def test_the_keys_are_not_in_it(here: Installation, sealed: tuple[Path, Path], tmp_path: Path):
    backup, identity = sealed
    opened = subprocess.run(
        [needs_program("age"), "-d", "-i", identity, backup], capture_output=True, check=True
    ).stdout
    for key in (here.keys / "ring").glob("*.key"):
        if key.stem != "audit-verifying":
            assert key.read_text().split()[2].encode() not in opened


def test_it_is_not_written_over(here: Installation, sealed: tuple[Path, Path]):
    backup, _identity = sealed
    again = here.run("backup", backup, "--to", "age1" + "q" * 58)
    assert again.returncode == 2
