from datetime import timedelta

import pytest

from needshare.documents.rules import (
    FILE_TYPES,
    File,
    Link,
    Text,
    faults_of,
    faults_of_file,
    faults_of_text,
    handling_agrees,
    is_named_once,
    is_undisputed,
    marking_word,
    role_fits_category,
    tier_is_held_here,
)
from needshare.documents.terms import Accuracy, Label, SubjectRole, Tier
from needshare.kernel import new_id
from needshare.policy import current_pack
from needshare.subjects.terms import OpenFlag
from tests.cast import AT
from tests.documents.builders import PDF, PNG, said

CATEGORIES = {"incident_log", "convictions_unspent", "arrest_no_charge"}


@pytest.mark.parametrize(
    ("tier", "is_sensitive", "word"),
    [
        (Tier.OFFICIAL, False, "official"),
        (Tier.OFFICIAL, True, "official_sensitive"),
        (Tier.SECRET, False, "secret"),
        (Tier.SECRET, True, "secret"),
        (Tier.TOP_SECRET, True, "top_secret"),
    ],
)
def test_sensitive_is_a_marking_inside_official(tier, is_sensitive, word):
    assert marking_word(tier, is_sensitive=is_sensitive) == word
    assert word in current_pack().words("marking")


@pytest.mark.parametrize(
    ("tier", "is_held"), [(Tier.OFFICIAL, True), (Tier.SECRET, False), (Tier.TOP_SECRET, False)]
)
def test_nothing_above_official_sensitive_is_held(tier, is_held):
    finding = tier_is_held_here(tier)
    assert finding.is_met is is_held
    assert is_held or finding.code == "marking_above_ceiling"


def test_what_is_sensitive_is_not_for_the_public():
    assert not handling_agrees(is_sensitive=True, handling=["for_public_release"]).is_met
    assert handling_agrees(is_sensitive=False, handling=["for_public_release"]).is_met
    assert handling_agrees(is_sensitive=True, handling=["recipients_only"]).is_met


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
        ({"tier": "restricted"}, "tier"),
        ({"label": "rumour"}, "label"),
        ({"accuracy": "disputed"}, "accuracy"),
        ({"handling": ["shout"]}, "handling"),
        ({"descriptors": ["secret"]}, "descriptors"),
        ({"caveats": ["five_eyes"]}, "caveats"),
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
