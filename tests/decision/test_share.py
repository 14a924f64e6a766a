from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.decision import actions, queries, rules
from needshare.decision.models import DecidedItem, DecidedRecipient, Decision
from needshare.decision.rules import Approval, Condition, ItemChoice, Mark, Reasoning, RecipientChoice
from needshare.decision.terms import ItemOutcome, RecipientKind
from needshare.intake import actions as intake
from needshare.intake.rules import AskedItem
from needshare.intake.terms import RequestChannel
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import AT, Cast, acting, assemble, force, person
from tests.entries import count, newest
from tests.story import REASONING, Story, approval, begin
from tests.together import at_once

Said = tuple[Approval, Reasoning]


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.AWAITING_DECISION)


def approve(story: Story, part: str = "decider", said: Said | None = None) -> Decision:
    shared, reasoning = said or approval(story)
    return actions.approve(
        reference=story.reference, approval=shared, reasoning=reasoning, by=story.by(part), at=story.at
    )


def approve_in_part(story: Story, said: Said) -> Decision:
    return actions.approve_in_part(
        reference=story.reference, approval=said[0], reasoning=said[1], by=story.by("decider"), at=story.at
    )


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def test_an_approval_keeps_what_is_shared_with_whom_why_and_a_hash_of_exactly_that(story: Story):
    decided = approve(story)
    assert (decided.version, decided.outcome, decided.route) == (1, "disclose_full", "agreement")
    assert decided.agreement_reference == "ISA-014"
    assert [each.method for each in queries.recipients_of(decided)] == ["portal"]
    assert decided.authority == "routine_within_agreement"
    assert decided.lapses_at is not None
    assert decided.lapses_at > story.at
    stored = Decision.objects.get()
    assert stored.content_hash == queries.present_hash(stored)
    assert stored.reasons_for_sharing == "The court can protect the residents."
    assert stored.model_headings == dict(REASONING.model_headings)
    assert DecidedItem.objects.filter(outcome="share").count() == 2
    recipient = DecidedRecipient.objects.get()
    assert (recipient.account_id, recipient.organisation_id) == (story.cast.partner.pk, story.cast.council.pk)
    assert stage() == Stage.APPROVED
    about = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    assert [task.kind for task in about if not task.done_at] == ["prepare_package"]


def test_the_entry_says_what_was_approved_without_the_reasons(story: Story):
    decided = approve(story)
    entry = newest()
    assert (entry.act, entry.ending, entry.uuid) == ("decision.approve", "done", decided.recorded_as_id)
    assert entry.references == (story.reference,)
    assert entry.said["content_hash"] == decided.content_hash
    assert entry.said["items"] == [
        {"number": 1, "outcome": "share"},
        {"number": 2, "outcome": "share"},
    ]
    assert entry.said["recipients"] == [str(story.cast.partner.pk)]
    assert "residents" not in str(entry.said)


def test_an_approval_tells_the_requester_nothing_yet(story: Story):
    notices = Notice.objects.count()
    approve(story)
    assert Notice.objects.count() == notices


def test_the_conditions_the_policy_always_attaches_cannot_be_left_out(story: Story):
    shared, reasoning = approval(story)
    decided = approve(story, said=(replace(shared, conditions=()), reasoning))
    codes = {each["code"] for each in decided.conditions}
    assert {each.code for each in shared.conditions} <= codes
    assert {"purpose_only", "named_recipients_only", "notify_on_inaccuracy"} <= codes


@pytest.mark.parametrize(
    ("part", "why"), [("checker", "why you need to open"), ("auditor", "no authority to decide")]
)
def test_who_has_no_authority_is_blocked(story: Story, part: str, why: str):
    with pytest.raises(Blocked, match=why):
        approve(story, part)
    assert newest("decision.approve").ending == "blocked"
    assert (stage(), Decision.objects.count()) == (Stage.AWAITING_DECISION, 0)


@pytest.mark.parametrize("part", ["outsider", "administrator", "officer"])
def test_who_may_not_know_of_the_case_hears_the_same_as_for_none(story: Story, part: str):
    shared, reasoning = approval(story)
    for reference in (story.reference, "NMC-26-0000-0000"):
        with pytest.raises(Unknown):
            actions.approve(
                reference=reference, approval=shared, reasoning=reasoning, by=story.by(part), at=story.at
            )
        assert newest("decision.approve").ending == "unknown"


