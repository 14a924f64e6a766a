"""Opening a case for a reason or in an emergency, and looking at such openings afterwards (A3, B13, ADR 0019).

An opening is a row of the case's audience that ends by itself. One in an emergency is told to the handler
and to professional standards at once. Of the others some are picked at random, by nobody's choice.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.access import must_be_confirmed
from needshare.accounts.actions import note_handling_read
from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.challenges.terms import ReviewVerdict
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require
from needshare.notices.actions import queue
from needshare.pathway import queries
from needshare.pathway.errands import case_task, notice_of_emergency
from needshare.pathway.models import CaseAudience, OpeningReview, SharingCase
from needshare.pathway.rules import Reason, faults_of, is_somebody_elses
from needshare.pathway.stages import DONE
from needshare.pathway.terms import AudienceGround, ReviewCause
from needshare.policy import current_pack, handling_is_known, rules_in_force
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of a reason: the opening, or None while a fuller justification is asked for."""

    case: SharingCase
    opening: CaseAudience | None
    least: int = 0


@recorded(Operation.ADMINISTRATION)
def declare_reason(*, reference: str, reason: Reason, by: Actor, at: datetime) -> Opened:
    """Open a case to oneself for a time, for a reason that is kept and told in every look under it.

    One in so many is picked at random: it opens only after a fuller justification, which is reviewed.

    Raises:
        Unknown: absent, or not in the actor's index.
        Conflict: the actor may open it already.
        Invalid: the reason says too little, or less than was asked for.
    """
    case = queries.case_to_give_reason(reference, viewer=by)
    require(queries.may_do("case.give_reason", case, viewer=by))
    if queries.may_do("case.view", case, viewer=by).is_met:
        raise Conflict(_("You can open this case already."))
    pack = current_pack()
    challenge = OpeningReview.objects.filter(case=case, person_id=by.id, opening__isnull=True).first()
    least = pack.parameter("fuller_reason_letters" if challenge else "reason_letters")
    _must_say_enough(reason, least=least)
    about(case=case.reference, owner=case.owner_id, reason=reason.purpose)
    if challenge is None and secrets.randbelow(pack.parameter("picked_one_in")) == 0:
        _review(case, ReviewCause.PICKED, None, by=by, at=at)
        detail(is_picked="true")
        return Opened(case, None, pack.parameter("fuller_reason_letters"))
    until = at + timedelta(hours=pack.parameter("opening_hours"))
    opening = _open(case, reason, AudienceGround.DECLARED_REASON, until, by=by, at=at)
    if challenge is not None:
        challenge.opening = opening
        challenge.save(update_fields=["opening", "recorded_as"])
        _ask_for_review(case, challenge, by=by, at=at)
    return Opened(case, opening)


@recorded(Operation.ADMINISTRATION)
def open_in_emergency(*, reference: str, reason: Reason, by: Actor, at: datetime) -> Opened:
    """Open a case to oneself at once, whatever compartment it is in; its handler and reviewers are told.

    Raises:
        Unknown: absent, another force's, or the actor has a conflict of interest in it.
        Blocked: the second factor was not given just now, or the actor has no part in cases.
        Invalid: the reason says too little.
    """
    case = queries.case_for_emergency(reference, viewer=by)
    must_be_confirmed(by, at)
    pack = current_pack()
    _must_say_enough(reason, least=pack.parameter("reason_letters"))
    until = at + timedelta(minutes=pack.parameter("emergency_minutes"))
    opening = _open(case, reason, AudienceGround.BREAK_GLASS, until, by=by, at=at)
    about(case=case.reference, owner=case.owner_id, reason=reason.purpose)
    review = _review(case, ReviewCause.EMERGENCY, opening, by=by, at=at)
    _ask_for_review(case, review, by=by, at=at)
    for person, reviews in sorted(_to_tell(case, by).items()):
        queue(notice=notice_of_emergency(case, person, is_reviewer=reviews), by=by, at=at)
    return Opened(case, opening)


def _admitted_review(*, review_id: UUID, by: Actor, **_asked: object) -> OpeningReview:
    """Find the opening under review and judge whether the actor reviews it; its reason stays sealed."""
    review = queries.review_of(review_id, viewer=by)
    about(case=review.case.reference, owner=review.owner_id, subject=review.person_id)
    return review


