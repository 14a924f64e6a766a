"""An installation on PostgreSQL as in production: one role owns the tables, another serves."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import postgres
from tests.installation import FORCE, Installation

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("backup")]
SAFE = {
    "NEEDSHARE_ENV": "production",
    "NEEDSHARE_SITE_URL": "https://share.northmoor.example",
    "NEEDSHARE_EMAIL_URL": "smtp://post.northmoor.example:587?tls=start",
}


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="needshare-test-"))
    made = postgres.start(folder / "postgresql")
    made.make("product")
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_the_owner_migrates_the_weak_role_serves_and_neither_does_the_other_s_part(
    cluster: postgres.Cluster, tmp_path: Path
):
    owner, app = (cluster.address_of(role, "product") for role in (postgres.OWNER, postgres.APPLICATION))

    def as_role(**variables: Any) -> Installation:
        return Installation(tmp_path, **{**SAFE, "NEEDSHARE_DATABASE_URL": app, **variables})

    early = as_role().run("init")
    assert early.returncode == 1
    assert "NEEDSHARE_DATABASE_OWNER_URL" in early.stderr
    as_role(NEEDSHARE_DATABASE_OWNER_URL=owner).done("init")
    as_role(NEEDSHARE_DATABASE_OWNER_URL=owner).done("migrate")

    assert "are safe" in as_role().done("check", "--production")
    assert as_role().told("organisation", "add", "NMC", *FORCE)["code"] == "NMC"
    assert as_role().told("audit", "verify")["is_whole"] is True
    assert as_role().run("migrate").returncode == 1

    strong = as_role(NEEDSHARE_DATABASE_URL=owner).run("check", "--production")
    assert strong.returncode == 1
    assert "needshare.E012" in strong.stderr
