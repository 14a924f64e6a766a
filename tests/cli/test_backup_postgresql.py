"""Backup and restore of an installation on PostgreSQL, with PostgreSQL's own programs."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from needshare.crypto.packages import new_identity
from tests import postgres
from tests.installation import FORCE, Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="needshare-test-"))
    made = postgres.start(folder / "postgresql")
    for database in ("first", "second"):
        made.make(database)
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def installation(cluster: postgres.Cluster, folder: Path, name: str) -> Installation:
    """Return an installation as in production: one role owns the tables, another serves."""
    return Installation(
        folder / name,
        NEEDSHARE_DATABASE_URL=cluster.address_of(postgres.APPLICATION, name),
        NEEDSHARE_DATABASE_OWNER_URL=cluster.address_of(postgres.OWNER, name),
    )


def test_it_comes_back_into_another_database_and_is_whole(cluster: postgres.Cluster, tmp_path: Path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    here, again = (installation(cluster, tmp_path, name) for name in ("first", "second"))
    here.done("init")
    here.told("seed", "--seed", "2", "--size", "8")
    key = new_identity()
    (tmp_path / "identity").write_text(key.identity)
    here.done("backup", tmp_path / "backup.age", "--to", key.recipient)

    shutil.copytree(here.keys / "ring", again.keys / "ring")
    told = again.told("restore", tmp_path / "backup.age", "--identity-file", tmp_path / "identity")
    assert told["is_whole"] is True
    before = again.told("audit", "verify", "--deep")["size"]
    again.done("organisation", "add", "NMC", *FORCE)
    after = again.told("audit", "verify", "--deep")
    assert after["is_whole"] is True
    assert after["size"] > before
