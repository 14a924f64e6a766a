"""Looks at what is in one case: one entry each, committed before anything sealed is opened (ADR 0028)."""

from dataclasses import replace

import pytest

from needshare.audit.models import Entry
from needshare.audit.queries import event_of
from needshare.casework.actions import open_case_page
from needshare.crypto.fields import SealedField
from needshare.decision import actions as decision
from needshare.decision.rules import RecipientChoice
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import Story, approval, begin, recently, verify_recipient

pytestmark = pytest.mark.django_db
RECOGNISED = {"accounts", "mfa"}  # whose look it is, is known before


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently())


@pytest.fixture
def entries_at_opening(monkeypatch) -> list[int]:
    """Note at each opening of a sealed value how many entries there are."""
    counted: list[int] = []
    opened = SealedField.opened

    def watched(field, instance, value):
        if instance._meta.app_label not in RECOGNISED:
            counted.append(Entry.objects.count())
        return opened(field, instance, value)

    monkeypatch.setattr(SealedField, "opened", watched)
    return counted


@pytest.mark.parametrize(
    ("act", "stage", "who", "path"),
    [
        ("casework.open_case_page", Stage.RELEASED, "preparer", "/cases/{case}"),
        ("casework.open_case_page", Stage.RELEASED, "preparer", "/cases/{case}?show=everything"),
        ("assessment.open_work", Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess"),
        ("decision.consider", Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide"),
        ("disclosure.inspect", Stage.PREPARED, "checker", "/cases/{case}/package"),
        ("disclosure.open_release", Stage.SECOND_CHECKED, "preparer", "/cases/{case}/package/release"),
        ("disclosure.open_recipients", Stage.APPROVED, "preparer", "/cases/{case}/recipients"),
        ("receipt.open_own_request", Stage.RECEIVED, "partner", "/requests/{case}"),
    ],
)
def test_nothing_in_a_case_is_opened_before_the_one_entry_of_the_look(
    story, entries_at_opening, act, stage, who, path
):
    story.to(stage)
    client = signed_in(getattr(story.cast, who))
    before = Entry.objects.count()
    entries_at_opening.clear()
    assert client.get(path.format(case=story.reference), secure=True).status_code == 200
    assert Entry.objects.count() == before + 1
    assert set(entries_at_opening) <= {before + 1}
    event = event_of(Entry.objects.select_related("payload").latest("id"))
    assert (event.act, event.ending, event.references) == (act, "found", (story.reference,))


def test_each_delivery_of_a_package_is_shown_once_with_what_its_own_recipient_did(story):
    story.to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    colleague = RecipientChoice(method="portal", username="a.prewett@wbc")
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(*shared.recipients, colleague)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    verify_recipient(story, 2)
    story.stage = Stage.APPROVED
    story.to(Stage.ACKNOWLEDGED)
    page = open_case_page(reference=story.reference, by=story.by("preparer"), at=story.at)
    ((shown, came_back),) = [
        (
            [each.recipient.number for each in package.deliveries],
            [each.came_back for each in package.deliveries],
        )
        for package in page.packages
    ]
    assert sorted(shown) == [1, 2]
    assert [each is not None for each in came_back].count(True) == 1
    assert [shown.decided is not None for shown in page.gathered] == [True] * len(shared.items)
