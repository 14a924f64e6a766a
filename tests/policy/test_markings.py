"""The marking scheme of a pack: what a written marking means, and mistakes in a scheme named by file and field."""

import copy

import pytest

from needshare.policy import current_pack, markings
from needshare.policy.documents import PackError
from needshare.policy.loading import load

PACK = current_pack()
SCHEME = "lists/marking.toml"


def mistakes(change):
    found = copy.deepcopy(dict(PACK.documents))
    change(found)
    with pytest.raises(PackError) as wrong:
        load(found, {})
    return wrong.value.mistakes


def member(found, name, word):
    return next(each for each in found[SCHEME][name]["member"] if each["id"] == word)


@pytest.mark.parametrize(
    ("written", "marking", "former", "is_held"),
    [
        ("official", "official", "", True),
        ("OFFICIAL-SENSITIVE", "official_sensitive", "", True),
        ("official – sensitive", "official_sensitive", "", True),
        (" Unclassified ", "official", "unclassified", True),
        ("PROTECT", "official_sensitive", "protect", True),
        ("RESTRICTED", "official_sensitive", "restricted", True),
        ("CONFIDENTIAL", "", "confidential", False),
        ("secret", "secret", "", False),
        ("Top Secret", "top_secret", "", False),
    ],
)
def test_a_marking_is_read_as_it_is_written(written, marking, former, is_held):
    found = markings.understood(PACK, written)
    assert (found.marking, found.former, found.is_held) == (marking, former, is_held)
    assert found.told or (is_held and not former), "whatever is refused or read anew is said"


def test_what_is_no_marking_is_not_guessed():
    assert [markings.understood(PACK, each) for each in ("", "secret ish", "cosmic")] == [None] * 3


def test_a_sensitive_marking_is_inside_its_tier():
    assert PACK.column("marking", "official_sensitive", "inside") == "official"
    assert PACK.rank("marking", "official_sensitive") > PACK.rank("marking", "official")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda found: member(found, "marking", "secret").pop("instead"),
            "marking, secret, instead: this is above",
        ),
        (
            lambda found: member(found, "marking", "official").update(inside="secret"),
            "marking, official, inside: 'secret' must be a tier of its own, and a lower one",
        ),
        (
            lambda found: member(found, "marking", "secret").update(inside="official_sensitive"),
            "marking, secret, inside: 'official_sensitive' must be a tier of its own",
        ),
        (lambda found: found[SCHEME]["marking"].pop("ordered"), "marking, ordered: markings must be ordered"),
        (lambda found: found[SCHEME].pop("former_marking"), "former_marking: this list is missing"),
        (
            lambda found: member(found, "former_marking", "restricted").update(id="secret"),
            "former_marking, secret, id: 'secret' is a marking that is still given",
        ),
        (
            lambda found: member(found, "former_marking", "restricted").update(now="cosmic"),
            "former_marking, restricted, now: 'cosmic' is not one of",
        ),
        (
            lambda found: found[SCHEME]["handling_rule"].update(
                member=[
                    each for each in found[SCHEME]["handling_rule"]["member"] if each["marking"] == "official"
                ]
            ),
            "handling_rule, marking: no rule says how 'official_sensitive' is handled",
        ),
        (
            lambda found: found[SCHEME]["caveat"]["columns"].pop("means"),
            "caveat, columns: the column 'means' is missing",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_mistake_in_the_scheme_is_named_with_its_file_and_field(change, says):
    found = mistakes(change)
    where = "lists" if "list is missing" in says else SCHEME
    assert any(each.startswith(where) and says in each for each in found), found


def test_the_usual_marking_is_not_above_what_may_be_held():
    def raised(found):
        figures = found["parameters.toml"]["parameter"]
        next(each for each in figures if each["name"] == "usual_marking")["value"] = "secret"

    found = mistakes(raised)
    assert found[0].startswith(
        "parameters.toml: usual_marking, value: 'secret' is above 'official_sensitive'"
    )


def test_rules_have_another_name_once_a_word_of_them_changes():
    before = markings.rules_digest(PACK, "official_sensitive")
    found = copy.deepcopy(dict(PACK.documents))
    found[SCHEME]["handling_rule"]["member"][-1]["label"] += " Always."
    changed = load(found, {})
    assert markings.rules_digest(changed, "official_sensitive") != before
    assert markings.rules_digest(changed, "official") == markings.rules_digest(PACK, "official")


def test_the_marking_of_a_whole_is_that_of_its_highest_part():
    assert markings.highest(PACK, ["official", "official_sensitive", "official"]) == "official_sensitive"
    assert markings.highest(PACK, []) == "official"
