"""What the operator of an installation does, in other processes and on a real port."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.installation import FORCE, Installation
from tests.policy.layers import HEAD_TEXT, LONGER, SHORTER, write

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("operating")]


def test_init_twice_changes_no_key(here: Installation):
    before = {path: path.read_bytes() for path in (here.keys / "ring").iterdir()}
    here.done("init")
    assert {path: path.read_bytes() for path in (here.keys / "ring").iterdir()} == before


def test_an_installation_that_was_not_set_up_says_what_to_run(tmp_path: Path):
    failed = Installation(tmp_path).run("audit", "verify")
    assert failed.returncode == 6
    assert "needshare init" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_people_organisations_and_tokens_are_added(here: Installation):
    told = here.told("organisation", "add", "NMC", *FORCE)
    assert told["code"] == "NMC"
    twice = here.run("organisation", "add", "NMC", "--name", "Other", "--legal-type", "other_uk_police")
    assert twice.returncode == 5
    person = here.told("user", "add", "d.whitcombe", "--organisation", "NMC", "--name", "D. Whitcombe",
                       "--email", "d@nmc.example", "--role", "disclosure_officer")  # fmt: skip
    assert person["username"] == "d.whitcombe@nmc"
    assert len(person["password"]) > 15
    token = here.told("token", "add", "d.whitcombe@nmc", "--label", "Laptop")["token"]
    assert token.startswith("ns_")
    too_long = here.run("token", "add", "d.whitcombe@nmc", "--label", "Laptop", "--days", "400")
    assert too_long.returncode == 3


def test_the_log_is_verified_headed_and_exported(here: Installation, tmp_path: Path):
    assert here.told("audit", "verify")["is_whole"] is True
    head = here.done("audit", "head")
    assert head.startswith("localhost/needshare/log1\n")
    (tmp_path / "note").write_text(head)
    assert here.run("audit", "verify", "--trusted", tmp_path / "note").returncode == 0
    here.done("audit", "export", tmp_path / "log", "--to", "The auditor", "--reason", "Yearly audit")
    assert (tmp_path / "log" / "checkpoint").exists()


def test_routes_and_description(here: Installation):
    routes = json.loads(here.done("routes", "--json"))
    found = {(each["method"], each["path"]): each for each in routes}
    assert found[("POST", "/api/v1/requests")]["access"] == "request.submit"
    assert found[("POST", "/api/v1/requests")]["kind"] == "endpoint"
    assert found[("GET", "/")]["kind"] == "page"
    assert all(re.fullmatch(r"anyone|signed_in|[a-z_]+\.[a-z_]+", each["access"]) for each in routes)
    described = json.loads(here.done("openapi"))
    assert described["openapi"].startswith("3.1")
    operations = {
        (method.upper(), path) for path, methods in described["paths"].items() for method in methods
    }
    listed = {
        (each["method"], each["path"].removeprefix("/")) for each in routes if each["kind"] == "endpoint"
    }
    described_paths = {(method, path.removeprefix("/")) for method, path in operations}
    assert described_paths <= {(method, path) for method, path in listed}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("nothing",), 2), (("case", "claim"), 2), (("check", "--production"), 1), (("--version",), 0)],
)
def test_exit_statuses(here: Installation, arguments: tuple[str, ...], status: int):
    try:
        done = here.run(*arguments)
    except subprocess.TimeoutExpired:
        pytest.fail("it did not end")
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_a_policy_pack_is_checked_and_shown(here: Installation):
    assert "uk" in here.done("policy", "show").lower()
    import needshare.policy

    folder = Path(needshare.policy.__file__).parent / "packs" / "uk_police"
    assert "sound" in here.done("policy", "check", folder)
    broken = here.root / "broken"
    shutil.copytree(folder, broken)
    (broken / "codes.toml").write_text("nonsense = [")
    failed = here.run("policy", "check", broken)
    assert failed.returncode == 1
    assert "codes.toml" in failed.stdout + failed.stderr


def test_check_tells_of_a_layer_that_is_broken_and_the_last_good_text_stands(here: Installation):
    own = write(here.data / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "clocks.toml": SHORTER})
    here.done("check")
    write(own, {"clocks.toml": LONGER})
    failed = here.run("check")
    assert failed.returncode == 1
    assert "NMC/clocks.toml line 4: receipt, amount: 99 is longer than 10" in failed.stderr
    assert "The last good text of it stays in force." in failed.stderr
    shutil.rmtree(here.data / "policy-in-force")
    failed = here.run("worker")
    assert failed.returncode == 1
    assert "needshare.E011" in failed.stderr
    shutil.rmtree(here.data / "policy")
    here.done("check")


def test_check_and_the_web_server_refuse_a_database_without_its_guards(tmp_path: Path):
    here = Installation(tmp_path)
    failed = here.run("check")
    assert failed.returncode == 1
    assert "The database cannot be reached" in failed.stderr
    here.done("init")
    assert "safe" in here.done("check")
    with closing(sqlite3.connect(here.data / "needshare.sqlite3")) as database:
        database.execute('DROP TRIGGER "needshare_owner_agencies_unit_fixed"')
    failed = here.run("check")
    assert failed.returncode == 1
    assert "guards are missing on agencies_unit" in failed.stderr
    web = [sys.executable, "-c", "import needshare.config.wsgi"]
    served = subprocess.run(web, env=here.environment, capture_output=True, text=True, check=False)
    assert served.returncode == 1
    assert "guards are missing on agencies_unit" in served.stderr
    here.done("migrate")
    assert "safe" in here.done("check")
