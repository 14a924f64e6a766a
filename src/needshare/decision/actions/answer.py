"""Answering without sharing: refuse, not held, neither confirm nor deny, refer, defer."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from needshare.accounts.terms import Role
from needshare.assessment import queries as assessment
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.decision import queries, rules
from needshare.decision.models import Decision
from needshare.decision.rules import Reasoning
from needshare.decision.sitting import Sitting, conclude, draw_up, faults, sit
from needshare.decision.terms import DecisionOutcome, Route
from needshare.kernel import Actor, Blocked, FieldError, Invalid, gettext_noop as _
from needshare.pathway import queries as pathway
from needshare.pathway.errands import case_task
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

REFERRED_TO = {
    "information_management": Role.INFORMATION_MANAGEMENT,
    "information_security": Role.INFORMATION_MANAGEMENT,
    "legal": Role.INFORMATION_MANAGEMENT,
    "dpo": Role.DPO,
    "officer_in_case": Role.SUPERVISOR,
    "intelligence": Role.SUPERVISOR,
    "public_protection": Role.SUPERVISOR,
    "supervisor": Role.SUPERVISOR,
    "source_unit": Role.PROTECTED_PERSONS,
}


@recorded(Operation.ALTERATION)
def refuse(*, reference: str, reasoning: Reasoning, by: Actor, at: datetime) -> Decision:
    """Refuse to share; the harm of not sharing must be answered, and severe harm must be referred.

    The letter to whoever asked is kept with the decision, in the words it goes out with (ADR 0052).

    Raises:
        Blocked: no authority, not independent, or not sharing would do severe harm.
        Invalid: a reason or a mark is missing.
    """
    sitting = sit(reference, DecisionOutcome.REFUSE, by=by, at=at)
    _must_be_reasoned(sitting, DecisionOutcome.REFUSE, reasoning)
    if rules.severe_harm_of_not_sharing(assessment.answers_of(sitting.assessment).not_sharing_harm):
        raise Blocked(_("Not sharing was judged to do severe harm. Refer this instead of refusing."))
    basis = assessment.relied_on(sitting.assessment)
    letter = queries.refusal_letter(
        sitting.case, basis.findings, marks=reasoning.marks, told=reasoning.told_to_requester, at=at
    )
    return _plain(sitting, DecisionOutcome.REFUSE, reasoning, by=by, at=at, letter=asdict(letter))


@recorded(Operation.ALTERATION)
def not_held(*, reference: str, reasoning: Reasoning, by: Actor, at: datetime) -> Decision:
    """Answer that nothing is held, after a recorded search that found nothing.

    Raises:
        Blocked: no search is recorded, or the last one found something.
        Invalid: a reason or a mark is missing; why the search was enough, above all.
    """
    sitting = sit(reference, DecisionOutcome.NOT_HELD, by=by, at=at)
    if not assessment.search_found_nothing(sitting.case) or sitting.gathered:
        raise Blocked(_("Record a search that found nothing before answering that nothing is held."))
    _must_be_reasoned(sitting, DecisionOutcome.NOT_HELD, reasoning)
    return _plain(sitting, DecisionOutcome.NOT_HELD, reasoning, by=by, at=at)


@recorded(Operation.ALTERATION)
def neither_confirm_nor_deny(*, reference: str, reasoning: Reasoning, by: Actor, at: datetime) -> Decision:
    """Answer neither way, in the same fixed words as when nothing is held (domain reference 1.9.5).

    Raises:
        Invalid: a reason or a mark is missing.
    """
    sitting = sit(reference, DecisionOutcome.NCND, by=by, at=at)
    _must_be_reasoned(sitting, DecisionOutcome.NCND, reasoning)
    return _plain(sitting, DecisionOutcome.NCND, reasoning, by=by, at=at)


@recorded(Operation.ALTERATION)
def refer(
    *, reference: str, to: str, question: str, answer_by: date, reasoning: Reasoning, by: Actor, at: datetime
) -> Decision:
    """Refer a doubt to somebody who can settle it, with the question and a date.

    Raises:
        Invalid: to whom, the question, the date, a reason or a mark is missing.
    """
    sitting = sit(reference, DecisionOutcome.REFER, by=by, at=at)
    _must_be_reasoned(
        sitting,
        DecisionOutcome.REFER,
        reasoning,
        *rules.referral_is_complete(to, question, answer_by, pathway.day_of(at)),
    )
    decision = _plain(
        sitting,
        DecisionOutcome.REFER,
        reasoning,
        by=by,
        at=at,
        refer_to=to,
        question=question,
        review_on=answer_by,
    )
    due_at = pathway.end_of(answer_by)
    task = case_task(sitting.case, TaskKind.CONSULT, due_at=due_at, role=REFERRED_TO[to])
    open_task(task=task, by=by, at=at)
    return decision


@recorded(Operation.ALTERATION)
def defer(*, reference: str, until: date, reasoning: Reasoning, by: Actor, at: datetime) -> Decision:
    """Put the answer off to a date, after an arrest or a trial.

    Raises:
        Invalid: the date is not ahead, or a reason or a mark is missing.
    """
    sitting = sit(reference, DecisionOutcome.DEFER, by=by, at=at)
    if until <= pathway.day_of(at):
        raise Invalid.field("until", _("Give a date in the future on which to decide again."))
    _must_be_reasoned(sitting, DecisionOutcome.DEFER, reasoning)
    decision = _plain(sitting, DecisionOutcome.DEFER, reasoning, by=by, at=at, review_on=until)
    due_at = pathway.end_of(until)
    task = case_task(sitting.case, TaskKind.LOOK_AGAIN, due_at=due_at, role=Role.DECISION_MAKER)
    open_task(task=task, by=by, at=at)
    return decision


def _must_be_reasoned(
    sitting: Sitting, outcome: DecisionOutcome, reasoning: Reasoning, *more: FieldError
) -> None:
    """Ask for every answer of the outcome, and a mark for every finding of the basis relied on."""
    wrong = [*more, *faults(sitting, outcome, reasoning, assessment.relied_on(sitting.assessment))]
    if wrong:
        raise Invalid(*wrong)


def _plain(
    sitting: Sitting, outcome: DecisionOutcome, reasoning: Reasoning, *, by: Actor, at: datetime, **more: Any
) -> Decision:
    basis = assessment.relied_on(sitting.assessment)
    decision = draw_up(sitting, outcome, reasoning, basis, by=by, at=at, route=Route.ONE_OFF, **more)
    conclude(sitting, decision, by=by, at=at)
    return decision
