from dataclasses import replace
from datetime import timedelta

import pytest

from needshare.documents import queries
from needshare.documents.rules import (
    FILE_TYPES,
    File,
    Link,
    Marked,
    Text,
    faults_of,
    faults_of_file,
    faults_of_marking,
    faults_of_text,
    handling_agrees,
    is_named_once,
    is_opened_up,
    is_undisputed,
    marking_is_held_here,
    role_fits_category,
)
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.kernel import new_id
from needshare.policy import current_pack
from needshare.subjects.terms import OpenFlag
from tests.cast import AT
from tests.documents.builders import PDF, PNG, said

CATEGORIES = {"incident_log", "convictions_unspent", "arrest_no_charge"}


def scheme(written="official"):
    return queries.scheme_for(written)


@pytest.mark.parametrize(
    ("written", "is_held"),
    [
        ("official", True),
        ("RESTRICTED", True),
        ("secret", False),
        ("TOP SECRET", False),
        ("confidential", False),
    ],
)
def test_what_is_above_the_ceiling_is_refused_with_what_to_do_instead(written, is_held):
    finding = marking_is_held_here(scheme(written).understood)
    assert finding.is_met is is_held
    assert is_held or (finding.code, "originator" in finding.reason or "security" in finding.reason) == (
        "marking_above_ceiling",
        True,
    )


def test_what_is_sensitive_is_not_for_the_public():
    assert not handling_agrees("official_sensitive", ["for_public_release"], scheme()).is_met
    assert handling_agrees("official", ["for_public_release"], scheme()).is_met
    assert handling_agrees("official_sensitive", ["recipients_only"], scheme()).is_met


HELD = Marked(marking="official_sensitive", caveats=("uk_eyes_only",), handling=("recipients_only",))


@pytest.mark.parametrize(
    ("changed", "is_opened"),
    [
        ({}, False),
        ({"descriptors": ("legal",)}, False),
        ({"handling": ("recipients_only", "embargoed")}, False),
        ({"marking": "official"}, True),
        ({"caveats": ()}, True),
        ({"handling": ()}, True),
        ({"handling": ("recipients_only", "for_public_release")}, True),
    ],
)
def test_another_marking_that_lets_more_people_in_opens_an_item_up(changed, is_opened):
    assert is_opened_up(HELD, replace(HELD, **changed), scheme()) is is_opened
    public = Marked(marking="official", handling=("for_public_release",))
    assert not is_opened_up(public, Marked(marking="official"), scheme())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"marking": "cosmic"}, "marking"),
        ({"handling": ["shout"]}, "handling"),
        ({"descriptors": ["secret"]}, "descriptors"),
        ({"caveats": ["five_eyes"]}, "caveats"),
    ],
)
def test_a_word_that_the_scheme_does_not_have_is_named(changed, field):
    marked = Marked(**changed)
    assert [each.field for each in faults_of_marking(marked, scheme(marked.marking))] == [field]


@pytest.mark.parametrize(
    ("role", "category", "fits"),
    [
        (SubjectRole.ARRESTED_NFA, "convictions_unspent", False),
        (SubjectRole.ARRESTED_NFA, "convictions_spent", False),
        (SubjectRole.SUSPECT, "convictions_unspent", False),
        (SubjectRole.CONVICTED, "convictions_unspent", True),
        (SubjectRole.CONVICTED, "arrest_no_charge", False),
        (SubjectRole.CONVICTED, "pending_charges", False),
        (SubjectRole.CONVICTED, "allegations", False),
        (SubjectRole.ARRESTED_NFA, "arrest_no_charge", True),
        (SubjectRole.VICTIM, "convictions_unspent", True),
        (SubjectRole.SUSPECT, "incident_log", True),
    ],
)
def test_nobody_is_made_guilty_by_the_kind_of_record(role, category, fits):
    finding = role_fits_category(role, category)
    assert finding.is_met is fits
    assert fits or finding.code == "inadequate_misleading"


