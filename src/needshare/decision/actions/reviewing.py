"""The review of a refusal: asked for, taken up by somebody more senior, settled; and what was asked anew (C10)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts.access import confirmed_recently
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.decision import access, queries, rules
from needshare.decision.models import RefusalReview
from needshare.decision.rules import Verdict
from needshare.decision.terms import ReviewOutcome
from needshare.intake import queries as intake
from needshare.kernel import (
    Actor,
    Blocked,
    Conflict,
    FieldError,
    Invalid,
    Unknown,
    gettext_noop as _,
    require,
)
from needshare.kernel.texts import faults_in
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task, notice_to_requester
from needshare.pathway.terms import Stage
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind

from .reopen import reopen

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.ALTERATION)
def ask_review(*, reference: str, grounds: str, by: Actor, at: datetime) -> RefusalReview:
    """Ask that somebody more senior looks again at a refusal, whole or in part, and say why.

    Raises:
        Invalid: no grounds.
        Conflict: nothing was refused that the requester was told of, or it is reviewed already.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("refusal.ask_review", case, by)
    faults = faults_in("grounds", grounds, most=rules.LONGEST_WORDS, is_required=True)
    if faults:
        raise Invalid(*faults)
    decision, before = queries.refusal_of(case), queries.newest_review(case)
    if decision is None:
        raise Conflict(_("There is no refusal to review: nothing was refused, or the answer is on its way."))
    if before is not None and before.decision_id == decision.pk:
        raise Conflict(_("This refusal is reviewed already, or was."))
    clock = f"review_refusal_{case.urgency}"
    due_at = pathway.due_at(clock, jurisdiction=case.owner.jurisdiction, force=case.owner_id, at=at)
    review = RefusalReview(
        owner_id=case.owner_id,
        case=case,
        decision=decision,
        grounds=grounds,
        asked_at=at,
        asked_by_id=by.id,
        due_at=due_at,
        data_key=case.data_key,
    )
    review.save(force_insert=True)
    moves.note_step(case=case, act="decision.ask_review", by=by, at=at)
    role = queries.reviewers_of(decision)[0]
    occurrence = str(decision.version)
    task = case_task(case, TaskKind.REVIEW_REFUSAL, due_at=due_at, role=role, occurrence=occurrence)
    open_task(task=task, by=by, at=at)
    detail(reviewed=decision.version, asked_of=role, due_at=due_at.isoformat())
    return review


def _admitted_review(*, reference: str, by: Actor, **_asked: object) -> RefusalReview:
    """Find the review and judge whether the actor may read it, before anything in it is read."""
    case, review = queries.case_with_review(reference, "refusal.review", viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="refusal.review")
    return review


@consulted(Operation.CONSULTATION, admitted_by=_admitted_review)
def look_at_review(review: RefusalReview, *, reference: str, by: Actor, at: datetime) -> RefusalReview:
    """Read why a review was asked for and why it was refused.

    Raises:
        Unknown: absent or hidden, or there is no review.
        Blocked: the actor reviews no refusals, or refused this one.
    """
    return review


@recorded(Operation.ALTERATION)
def take_review(*, reference: str, by: Actor, at: datetime) -> RefusalReview:
    """Take up a review; whoever does has a part in the case from then on.

    Raises:
        Blocked: they refused it, asked for it or prepared it, or are not senior enough.
        Conflict: somebody else took it up, or it is settled.
    """
    case, review = _to_settle(reference, by=by)
    if review.taken_by_id is not None:
        raise Conflict(_("Somebody has taken up this review already."))
    review.taken_at, review.taken_by_id = at, by.id
    review.save(update_fields=["taken_at", "taken_by", "recorded_as"])
    _done(case, by=by, at=at)
    moves.note_step(case=case, act="decision.take_review", by=by, at=at)
    occurrence = f"{review.decision.version}.taken"
    due_at = max(review.due_at, at)
    task = case_task(
        case, TaskKind.REVIEW_REFUSAL, due_at=due_at, account=by.id, occurrence=occurrence, is_told=True
    )
    open_task(task=task, by=by, at=at)
    return review


@recorded(Operation.ALTERATION)
def settle_review(*, reference: str, verdict: Verdict, by: Actor, at: datetime) -> RefusalReview:
    """Say what a review comes to: the refusal stands, it is decided again by somebody else, or asked again.

    Raises:
        Blocked: they did not take it up, or may not review it; or they have not just confirmed who they are.
        Invalid: a reason is missing, or what was given in part would be decided again.
        Conflict: it is settled already.
    """
    case, review = _to_settle(reference, by=by)
    require(confirmed_recently(by, at))
    if review.taken_by_id != by.id:
        raise Blocked(_("Take up the review first."))
    faults = rules.faults_of_verdict(verdict, may_be_decided_again=case.stage == Stage.REFUSED)
    if faults:
        raise Invalid(*faults)
    review.outcome, review.settled_at, review.settled_by_id = verdict.outcome, at, by.id
    review.reasons, review.told_to_requester = verdict.reasons, verdict.told_to_requester
    review.save(
        update_fields=["outcome", "settled_at", "settled_by", "reasons", "told_to_requester", "recorded_as"]
    )
    _done(case, by=by, at=at)
    if verdict.outcome is ReviewOutcome.DECIDE_AGAIN:
        reopen(reference=reference, reason=verdict.reasons, by=by, at=at)
    else:
        moves.note_step(case=case, act="decision.settle_review", by=by, at=at)
    address = "" if case.requester_id else intake.request_of(case).requester_email
    queue(notice=notice_to_requester(case, NoticeKind.REVIEW_ANSWERED, address), by=by, at=at)
    detail(reviewed=review.decision.version, outcome=verdict.outcome.value)
    return review


@recorded(Operation.ALTERATION)
def link_resubmission(*, reference: str, resubmission: str, by: Actor, at: datetime) -> RefusalReview:
    """Keep together a refusal, its review and the request that was made after it.

    Raises:
        Invalid: there is no later request of the same organisation under this reference.
        Conflict: it is linked already.
    """
    case, review = queries.review_to_change(reference, "refusal.link", viewer=by)
    if review.resubmission_id is not None:
        raise Conflict(_("The request that followed is linked already."))
    try:
        later = queries.resubmission_of(review, resubmission, viewer=by)
    except Unknown as absent:
        remedy = _("Give the reference of a later request of the same organisation.")
        raise Invalid(FieldError("resubmission", remedy)) from absent
    review.resubmission, review.linked_at, review.linked_by_id = later, at, by.id
    review.save(update_fields=["resubmission", "linked_at", "linked_by", "recorded_as"])
    about(case=case.reference, owner=case.owner_id)
    detail(resubmission=later.reference)
    return review


def _to_settle(reference: str, *, by: Actor) -> tuple[SharingCase, RefusalReview]:
    case, review = queries.review_to_change(reference, "refusal.review", viewer=by)
    queries.must_be_reviewer(case, review, viewer=by)
    if review.settled_at is not None:
        raise Conflict(_("This review is settled already."))
    return case, review


def _done(case: SharingCase, *, by: Actor, at: datetime) -> None:
    kinds = (TaskKind.REVIEW_REFUSAL,)
    complete_for(record_id=case.pk, owner=case.owner_id, kinds=kinds, by=by, at=at)