def test_another_force_does_not_know_of_the_case(story: Story):
    shared, reasoning = approval(story)
    other = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DECISION_MAKER))
    with pytest.raises(Unknown):
        actions.approve(
            reference=story.reference, approval=shared, reasoning=reasoning, by=other, at=story.at
        )


def test_who_asked_cannot_decide(story: Story):
    with pytest.raises(Blocked):
        approve(story, "partner")


def test_who_recorded_the_request_cannot_decide_it_whatever_their_roles(cast: Cast):
    accounts.grant_role(
        username=cast.officer.username,
        role=Role.DECISION_MAKER,
        reason="Acting up.",
        by=operator(at=AT),
        at=AT,
    )
    story = begin(cast)
    made = intake.submit(
        sender=intake.Sender("NMC", "WBC", RequestChannel.PHONE),
        asking=story.asked,
        by=story.by("officer"),
        at=story.at,
    )
    story.reference, story.stage = made.reference, Stage.RECEIVED
    story.to(Stage.AWAITING_DECISION)
    with pytest.raises(Blocked) as refused:
        approve(story, "officer")
    assert refused.value.codes == ("self_approval",)


def test_only_who_just_confirmed_who_they_are_decides(story: Story):
    shared, reasoning = approval(story)
    by = replace(story.by("decider"), confirmed_at=story.at - timedelta(hours=2))
    with pytest.raises(Blocked) as refused:
        actions.approve(reference=story.reference, approval=shared, reasoning=reasoning, by=by, at=story.at)
    assert refused.value.codes == ("confirmation_needed",)


@pytest.mark.parametrize("earlier", [Stage.RECEIVED, Stage.UNDER_ASSESSMENT])
def test_a_case_that_was_not_put_forward_is_not_decided(cast: Cast, earlier: Stage):
    story = begin(cast).to(earlier)
    nothing = Approval(basis="x", items=(), recipients=())
    with pytest.raises(Blocked, match="Say why you need to open"):
        approve(story, said=(nothing, Reasoning()))
    with pytest.raises(Conflict, match="not awaiting a decision"):
        approve(story, "information_manager", said=(nothing, Reasoning()))


def test_a_case_is_decided_once(story: Story):
    said = approval(story)
    approve(story, said=said)
    with pytest.raises(Conflict, match="decided it already"):
        approve(story, said=said)
    assert Decision.objects.count() == 1


def share(number: int) -> ItemChoice:
    return ItemChoice(number=number, outcome=ItemOutcome.SHARE)


def withhold(number: int, reason: str) -> ItemChoice:
    return ItemChoice(number=number, outcome=ItemOutcome.WITHHOLD, reason_code="third_party", reason=reason)


TO_PARTNER = RecipientChoice(method="portal", username="l.osei@wbc")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"items": (share(1),)}, ["items"]),
        ({"items": (share(1), share(2), share(3))}, ["items"]),
        ({"items": (share(1), withhold(2, "Third party."))}, ["items"]),
        ({"basis": "nothing"}, ["basis"]),
        ({"recipients": ()}, ["recipients"]),
        ({"recipients": (replace(TO_PARTNER, method="pigeon"),)}, ["recipients.0.method"]),
        ({"recipients": (replace(TO_PARTNER, username="nobody@wbc"),)}, ["recipients.0.username"]),
        ({"recipients": (replace(TO_PARTNER, username="d.whitcombe@nmc"),)}, ["recipients.0.username"]),
        ({"recipients": (TO_PARTNER, TO_PARTNER)}, ["recipients.1.username"]),
        ({"conditions": (Condition(code="be_nice"),)}, ["conditions"]),
        ({"conditions": (Condition(code="purpose_only", on=date(2026, 3, 15)),)}, ["conditions"]),
    ],
)
def test_a_faulty_approval_names_the_field_and_changes_nothing(
    story: Story, changes: dict[str, Any], fields: list[str]
):
    shared, reasoning = approval(story)
    entries = count()
    with pytest.raises(Invalid) as wrong:
        approve(story, said=(replace(shared, **changes), reasoning))
    assert [error.field for error in wrong.value.errors] == fields
    assert all(error.remedy for error in wrong.value.errors)
    assert (stage(), Decision.objects.count(), count()) == (Stage.AWAITING_DECISION, 0, entries)


