import ast
import configparser
import re

import pytest

from tests.architecture.source import (
    CAPABILITIES,
    DATA_FOLDERS,
    MECHANISMS,
    PACKAGE,
    ROOT,
    STAGES,
    nothing,
    sources,
)

USUAL = {
    "__init__", "apps", "admin", "terms", "stages", "rules", "models", "access", "queries", "actions",
    "forms", "schemas", "jobs", "views", "api", "urls", "management",
}  # fmt: skip
# A new file name is a decision: the number of the record that made it.
DECIDED: dict[str, dict[str, str]] = {
    "accounts": {
        "adapters": "0011",
        "confirmation": "0011",
        "middleware": "0011",
        "proofs": "0023",
        "sessions": "0011",
    },
    "agencies": {"grants": "0029", "ownership": "0008", "prepared": "0014", "row_policies": "0029"},
    "decision": {"sitting": "0012"},
    "disclosure": {"packing": "0009", "typesetting": "0017"},
    "federation": {"exchange": "0032", "saml": "0032"},
    "pathway": {"audience": "0019", "errands": "0013"},
}
DJANGOS_OWN = ("postgresql", "base")  # Django looks for a database's wrapper under this name
VAGUE = re.compile(r"^(core|common|utils?|helpers?|misc|base|managers?|services?|part_?\d+)$")


def folders() -> list[str]:
    return sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name[0] not in "_.")


def test_every_folder_is_one_the_field_knows():
    assert set(folders()) <= {*CAPABILITIES, *MECHANISMS, *DATA_FOLDERS}


def test_every_file_of_a_capability_has_a_known_name():
    unknown = [
        source.name
        for source in sources()
        if source.folder in CAPABILITIES and source.kind not in USUAL | DECIDED.get(source.folder, {}).keys()
    ]
    nothing(unknown)


def test_every_decided_file_name_has_its_record():
    for names in DECIDED.values():
        for number in names.values():
            assert list((ROOT / "docs" / "adr").glob(f"{number}-*.md")), f"ADR {number} is missing"


def test_no_file_or_folder_has_a_vague_name():
    named = [source for source in sources() if source.inside[-2:] != DJANGOS_OWN]
    nothing([source.name for source in named if any(VAGUE.match(part) for part in source.inside)])


def test_every_file_says_what_it_is_for():
    silent = [source.name for source in sources() if source.tree.body and not ast.get_docstring(source.tree)]
    nothing(silent)


@pytest.fixture(scope="module")
def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def test_every_capability_keeps_to_its_rooms(contracts):
    listed = set(contracts["importlinter:contract:rooms"]["containers"].split())
    wanted = {f"needshare.{name}" for name in folders() if name in CAPABILITIES}
    assert wanted <= listed


def test_no_contract_lists_exceptions(contracts):
    for name in contracts.sections():
        assert "ignore_imports" not in contracts[name], name


def test_the_stages_stand_in_the_order_of_the_work(contracts):
    layers = [line.strip(" ()") for line in contracts["importlinter:contract:floors"]["layers"].split("\n")]
    places = [layers.index(stage) for stage in STAGES]
    assert places == sorted(places, reverse=True)
