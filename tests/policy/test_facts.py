from datetime import date

import pytest

from needshare.kernel import Actor
from needshare.policy import (
    UNKNOWN,
    AccessSubject,
    FactsError,
    HarmFacts,
    Resource,
    assess,
    current_pack,
    facts_from_canonical,
    facts_to_canonical,
    resource,
)
from needshare.policy.definition import assess_plainly
from needshare.policy.facts import later_facts, schema
from needshare.policy.loading import load
from tests.policy.cases import AT, agreement, altered, cases, changed, item, rebuilt
from tests.policy.test_loading import documents


def test_the_word_unknown_is_read_as_unknown():
    assert changed(requester__is_verified="unknown").requester.is_verified is UNKNOWN
    assert repr(UNKNOWN) == "UNKNOWN"


@pytest.mark.parametrize(
    ("record", "change"),
    [
        ("request", {"direction": None}),
        ("request", {"purpose_is_described": "yes"}),
        ("request", {"subjects": True}),
        ("request", {"direction": UNKNOWN}),
        ("requester", {"training_until": AT}),
        ("requester", {"training_until": "2026-01-01"}),
        ("handler", {"is_conflicted": None}),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused(record, change):
    with pytest.raises(FactsError, match=next(iter(change))):
        altered(getattr(changed(), record), **change)


def test_the_instant_needs_a_time_zone():
    with pytest.raises(FactsError, match="time zone"):
        rebuilt(changed(), at=AT.replace(tzinfo=None))


def test_items_and_agreements_are_told_apart():
    with pytest.raises(FactsError, match="same number"):
        rebuilt(changed(), items=(item(1, "identity"), item(1, "photo")))
    with pytest.raises(FactsError, match="given twice"):
        rebuilt(changed(), agreements=(agreement(), agreement()))


def test_harm_is_sorted_by_level():
    harm = HarmFacts(
        sharing=(("h2", "severe"), ("h1", "medium"), ("h3", "low")), not_sharing=(("n1", "severe"),)
    )
    assert harm.sharing_serious == {"h1", "h2"}
    assert harm.sharing_severe == {"h2"}
    assert harm.not_sharing_severe == {"n1"}
    assert harm.is_weighed
    assert not HarmFacts(sharing=(("h1", "low"),)).is_weighed


@pytest.mark.parametrize("how", [assess, assess_plainly])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"request__purpose": "gossip"}, "request.purpose"),
        ({"request__gateways": ["g99"]}, "request.gateways"),
        ({"item__category": "gossip"}, "item.category"),
        ({"item__blocks": ["b02"]}, "item.blocks"),
        ({"agreement__status": "perhaps"}, "NMC-ISA-014"),
        ({"agreement__ceiling": "cosmic"}, "NMC-ISA-014"),
        ({"harm__sharing": [["h99", "severe"]]}, "harm.sharing"),
    ],
)
def test_a_word_the_pack_does_not_know_is_refused(how, change, says):
    with pytest.raises(FactsError, match=says):
        how(current_pack(), changed(**change))


def test_facts_are_read_back_as_they_were():
    for facts in cases(31, 100):
        data = facts_to_canonical(facts)
        assert facts_to_canonical(facts_from_canonical(data)) == data
        assert facts_from_canonical(data).requester == facts.requester


@pytest.mark.parametrize("data", [b"{}", b"no", b'{"format":2}', b'{"format":1,"request":{}}'])
def test_bytes_that_are_not_facts_are_refused(data):
    with pytest.raises(FactsError):
        facts_from_canonical(data)


def test_a_resource_takes_ids_of_any_type_and_refuses_strange_facts():
    actor = Actor(id=date.min, owner=7, unit=8)  # any type: its text is what counts
    assert AccessSubject.of(actor).unit == "8"
    made = resource(owner=7, recipients=[1, 2], stage="draft", handler=None)
    assert (made.owner, made.recipients) == ("7", frozenset({"1", "2"}))
    assert resource() == Resource()
    with pytest.raises(FactsError, match="colour"):
        resource(colour="red")


def test_what_came_later_is_stored_only_where_it_is_given():
    plain = changed(request__has_interests_stated=False)
    assert not [
        name for name in later_facts() if f'"{name.rpartition(".")[2]}"'.encode() in facts_to_canonical(plain)
    ]
    given = changed(
        request__transfer_ground="safeguards",
        request__transfer_is_necessary=True,
        item__has_best_interests=True,
        harm__scores=[("n1", 4, 5, True), ("h1", 2, 3, False)],
        harm__alternatives=["partial"],
    )
    again = facts_from_canonical(facts_to_canonical(given))
    assert again == given
    assert again.harm.scores == (("h1", 2, 3, False), ("n1", 4, 5, True))


def test_a_pack_from_before_what_came_later_still_loads():
    def names(text):
        return any(path in text for path in later_facts()) or "parameter.policy_document" in text

    found = documents()
    lists = {kind.of for path, kind in schema().items() if path in later_facts() and kind.of}
    lists -= {kind.of for path, kind in schema().items() if path not in later_facts()}
    lists -= {"referral"}  # whom to ask is older: findings and authorities name it
    found["facts.toml"]["fact"] = [
        each for each in found["facts.toml"]["fact"] if each["name"] not in later_facts()
    ]
    found = {name: file for name, file in found.items() if not name.startswith("schemes/")}
    rows = found["authority.toml"]["authority"]
    found["authority.toml"]["authority"] = [each for each in rows if not names(each["when"])]
    for file in found.values():
        for name in lists & set(file):
            del file[name]
        for each in file.values():  # and the columns that choose from what is not there yet
            columns = each.get("columns", {}) if isinstance(each, dict) else {}
            for column in [name for name, kind in columns.items() if kind.rstrip("?").split()[-1] in lists]:
                del columns[column]
                for member in each["member"]:
                    member.pop(column, None)
        for test in file.get("test", []):
            test["restrict"] = [each for each in test.get("restrict", []) if not names(each["when"])]
    assert load(found, {}).lists.keys().isdisjoint(lists)


@pytest.mark.parametrize(
    ("scores", "level", "is_scored", "is_understated"),
    [
        ((), "low", True, False),
        ((), "medium", False, False),
        ((("h1", 3, 4, False),), "medium", True, False),
        ((("h1", 3, 4, False),), "low", True, True),
        ((("h1", 3, 4, True),), "low", True, False),
        ((("h1", 3, 3, False),), "none", True, False),
    ],
)
def test_a_serious_harm_is_scored_and_a_high_score_is_answered(scores, level, is_scored, is_understated):
    found = HarmFacts(sharing=(("h1", level),), not_sharing=(("n1", "none"),), scores=scores)
    assert (found.is_scored, found.is_understated) == (is_scored, is_understated)
