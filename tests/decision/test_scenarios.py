"""The worked scenarios of the domain reference to their very end: what is decided, and what then leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from needshare.accounts.terms import Role
from needshare.assessment import queries as assessment
from needshare.decision import actions
from needshare.decision.models import Decision
from needshare.decision.rules import ItemChoice
from needshare.decision.terms import ItemOutcome
from needshare.disclosure import queries as disclosure
from needshare.disclosure.models import Delivery, Package
from needshare.disclosure.packing import unpack
from needshare.documents import actions as documents
from needshare.intake.rules import AskedItem
from needshare.kernel import Actor, Blocked, Invalid
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import Cast, acting, person
from tests.entries import newest
from tests.story import WORDS, Story, agree, approval, begin, hold, marks

TODAY = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
SHARE, WITHHOLD = ItemOutcome.SHARE, ItemOutcome.WITHHOLD


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def go_on(story: Story, decided: Stage, to: Stage) -> None:
    """Walk on from a decision that the test made itself."""
    assert stage() == decided
    story.stage = Stage.APPROVED
    story.to(to)


def contents() -> list[str]:
    return [each["category"] for each in unpack(disclosure.content_of(Package.objects.get())).items]


def test_scn_01_a_clean_routine_request_is_decided_by_a_person_and_acknowledged(cast: Cast):
    story = begin(cast, at=TODAY).to(Stage.CLOSED)
    decided = Decision.objects.get()
    assert (decided.outcome, decided.route, decided.agreement_reference) == (
        "disclose_full", "agreement", "ISA-014",
    )  # fmt: skip
    assert decided.decided_by_id == story.cast.decider.pk
    assert Delivery.objects.get().state == "acknowledged"
    assert contents() == ["Incident logs", "Court orders"]


@pytest.fixture
def expired(cast: Cast) -> Story:
    story = begin(cast, at=TODAY, has_agreement=False, agreement_reference="ISA-021", gateways=("g01", "g02"))
    agree(story, reference="ISA-021", ends_on=date(2026, 3, 15))
    return story.to(Stage.AWAITING_DECISION)


def supervisor(story: Story) -> Actor:
    return acting(person(story.cast.force, "i.beck", Role.SUPERVISOR), at=story.at)


def test_scn_02_an_expired_agreement_ends_as_a_one_off_by_a_supervisor(expired: Story):
    story = expired
    case = SharingCase.objects.get()
    stored = assessment.newest_assessment(case)
    assert stored is not None
    one_off = next(
        each for each in assessment.bases(stored) if not each.agreement_reference and "g02" in each.gateways
    )
    shared, reasoning = approval(story)
    shared = replace(shared, basis=one_off.id, conditions=())
    reasoning = replace(reasoning, marks=marks(one_off))
    by = supervisor(story)
    with pytest.raises(Invalid) as wrong:
        actions.approve(
            reference=story.reference,
            approval=shared,
            reasoning=replace(reasoning, interference_justified=""),
            by=by,
            at=TODAY,
        )
    assert [error.field for error in wrong.value.errors] == ["interference_justified"]
    with pytest.raises(Blocked) as refused:
        actions.approve(
            reference=story.reference,
            approval=shared,
            reasoning=reasoning,
            by=story.by("preparer"),
            at=TODAY,
        )
    assert "authority_missing" in refused.value.codes
    decided = actions.approve(
        reference=story.reference, approval=shared, reasoning=reasoning, by=by, at=TODAY
    )
    assert (decided.route, decided.agreement_reference, decided.gateways) == ("one_off", "", ["g02"])
    assert (decided.authority, decided.decided_by_id) == ("one_off", by.id)
    assert {"purpose_only", "named_recipients_only"} <= {each["code"] for each in decided.conditions}
    go_on(story, Stage.APPROVED, Stage.ACKNOWLEDGED)
    manifest = unpack(disclosure.content_of(Package.objects.get())).manifest
    assert manifest["route"] == "One-off, outside any agreement"
    assert "ISA-021" not in str(manifest)


def test_scn_02_the_agreements_own_route_stays_closed_to_everybody(expired: Story):
    shared, reasoning = approval(expired)
    for by in (supervisor(expired), expired.by("decider")):
        with pytest.raises(Blocked) as refused:
            actions.approve(
                reference=expired.reference, approval=shared, reasoning=reasoning, by=by, at=TODAY
            )
        assert "isa_expired" in refused.value.codes
    assert newest("decision.approve").ending == "blocked"
    assert stage() == Stage.AWAITING_DECISION


@pytest.fixture
def more_than_covered(cast: Cast) -> Story:
    story = begin(
        cast,
        at=TODAY,
        items=(AskedItem("incident_log"), AskedItem("health"), AskedItem("arrest_no_charge")),
    )
    story.items = [
        story.items[0],
        hold(story, "health", "Marker", "A health marker."),
        hold(story, "arrest_no_charge", "Arrest", "Arrested, not charged."),
    ]
    return story.to(Stage.AWAITING_DECISION)


def test_scn_03_what_the_agreement_does_not_cover_is_withheld_and_the_rest_goes(more_than_covered: Story):
    story = more_than_covered
    shared, reasoning = approval(story)
    with pytest.raises(Blocked) as refused:
        actions.approve(
            reference=story.reference, approval=shared, reasoning=reasoning, by=story.by("decider"), at=TODAY
        )
    assert "category_out_of_scope" in refused.value.codes
    items = (
        ItemChoice(number=1, outcome=SHARE),
        ItemChoice(number=2, outcome=WITHHOLD, reason_code="category_out_of_scope", reason=WORDS),
        ItemChoice(number=3, outcome=WITHHOLD, reason_code="category_out_of_scope", reason=WORDS),
    )
    for number in (2, 3):
        one_more = tuple(replace(each, outcome=SHARE) if each.number == number else each for each in items)
        with pytest.raises(Blocked) as one_refused:
            actions.approve_in_part(
                reference=story.reference,
                approval=replace(shared, items=one_more),
                reasoning=reasoning,
                by=story.by("decider"),
                at=TODAY,
            )
        assert "category_out_of_scope" in one_refused.value.codes
    decided = actions.approve_in_part(
        reference=story.reference,
        approval=replace(shared, items=items),
        reasoning=reasoning,
        by=story.by("decider"),
        at=TODAY,
    )
    assert (decided.outcome, decided.route, decided.agreement_reference) == (
        "disclose_partial", "agreement", "ISA-014",
    )  # fmt: skip
    go_on(story, Stage.APPROVED_IN_PART, Stage.ACKNOWLEDGED)
    assert contents() == ["Incident logs"]
    assert b"health marker" not in disclosure.content_of(Package.objects.get())


def test_scn_03_a_change_of_what_is_withheld_does_not_reopen_the_rest(more_than_covered: Story):
    story = more_than_covered
    shared, reasoning = approval(story)
    items = tuple(
        replace(each, outcome=SHARE if each.number == 1 else WITHHOLD, reason=WORDS) for each in shared.items
    )
    actions.approve_in_part(
        reference=story.reference,
        approval=replace(shared, items=items),
        reasoning=reasoning,
        by=story.by("decider"),
        at=TODAY,
    )
    documents.mark_disputed(
        item_id=story.items[1].item_id, reason="Not his.", by=story.by("officer"), at=TODAY
    )
    go_on(story, Stage.APPROVED_IN_PART, Stage.RELEASED)


def test_an_item_disputed_before_the_decision_stops_its_own_sharing(cast: Cast):
    story = begin(cast, at=TODAY)
    story.to(Stage.VERIFYING_REQUESTER)
    documents.mark_disputed(item_id=story.items[0].item_id, reason="Wrong.", by=story.by("officer"), at=TODAY)
    story.to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    with pytest.raises(Blocked):
        actions.approve(
            reference=story.reference, approval=shared, reasoning=reasoning, by=story.by("decider"), at=TODAY
        )
    items = (ItemChoice(number=1, outcome=WITHHOLD, reason=WORDS), ItemChoice(number=2, outcome=SHARE))
    decided = actions.approve_in_part(
        reference=story.reference,
        approval=replace(shared, items=items),
        reasoning=reasoning,
        by=story.by("decider"),
        at=TODAY,
    )
    assert decided.outcome == "disclose_partial"


def test_an_approval_under_an_agreement_that_ends_meanwhile_does_not_release(cast: Cast):
    story = begin(cast, at=TODAY, has_agreement=False)
    agree(story, ends_on=TODAY.date())
    story.to(Stage.SECOND_CHECKED)
    story.at += timedelta(days=1)
    with pytest.raises(Blocked) as refused:
        story.to(Stage.RELEASED)
    assert refused.value.codes == ("isa_expired",)
