from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from needshare.intake import rules
from needshare.intake.rules import LONGEST_LINE, LONGEST_TEXT, AskedItem, AskedPerson, Asking, Words
from needshare.intake.terms import AskingPart
from needshare.kernel import FieldError
from tests.story import asking

TODAY = date(2026, 3, 16)
WORDS = Words(
    purposes=frozenset({"asb_prevention"}),
    gateways=frozenset({"g01", "g02"}),
    categories=frozenset({"incident_log", "court_orders"}),
    markings=frozenset({"official", "official_sensitive"}),
    methods=frozenset({"portal"}),
    roles=frozenset({"suspect", "other"}),
)


def fields(errors: list[FieldError]) -> list[str]:
    return [error.field for error in errors]


def malformed(**changes: Any) -> list[str]:
    errors = rules.malformed(replace(asking(), **changes), words=WORDS, today=TODAY)
    assert all(error.remedy.endswith((".", "?")) for error in errors)
    return fields(errors)


def test_a_complete_asking_has_nothing_wrong():
    assert rules.missing(asking()) == []
    assert malformed() == []


@pytest.mark.parametrize("name", sorted(rules.REQUIRED))
def test_each_required_answer_is_missed_by_name_with_its_remedy(name: str):
    empty = getattr(Asking(), name) if name != "urgency" else ""
    wrong = rules.missing(replace(asking(), **{name: empty}))
    assert [(error.field, error.remedy) for error in wrong] == [(name, rules.REQUIRED[name])]


@pytest.mark.parametrize("name", ["necessity", "purpose_text", "requester_name"])
def test_spaces_are_no_answer(name: str):
    assert fields(rules.missing(replace(asking(), **{name: " \n\t "}))) == [name]


def test_an_empty_asking_misses_everything_required_at_once():
    assert set(fields(rules.missing(Asking()))) == set(rules.REQUIRED) - {"urgency"}


@pytest.mark.parametrize("part", list(AskingPart))
def test_a_page_asks_only_for_its_own_answers(part: AskingPart):
    names = rules.PARTS[part]
    missed = fields(rules.missing(Asking(), names=names))
    assert set(missed) == {name for name in names if name in rules.REQUIRED} - {"urgency"}


def test_every_question_stands_on_one_page():
    named = [name for names in rules.PARTS.values() for name in names]
    assert sorted(named) == sorted(Asking.__dataclass_fields__)


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({"subject_aware": "not_told", "subject_aware_reason": ""}, ["subject_aware_reason"]),
        ({"subject_aware": "told", "subject_aware_reason": ""}, []),
        ({"urgency": "urgent"}, ["urgency_reason"]),
        ({"urgency": "emergency"}, ["urgency_reason"]),
        ({"urgency": "emergency", "urgency_reason": "A hearing."}, []),
    ],
)
def test_some_answers_ask_for_another(changes: dict[str, Any], missed: list[str]):
    assert fields(rules.missing(replace(asking(), **changes))) == missed


TEXTS = sorted(name for name, kind in Asking.__dataclass_fields__.items() if kind.type in (str, "str"))
CHOSEN = {"purpose", "scheme", "highest_marking", "return_method", "urgency", "subject_aware"}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b"])
def test_a_control_character_is_refused_in_every_text(name: str, letter: str):
    before = getattr(asking(), name)
    assert name in malformed(**{name: f"{before}{letter}"})


@pytest.mark.parametrize("name", [name for name in TEXTS if name not in CHOSEN | {"requester_email"}])
def test_every_text_has_an_end(name: str):
    longest = LONGEST_TEXT if name in rules.LONG_TEXTS else LONGEST_LINE
    assert malformed(**{name: "x" * longest}) == []
    assert malformed(**{name: "x" * (longest + 1)}) == [name]


def test_lines_may_break_in_a_text():
    assert malformed(necessity="One.\r\n\tTwo.") == []


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"purpose": "curiosity"}, ["purpose"]),
        ({"gateways": ("g01", "g99")}, ["gateways"]),
        ({"highest_marking": "ultra"}, ["highest_marking"]),
        ({"return_method": "pigeon"}, ["return_method"]),
        ({"urgency": "yesterday"}, ["urgency"]),
        ({"subject_aware": "perhaps"}, ["subject_aware"]),
        ({"items": (AskedItem("gossip"),)}, ["items.0.category"]),
        ({"items": (AskedItem("incident_log"), AskedItem(""))}, ["items.1.category"]),
        ({"persons": (AskedPerson(name="A", role="villain"),)}, ["persons.0.role"]),
        ({"persons": (AskedPerson(name=" ", role="other"),)}, ["persons.0.name"]),
        ({"persons": (AskedPerson(name="A\x00", role="other"),)}, ["persons.0.name"]),
        ({"persons": (AskedPerson(name="A" * 301, role="other"),)}, ["persons.0.name"]),
        ({"persons": (AskedPerson(name="A", aliases="x" * 10_001),)}, ["persons.0.aliases"]),
        ({"persons": (AskedPerson(name="A", identifiers="\x01"),)}, ["persons.0.identifiers"]),
        ({"items": (AskedItem("incident_log", "x" * 10_001),)}, ["items.0.description"]),
        ({"items": (AskedItem("incident_log"),) * 51}, ["items"]),
        ({"persons": (AskedPerson(name="A"),) * 21}, ["persons"]),
        ({"requester_email": "l.osei"}, ["requester_email"]),
        ({"requester_email": "@wexcombe.example"}, ["requester_email"]),
        ({"requester_email": "l.osei@wexcombe"}, ["requester_email"]),
        ({"requester_email": "l osei@wexcombe.example"}, ["requester_email"]),
    ],
)
def test_what_cannot_be_right_is_named(changes: dict[str, Any], wrong: list[str]):
    assert malformed(**changes) == wrong


@pytest.mark.parametrize(
    ("born", "is_right"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(1880, 1, 1), True),
        (date(1879, 12, 31), False),
    ],
)
def test_a_person_is_born_in_the_past_and_not_in_another_age(born: date, is_right: bool):
    wrong = malformed(persons=(AskedPerson(name="A", date_of_birth=born),))
    assert wrong == ([] if is_right else ["persons.0.date_of_birth"])


@pytest.mark.parametrize(
    ("first", "last", "is_right"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 2), date(2026, 1, 1), False),
        (None, date(2026, 1, 1), True),
        (date(2026, 1, 1), None, True),
    ],
)
def test_a_range_ends_after_it_begins(first: date | None, last: date | None, is_right: bool):
    items = (AskedItem("incident_log", "", first, last),)
    assert malformed(items=items) == ([] if is_right else ["items.0.date_to"])


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"needed_on": TODAY}, []),
        ({"needed_on": TODAY - timedelta(days=1)}, ["needed_on"]),
        ({"authorised_on": TODAY}, []),
        ({"authorised_on": TODAY + timedelta(days=1)}, ["authorised_on"]),
    ],
)
def test_dates_lie_on_the_right_side_of_today(changes: dict[str, Any], wrong: list[str]):
    assert malformed(**changes) == wrong