def test_arrested_with_no_further_action_is_never_shown_as_convicted():
    label = SubjectRole.ARRESTED_NFA.label
    assert "no further action" in label
    assert label.endswith("not convicted")
    assert [role for role in SubjectRole if role.label == "Convicted"] == [SubjectRole.CONVICTED]


def test_the_words_stored_are_those_of_the_pack():
    pack = current_pack()
    for term, words in (
        (SubjectRole, "subject_role"),
        (Label, "assertion"),
        (Accuracy, "accuracy"),
        (OpenFlag, "block"),
    ):
        assert {word.value for word in term} == set(pack.words(words))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "T" * 301}, "title"),
        ({"title": "nul\x00"}, "title"),
        ({"source": " "}, "source"),
        ({"originator": "O" * 121}, "originator"),
        ({"completeness": "c" * 5001}, "completeness"),
        ({"category": "gossip"}, "category"),
        ({"label": "rumour"}, "label"),
        ({"accuracy": "disputed"}, "accuracy"),
        ({"blocks": ["b02"]}, "blocks"),
        ({"as_at": AT + timedelta(seconds=1)}, "as_at"),
    ],
)
def test_what_cannot_be_said_of_an_item_is_named(changed, field):
    assert [fault.field for fault in faults_of(said(**changed), categories=CATEGORIES, at=AT)] == [field]


def test_what_can_be_said_has_no_faults():
    item = said(handling=["recipients_only"], descriptors=["investigatory"], blocks=["b05", "b11"])
    assert faults_of(item, categories=CATEGORIES, at=AT) == []


@pytest.mark.parametrize("body", ["", " \n", "nul\x00", "x" * 200_001, "\ud83d"])
def test_text_that_cannot_be_held_is_named(body):
    assert [fault.field for fault in faults_of_text(Text(body))] == ["body"]


@pytest.mark.parametrize(
    ("name", "media_type", "head", "size", "fields"),
    [
        ("log.pdf", "application/pdf", PDF, 20, []),
        ("LOG.PDF", "application/pdf", PDF, 20, []),
        ("map.png", "image/png", PNG, 20, []),
        ("photo.jpeg", "image/jpeg", b"\xff\xd8\xff\xe0", 20, []),
        ("note.txt", "text/plain", b"note", 4, []),
        ("log.exe", "application/pdf", PDF, 20, ["file"]),
        ("log.pdf", "application/pdf", PNG, 20, ["file"]),
        ("map.png", "image/png", PDF, 20, ["file"]),
        ("calls.xlsx", "application/vnd.ms-excel", b"PK", 20, ["file"]),
        ("page.svg", "image/svg+xml", b"<svg", 20, ["file"]),
        ("log.pdf", "application/pdf", PDF, 0, ["file"]),
        ("log.pdf", "application/pdf", PDF, 101, ["file"]),
        ("", "application/pdf", PDF, 20, ["file_name", "file"]),
        ("../log.pdf", "application/pdf", PDF, 20, ["file_name"]),
        ("a\nb.pdf", "application/pdf", PDF, 20, ["file_name"]),
        ("C:\\log.pdf", "application/pdf", PDF, 20, ["file_name"]),
        ("nul\x00.pdf", "application/pdf", PDF, 20, ["file_name"]),
        (f"{'x' * 200}.pdf", "application/pdf", PDF, 20, ["file_name"]),
    ],
)
def test_a_file_is_what_it_says(name, media_type, head, size, fields):
    sent = File(name, media_type, stream=None)
    assert [fault.field for fault in faults_of_file(sent, head=head, size=size, most=100)] == fields


def test_no_type_that_can_hide_content_is_held():
    assert set(FILE_TYPES) == {"application/pdf", "image/png", "image/jpeg", "text/plain", "text/csv"}


def test_a_role_is_given_once():
    link = Link(new_id(), "victim")
    assert is_named_once([link, Link(link.subject, "suspect")]).is_met
    assert not is_named_once([link, link]).is_met


def test_a_disputed_item_is_not_passed_on():
    assert is_undisputed("verified").is_met
    assert is_undisputed("disputed").code == "accuracy_disputed"