@consulted(Operation.CONSULTATION, admitted_by=_admitted_review)
def look_at_opening(
    review: OpeningReview,
    *,
    review_id: UUID,
    by: Actor,
    at: datetime,
) -> OpeningReview:
    """Read an opening under review with its reason.

    Raises:
        Unknown: there is none such to review for this actor.
        Blocked: it is the actor's own.
    """
    return review


@recorded(Operation.ADMINISTRATION)
def review_opening(
    *, review_id: UUID, verdict: ReviewVerdict, words: str, by: Actor, at: datetime
) -> OpeningReview:
    """Say of somebody else's opening whether its reason stands.

    Raises:
        Unknown: there is none such to review for this actor.
        Blocked: it is the actor's own.
        Conflict: it was reviewed already.
    """
    review = queries.review_to_change(review_id, viewer=by)
    require(is_somebody_elses(review.person_id, reviewer=by.id))
    if review.reviewed_at is not None:
        raise Conflict(_("This opening was reviewed already."))
    if not words.strip():
        raise Invalid.field("words", _("Say what you looked at and what you found."))
    review.verdict, review.verdict_words = verdict, words.strip()
    review.reviewed_at, review.reviewed_by_id = at, by.id
    review.save(update_fields=["verdict", "verdict_words", "reviewed_at", "reviewed_by", "recorded_as"])
    complete_for(record_id=review.pk, owner=review.owner_id, kinds=(TaskKind.REVIEW_OPENING,), by=by, at=at)
    about(case=review.case.reference, owner=review.owner_id, subject=review.person_id)
    detail(verdict=verdict.value)
    return review


def _must_say_enough(reason: Reason, *, least: int) -> None:
    faults = faults_of(reason, purposes=current_pack().words("opening_purpose"), least=least)
    if faults:
        raise Invalid(*faults)


def _open(
    case: SharingCase,
    reason: Reason,
    ground: AudienceGround,
    until: datetime,
    *,
    by: Actor,
    at: datetime,
) -> CaseAudience:
    opening = CaseAudience(
        owner_id=case.owner_id,
        case=case,
        principal=by.id if ground is AudienceGround.BREAK_GLASS else by.post,
        ground=ground,
        from_at=at,
        from_by_id=by.id,
        until_at=until,
        is_open=case.stage not in DONE,
        purpose=reason.purpose,
        task_reference=reason.task_reference.strip(),
        words=reason.words.strip(),
        handled_as=queries.highest_marking(case),
        data_key=case.data_key,
    )
    opening.save(force_insert=True)
    if not handling_is_known(by, opening.handled_as).is_met:  # shown and ticked with the reason
        note_handling_read(marking=opening.handled_as, rules=rules_in_force(opening.handled_as), by=by, at=at)
    detail(ground=ground.value, purpose=reason.purpose, until=until.isoformat())
    return opening


def _review(
    case: SharingCase, cause: ReviewCause, opening: CaseAudience | None, *, by: Actor, at: datetime
) -> OpeningReview:
    review = OpeningReview(
        owner_id=case.owner_id,
        case=case,
        person_id=by.id,
        opening=opening,
        cause=cause,
        asked_at=at,
        data_key=case.data_key,
    )
    review.save(force_insert=True)
    return review


def _ask_for_review(case: SharingCase, review: OpeningReview, *, by: Actor, at: datetime) -> None:
    """Put an opening into the queue of whoever reviews them."""
    due_at = at + timedelta(days=current_pack().parameter("look_review_days"))
    task = case_task(case, TaskKind.REVIEW_OPENING, due_at=due_at, role=Role.PROFESSIONAL_STANDARDS)
    open_task(task=replace(task, record_id=review.pk, occurrence=str(review.pk)), by=by, at=at)


def _to_tell(case: SharingCase, by: Actor) -> dict[UUID, bool]:
    """Name who answers for a case, its handler or information management, and all of professional standards.

    Each with whether they review the opening. Who opened it is not told of it.
    """
    answering = {case.handler_id} if case.handler_id else _in_role(Role.INFORMATION_MANAGEMENT, case, by)
    told = dict.fromkeys(answering, False) | dict.fromkeys(
        _in_role(Role.PROFESSIONAL_STANDARDS, case, by), True
    )
    return {person: reviews for person, reviews in told.items() if person != by.id}


def _in_role(role: Role, case: SharingCase, by: Actor) -> set[UUID]:
    return {person.pk for person in accounts.people_in_role(role, by, organisation_id=case.owner_id)}
