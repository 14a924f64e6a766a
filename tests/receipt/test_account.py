from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.agencies import actions as agencies
from needshare.agreements import actions as agreements
from needshare.audit.sealing import tick
from needshare.decision import actions as decision
from needshare.decision.rules import RecipientChoice
from needshare.disclosure.models import Delivery
from needshare.kernel import Blocked, Conflict, Unknown
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.receipt import actions
from needshare.receipt.models import Receipt
from needshare.tasks.models import Task
from tests.cast import Cast, assemble
from tests.entries import newest
from tests.story import Story, approval, begin, verify_recipient
from tests.together import at_once

GONE = "There is nothing here that you can see. Check the reference."


@pytest.fixture
def story(cast: Cast) -> Story:
    story = begin(cast).to(Stage.RELEASED)
    tick(at=story.at)
    return story


def accept(story: Story, part: str = "partner") -> Receipt:
    return actions.accept_conditions(reference=story.reference, by=story.by(part), at=story.at)


def open_package(story: Story, part: str = "partner") -> actions.Opened:
    return actions.open_package(reference=story.reference, by=story.by(part), at=story.at)


def acknowledge(story: Story, part: str = "partner") -> Receipt:
    return actions.acknowledge(reference=story.reference, by=story.by(part), at=story.at)


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def test_the_recipient_accepts_opens_and_acknowledges_each_with_its_entry(story: Story):
    accept(story)
    entry = newest()
    assert (entry.act, entry.references) == ("receipt.accept_conditions", (story.reference,))
    assert "purpose_only" in entry.said["conditions"]
    opened = open_package(story)
    assert opened.file_name == f"{story.reference}.zip"
    entry = newest()
    assert (entry.act, entry.operation, entry.ending) == ("receipt.open_package", "disclosure", "found")
    assert entry.references == (story.reference,)
    assert Delivery.objects.get().state == "opened"
    acknowledge(story)
    assert newest().act == "receipt.acknowledge"
    kept = Receipt.objects.get()
    assert (kept.opened_at, kept.acknowledged_at, kept.acknowledged_name) == (story.at, story.at, "L Osei")
    assert (stage(), Delivery.objects.get().state) == (Stage.ACKNOWLEDGED, "acknowledged")
    assert not Task.objects.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("role", "is_force"),
    [
        ("partner_user", False),
        ("partner_contact_point", False),
        *((each, True) for each in ("officer", "disclosure_officer", "decision_maker", "supervisor")),
    ],
)
def test_whoever_may_open_a_package_may_acknowledge_it(story: Story, role: str, is_force: bool):
    by = replace(story.by("partner"), roles=frozenset({role}), is_force=is_force)
    for act in (actions.accept_conditions, actions.open_package, actions.acknowledge):
        act(reference=story.reference, by=by, at=story.at)
    assert stage() == Stage.ACKNOWLEDGED


def test_who_administers_people_opens_no_package_even_one_addressed_to_them(story: Story):
    by = replace(story.by("partner"), roles=frozenset({"partner_administrator"}))
    for act in (actions.accept_conditions, actions.open_package, actions.acknowledge):
        with pytest.raises(Blocked, match="addressed to somebody else"):
            act(reference=story.reference, by=by, at=story.at)
    assert stage() == Stage.RELEASED


ACTS: list[Callable[[Story, str], object]] = [accept, open_package, acknowledge]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "part", ["contact_point", "outsider", "partner_administrator", "preparer", "auditor"]
)
def test_a_package_is_addressed_to_one_person_and_unknown_to_all_others(
    story: Story, act: Callable[[Story, str], object], part: str
):
    known = story.reference
    for story.reference in (known, "NMC-26-0000-0000"):
        with pytest.raises(Unknown) as refused:
            act(story, part)
        assert refused.value.reason == GONE
        assert newest().ending == "unknown"
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_there_before_the_release(cast: Cast, act: Callable[[Story, str], object]):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    with pytest.raises(Unknown):
        act(story, "partner")