def test_a_reason_missing_or_a_finding_not_spoken_to_is_named(story: Story):
    shared, reasoning = approval(story)
    for changes, field in (
        ({"reasons_against_sharing": ""}, "reasons_against_sharing"),
        ({"least_data": " "}, "least_data"),
        ({"model_headings": {}}, "model_headings.powers"),
        ({"marks": (Mark(test="harm", agrees=False),)}, "marks.harm"),
        ({"marks": reasoning.marks[1:]}, rules.place_of(reasoning.marks[0].test, reasoning.marks[0].item)),
    ):
        with pytest.raises(Invalid) as wrong:
            approve(story, said=(shared, replace(reasoning, **changes)))
        assert field in [error.field for error in wrong.value.errors]


def test_what_the_decider_said_beside_each_finding_is_kept(story: Story):
    shared, reasoning = approval(story)
    told = replace(reasoning.marks[0], agrees=False, reason="The log is older than it says.")
    approve(story, said=(shared, replace(reasoning, marks=(told, *reasoning.marks[1:]))))
    kept = Decision.objects.get().marks
    assert kept[0] == {
        "test": told.test,
        "item": told.item,
        "agrees": False,
        "reason": "The log is older than it says.",
        "words": "own",
    }
    assert len(kept) == len(reasoning.marks)


def test_an_item_withheld_is_approved_in_part_with_its_reason(story: Story):
    shared, reasoning = approval(story)
    items = (share(1), withhold(2, "Names a witness."))
    decided = approve_in_part(story, (replace(shared, items=items), reasoning))
    assert (decided.outcome, stage()) == ("disclose_partial", Stage.APPROVED_IN_PART)
    kept = {each.gathered_item.number: each for each in queries.items_of(decided)}
    assert (kept[2].outcome, kept[2].reason_code, kept[2].reason) == (
        "withhold",
        "third_party",
        "Names a witness.",
    )
    assert [each.number for each in queries.shared_items(decided)] == [1]


def test_a_member_of_the_public_is_named_with_evidence(story: Story):
    shared, reasoning = approval(story)
    neighbour = RecipientChoice(
        method="hand",
        kind=RecipientKind.MEMBER_OF_PUBLIC,
        name="A. Neighbour",
        address="1 Alder Row",
        identity_evidence="Passport seen at the desk.",
    )
    with pytest.raises(Invalid) as wrong:
        approve(story, said=(replace(shared, recipients=(neighbour,)), reasoning))
    assert [error.field for error in wrong.value.errors] == ["recipients.0.kind"]
    approve(story, said=(replace(shared, basis="one_off:g02", recipients=(neighbour,)), reasoning))
    kept = DecidedRecipient.objects.get()
    assert (kept.account_id, kept.name, kept.identity_evidence) == (
        None,
        "A. Neighbour",
        "Passport seen at the desk.",
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_make_one_decision():
    story = begin(assemble()).to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    another = acting(person(story.cast.force, "c.other", Role.DECISION_MAKER))
    reference, at, decider = story.reference, story.at, story.by("decider")
    ends = at_once(
        lambda: actions.approve(reference=reference, approval=shared, reasoning=reasoning, by=decider, at=at),
        lambda: actions.refuse(reference=reference, reasoning=reasoning, by=another, at=at),
    )
    assert ends == ["Conflict", "done"]
    decided = Decision.objects.get()
    assert (decided.outcome, stage()) in {
        ("disclose_full", Stage.APPROVED),
        ("refuse", Stage.REFUSED),
    }


def test_an_approval_is_in_full_only_when_all_that_was_asked_for_is_there(cast: Cast):
    story = begin(cast, items=(AskedItem("incident_log"), AskedItem("court_orders"), AskedItem("identity")))
    story.to(Stage.AWAITING_DECISION)
    with pytest.raises(Invalid) as wrong:
        approve(story)
    assert [error.field for error in wrong.value.errors] == ["items"]
    assert approve_in_part(story, approval(story)).outcome == "disclose_partial"


def test_what_kind_of_recipient_somebody_is_comes_from_the_register(story: Story):
    (shared, reasoning) = approval(story)
    said_to_be = tuple(replace(each, kind=RecipientKind.COURT) for each in shared.recipients)
    approve(story, said=(replace(shared, recipients=said_to_be), reasoning))
    assert DecidedRecipient.objects.get().kind == "agency"
