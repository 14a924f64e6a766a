"""Every recipient who is not the verified requester is verified by a recorded act before anything leaves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Role
from needshare.agreements.models import AgreementParty, NamedUser
from needshare.decision import actions as decision
from needshare.decision.rules import RecipientChoice
from needshare.decision.terms import RecipientKind
from needshare.disclosure import actions
from needshare.disclosure.models import Delivery, RecipientVerification
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.pathway.terms import Stage
from tests.cast import Cast, acting, person
from tests.entries import newest, overwrite
from tests.story import SEEN, Story, approval, begin, verify_recipient

COLLEAGUE = RecipientChoice(method="portal", username="a.prewett@wbc")
NEIGHBOUR = RecipientChoice(
    kind=RecipientKind.MEMBER_OF_PUBLIC,
    method="portal",
    name="Greta Holm",
    email="greta.holm@mail.example",
    identity_evidence="Passport number on file.",
)


def approved_for(cast: Cast, *others: RecipientChoice, has_agreement: bool = True) -> Story:
    """Approve sharing with the requester and others."""
    told: dict[str, Any] = {} if has_agreement else {"agreement_reference": "", "gateways": ("g01",)}
    story = begin(cast, has_agreement=has_agreement, **told).to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(*shared.recipients, *others)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    return story


def release(story: Story) -> object:
    return actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)


def what_blocks(story: Story) -> list[tuple[str, str]]:
    with pytest.raises(Blocked) as refused:
        release(story)
    assert not Delivery.objects.exists()
    return [(each.test, each.code) for each in refused.value.findings]


def test_a_colleague_of_the_requester_receives_nothing_until_verified(cast: Cast):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    assert what_blocks(story) == [("right_person", "requester_unverified")]
    with pytest.raises(Blocked, match="Verify this recipient"):
        release(story)
    verify_recipient(story, 2)
    story.to(Stage.RELEASED)
    assert Delivery.objects.count() == 2


def test_the_check_says_who_when_how_on_what_evidence_and_until_when_and_is_an_entry(cast: Cast):
    story = approved_for(cast, COLLEAGUE)
    verify_recipient(story, 2)
    kept = RecipientVerification.objects.get()
    assert (kept.verified_by_id, kept.verified_at) == (cast.preparer.pk, story.at)
    assert (kept.outcome, kept.method, kept.evidence) == ("verified", SEEN.method, SEEN.words)
    assert (kept.destination, kept.codes) == ("verified", [])
    assert kept.valid_until > story.at
    entry = newest("disclosure.verify_recipient")
    assert entry.uuid == kept.recorded_as_id
    assert entry.references == (story.reference,)
    assert entry.said["recipient"] == str(cast.contact_point.pk)
    assert entry.said["outcome"] == "verified"


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"is_organisation_confirmed": False}, ["org_unverified"]),
        ({"is_person_confirmed": False}, ["requester_unverified"]),
        ({"is_authority_confirmed": False}, ["authority_missing"]),
    ],
)
def test_a_check_that_fails_is_kept_with_its_codes_and_lets_nothing_leave(
    cast: Cast, changes: dict[str, Any], codes: list[str]
):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    found = verify_recipient(story, 2, **changes)
    assert (found.outcome, found.codes) == ("not_verified", codes)
    assert what_blocks(story) == [("right_person", "requester_unverified")]
    verify_recipient(story, 2)
    release(story)


def test_the_newest_check_counts(cast: Cast):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    verify_recipient(story, 2, is_person_confirmed=False)
    assert what_blocks(story) == [("right_person", "requester_unverified")]


def test_somebody_whose_address_is_not_the_organisations_is_not_verified(cast: Cast):
    stray = person(cast.council, "f.stray", Role.PARTNER_USER, domain="wexcornbe.example")
    story = approved_for(cast, RecipientChoice(method="portal", username=stray.username))
    found = verify_recipient(story, 2)
    assert (found.outcome, found.codes) == ("not_verified", ["destination_mismatch"])


def test_a_check_runs_out(cast: Cast):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    by = acting(cast.administrator, at=story.at)
    rows, changes = RecipientVerification.objects.all(), {"valid_until": story.at - timedelta(seconds=1)}
    overwrite(rows=rows, changes=changes, by=by, at=story.at)
    assert what_blocks(story) == [("right_person", "requester_unverified")]


def test_the_verified_requester_needs_no_second_check(cast: Cast):
    story = approved_for(cast).to(Stage.RELEASED)
    assert story.stage == Stage.RELEASED
    assert not RecipientVerification.objects.exists()


def test_a_requester_whose_check_ran_out_can_be_verified_again(cast: Cast):
    story = approved_for(cast).to(Stage.SECOND_CHECKED)
    verify_recipient(story, 1, is_person_confirmed=False)
    assert what_blocks(story) == [("right_person", "requester_unverified")]
    verify_recipient(story, 1)
    release(story)


def test_a_person_stays_verified_when_the_decision_is_made_again(cast: Cast):
    story = approved_for(cast, COLLEAGUE)
    verify_recipient(story, 2)
    decision.reopen(reference=story.reference, reason="Another date.", by=story.by("decider"), at=story.at)
    shared, reasoning = approval(story)
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(COLLEAGUE,)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    assert story.to(Stage.RELEASED).stage == Stage.RELEASED


def test_a_member_of_the_public_is_verified_as_a_person_alone_and_anew_for_each_decision(cast: Cast):
    story = approved_for(cast, NEIGHBOUR, has_agreement=False).to(Stage.SECOND_CHECKED)
    assert what_blocks(story) == [("right_person", "requester_unverified")]
    found = verify_recipient(story, 2, method="id_document_sighted")
    assert (found.is_organisation_confirmed, found.is_authority_confirmed, found.destination) == (
        None,
        None,
        "",
    )
    decision.reopen(reference=story.reference, reason="Another date.", by=story.by("decider"), at=story.at)
    shared, reasoning = approval(story)
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(NEIGHBOUR,)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    story.to(Stage.SECOND_CHECKED)
    assert what_blocks(story) == [("right_person", "requester_unverified")]
    verify_recipient(story, 1, method="id_document_sighted")
    release(story)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"method": "a_hunch"}, "method"),
        ({"method": "not_verified_emergency"}, "method"),
        ({"words": " \n"}, "evidence"),
        ({"is_organisation_confirmed": None}, "is_organisation_confirmed"),
        ({"is_authority_confirmed": None}, "is_authority_confirmed"),
    ],
)
def test_a_check_without_method_answer_or_evidence_is_none(cast: Cast, changes: dict[str, Any], field: str):
    story = approved_for(cast, COLLEAGUE)
    with pytest.raises(Invalid) as refused:
        verify_recipient(story, 2, **changes)
    assert [each.field for each in refused.value.errors] == [field]
    assert not RecipientVerification.objects.exists()


@pytest.mark.parametrize("part", ["decider", "checker", "auditor"])
def test_only_who_prepares_verifies(cast: Cast, part: str):
    story = approved_for(cast, COLLEAGUE)
    with pytest.raises(Blocked):
        actions.verify_recipient(
            reference=story.reference, number=2, evidence=SEEN, by=story.by(part), at=story.at
        )


@pytest.mark.parametrize("part", ["officer", "partner", "outsider", "administrator"])
def test_who_may_not_know_of_the_case_learns_nothing(cast: Cast, part: str):
    story = approved_for(cast, COLLEAGUE)
    with pytest.raises((Unknown, Blocked)):
        actions.verify_recipient(
            reference=story.reference, number=2, evidence=SEEN, by=story.by(part), at=story.at
        )
    assert not RecipientVerification.objects.exists()


def test_there_is_nobody_of_another_number(cast: Cast):
    story = approved_for(cast, COLLEAGUE)
    with pytest.raises(Unknown):
        verify_recipient(story, 3)


@pytest.mark.parametrize("stage", [Stage.AWAITING_DECISION, Stage.RELEASED])
def test_recipients_are_verified_between_approval_and_release(cast: Cast, stage: Stage):
    story = begin(cast).to(stage)
    with pytest.raises(Conflict):
        verify_recipient(story, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_person_confirmed": False},
        {"is_organisation_confirmed": False},
        {"is_authority_confirmed": None},
        {"destination": "lookalike"},
    ],
)
def test_the_database_takes_nobody_for_verified_who_was_not_confirmed(cast: Cast, changes: dict[str, Any]):
    story = approved_for(cast, COLLEAGUE)
    verify_recipient(story, 2)
    by = acting(cast.administrator, at=story.at)
    with pytest.raises(IntegrityError):
        overwrite(rows=RecipientVerification.objects.all(), changes=changes, by=by, at=story.at)


# Under an agreement the person must be one whom the agreement names.


def take_out_of_agreement(cast: Cast, story: Story) -> None:
    by = acting(cast.administrator, at=story.at)
    gone = {"ends_on": story.at.date() - timedelta(days=1), "starts_on": story.at.date() - timedelta(days=9)}
    rows = NamedUser.objects.filter(account=cast.contact_point)
    overwrite(rows=rows, changes=gone, by=by, at=story.at)
    parties = AgreementParty.objects.filter(contact_point=cast.contact_point)
    overwrite(rows=parties, changes={"contact_point": None}, by=by, at=story.at)


def test_the_agreement_must_name_the_recipient_however_well_verified(cast: Cast):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    take_out_of_agreement(cast, story)
    assert what_blocks(story) == [("right_person", "requester_not_named_contact")]


def test_a_contact_point_of_a_party_is_named_too(cast: Cast):
    story = approved_for(cast, COLLEAGUE).to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    by = acting(cast.administrator, at=story.at)
    rows = NamedUser.objects.filter(account=cast.contact_point)
    overwrite(rows=rows, changes={"account": cast.partner_administrator}, by=by, at=story.at)
    release(story)


def test_somebody_of_an_organisation_outside_the_agreement_is_blocked(cast: Cast):
    story = approved_for(cast, RecipientChoice(method="portal", username=cast.outsider.username))
    clear(cast, story)
    story.to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    assert what_blocks(story) == [("right_agency", "isa_expired")]


def test_on_a_one_off_basis_somebody_no_agreement_names_can_receive(cast: Cast):
    outsider = RecipientChoice(method="portal", username=cast.outsider.username)
    story = approved_for(cast, outsider, has_agreement=False)
    clear(cast, story)
    story.to(Stage.SECOND_CHECKED)
    verify_recipient(story, 2)
    release(story)
    assert Delivery.objects.count() == 2


def clear(cast: Cast, story: Story) -> None:
    accounts.record_clearance(
        username=cast.outsider.username,
        clearance=Clearance.BPSS,
        until=story.at.date() + timedelta(days=300),
        evidence="Seen.",
        by=operator(at=story.at),
        at=story.at,
    )


def test_looking_at_the_recipients_is_recorded(cast: Cast):
    story = approved_for(cast, COLLEAGUE)
    _case, found = actions.open_recipients(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert [(each.is_verified, each.is_requester) for each in found] == [(True, True), (False, False)]
    assert newest("disclosure.open_recipients").references == (story.reference,)