def test_conditions_come_before_opening_and_opening_before_the_receipt(story: Story):
    with pytest.raises(Blocked) as refused:
        open_package(story)
    assert refused.value.codes == ("conditions_not_accepted",)
    assert newest().codes == ("conditions_not_accepted",)
    for _again in range(2):
        with pytest.raises(Blocked, match="Open the package before"):
            acknowledge(story)
        if not Receipt.objects.exists():
            accept(story)
    assert Receipt.objects.get().opened_at is None
    assert stage() == Stage.RELEASED


def test_each_is_done_once_but_opening_may_be_again(story: Story):
    accept(story)
    with pytest.raises(Conflict, match="accepted these conditions already"):
        accept(story)
    open_package(story)
    story.at += timedelta(hours=1)
    open_package(story)
    assert Receipt.objects.get().opened_at == story.at - timedelta(hours=1)
    acknowledge(story)
    with pytest.raises(Conflict, match="acknowledged this package already"):
        acknowledge(story)


def test_a_package_opens_until_its_time_is_over(story: Story):
    accept(story)
    story.at = Delivery.objects.get().expires_at
    open_package(story)
    story.at += timedelta(seconds=1)
    with pytest.raises(Blocked) as refused:
        open_package(story)
    assert refused.value.codes == ("link_expired",)


def suspend_person(story: Story) -> None:
    accounts.suspend(
        username=story.cast.partner.username, reason="Left.", by=operator(at=story.at), at=story.at
    )


def deactivate(story: Story) -> None:
    agencies.deactivate_organisation(code="WBC", reason="Gone.", by=operator(at=story.at), at=story.at)


def suspend_agreement(story: Story) -> None:
    by = story.by("information_manager")
    agreements.suspend(reference="ISA-014", reason="Review.", by=by, at=story.at)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (suspend_person, "requester_not_named_contact"),
        (deactivate, "requester_not_named_contact"),
        (suspend_agreement, "isa_suspended"),
    ],
)
def test_what_fell_away_after_the_release_keeps_the_package_shut(
    story: Story, change: Callable[[Story], None], code: str
):
    accept(story)
    by = story.by("partner")
    change(story)
    with pytest.raises(Blocked) as refused:
        actions.open_package(reference=story.reference, by=by, at=story.at)
    assert code in refused.value.codes
    assert Receipt.objects.get().opened_at is None


def test_opening_asks_for_a_fresh_confirmation(story: Story):
    accept(story)
    by = replace(story.by("partner"), confirmed_at=story.at - timedelta(hours=1))
    for act in (actions.open_package, actions.read_package):
        with pytest.raises(Blocked) as refused:
            act(reference=story.reference, by=by, at=story.at)
        assert refused.value.codes == ("confirmation_needed",)


def test_the_case_waits_for_the_last_of_its_recipients(cast: Cast):
    story = begin(cast).to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    both = (*shared.recipients, RecipientChoice(method="portal", username=cast.contact_point.username))
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=both),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    verify_recipient(story, 2)
    story.to(Stage.RELEASED)
    tick(at=story.at)
    assert Delivery.objects.count() == 2
    for part, reached in (("partner", Stage.RELEASED), ("contact_point", Stage.ACKNOWLEDGED)):
        accept(story, part)
        open_package(story, part)
        acknowledge(story, part)
        assert stage() == reached


def at_the_door(act: Callable[[Story, str], object], *before: Callable[[Story, str], object]) -> list[str]:
    story = begin(assemble()).to(Stage.RELEASED)
    tick(at=story.at)
    for each in before:
        each(story, "partner")
    return at_once(*[lambda: act(story, "partner")] * 3)


@pytest.mark.django_db(transaction=True)
def test_three_who_accept_at_once_accept_once():
    assert at_the_door(accept) == ["Conflict", "Conflict", "done"]
    assert Receipt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_three_who_acknowledge_at_once_acknowledge_once():
    assert at_the_door(acknowledge, accept, open_package) == ["Conflict", "Conflict", "done"]
    assert Step.objects.filter(act="receipt.acknowledge").count() == 1
    assert stage() == Stage.ACKNOWLEDGED


@pytest.mark.django_db(transaction=True)
def test_three_who_open_at_once_all_open_it():
    assert at_the_door(open_package, accept) == ["done", "done", "done"]
    assert Receipt.objects.get().opened_at is not None
