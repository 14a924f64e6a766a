"""One sitting: a case in front of one decider, the decision drawn up, and what follows from it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from needshare.accounts.access import confirmed_recently
from needshare.assessment import queries as assessment
from needshare.audit.recording import detail
from needshare.decision import queries, rules
from needshare.decision.models import Decision
from needshare.decision.rules import Reasoning
from needshare.decision.terms import DecisionOutcome
from needshare.intake import queries as intake
from needshare.kernel import Actor, Conflict, FieldError, gettext_noop as _, require
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task, notice_to_requester
from needshare.pathway.terms import Stage
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.assessment.models import Assessment, GatheredItem
    from needshare.pathway.models import SharingCase

STAGES = {
    DecisionOutcome.DISCLOSE_FULL: ("decision.approve", Stage.APPROVED),
    DecisionOutcome.DISCLOSE_PARTIAL: ("decision.approve_in_part", Stage.APPROVED_IN_PART),
    DecisionOutcome.REFUSE: ("decision.refuse", Stage.REFUSED),
    DecisionOutcome.REFER: ("decision.refer", Stage.REFERRED),
    DecisionOutcome.NOT_HELD: ("decision.not_held", Stage.NOT_HELD),
    DecisionOutcome.NCND: ("decision.neither_confirm_nor_deny", Stage.NEITHER_CONFIRMED_NOR_DENIED),
    DecisionOutcome.DEFER: ("decision.defer", Stage.DEFERRED),
}
TOLD_AT_ONCE = (DecisionOutcome.REFUSE, DecisionOutcome.NOT_HELD, DecisionOutcome.NCND)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One case in front of one decider: the case, its newest assessment, and what was gathered."""

    case: SharingCase
    assessment: Assessment
    gathered: tuple[GatheredItem, ...]
    authority: str


def sit(reference: str, outcome: DecisionOutcome, *, by: Actor, at: datetime, basis_id: str = "") -> Sitting:
    """Bring a case before a decider: who they are, what they may decide, what was assessed.

    Steps: 1 may they see and decide it; 2 freshly confirmed; 3 awaiting a decision; 4 assessed as it
    is, and cleared for all of it; 5 independent of the asking and the preparing; 6 with the authority
    this outcome needs.
    """
    case = pathway.case_to_change(reference, viewer=by)
    queries.must_decide(case, outcome, viewer=by)  # 1
    require(confirmed_recently(by, at))  # 2
    if case.stage != Stage.AWAITING_DECISION:  # 3
        raise Conflict(_("This case is not awaiting a decision. Somebody may have decided it already."))
    newest = assessment.newest_assessment(case)  # 4
    if newest is None:
        raise Conflict(_("There is no assessment to decide on."))
    gathered = assessment.items_at_hand(case, viewer=by)
    authority = assessment.authority_for(newest, basis_id=basis_id, outcome=STAGES[outcome][1].value)
    require(
        rules.decider_is_independent(  # 5
            decider=by.id,
            requester=case.requester_id or case.opened_by_id,
            preparers={case.handler_id, newest.assessed_by_id, *(each.gathered_by_id for each in gathered)},
            preparer_may_decide=authority.preparer_may_decide and outcome in rules.BY_ITS_PREPARER,
        ),
        rules.decider_did_not_refuse(decider=by.id, refused_by=queries.refused_by(case)),
        rules.decider_has_authority(
            held=by.roles, needed=authority.roles, minimum=authority.row.minimum
        ),  # 6
    )
    return Sitting(case=case, assessment=newest, gathered=tuple(gathered), authority=authority.row.id)


def faults(
    sitting: Sitting,
    outcome: DecisionOutcome,
    reasoning: Reasoning,
    basis: assessment.Basis,
) -> list[FieldError]:
    """List the answers this outcome must give and does not, and every finding of the basis left unmarked.

    Raises:
        Conflict: the case was assessed again since the decider looked.
    """
    if reasoning.assessment not in (None, sitting.assessment.number):
        raise Conflict(_("The case was assessed again since you looked. Look at the findings again."))
    return [
        *rules.unanswered(reasoning, outcome=outcome, has_agreement=bool(basis.agreement_reference)),
        *rules.unmarked(reasoning.marks, basis.findings),
    ]


def draw_up(
    sitting: Sitting,
    outcome: DecisionOutcome,
    reasoning: Reasoning,
    basis: assessment.Basis,
    *,
    by: Actor,
    at: datetime,
    **more: Any,
) -> Decision:
    """Draw up a decision from the decider's words; nothing is stored yet."""
    marks = rules.with_reasons(reasoning.marks, basis.findings)
    words = asdict(replace(reasoning, marks=marks))
    del words["assessment"]
    return Decision(
        owner_id=sitting.case.owner_id,
        case=sitting.case,
        version=queries.next_version(sitting.case),
        assessment=sitting.assessment,
        outcome=outcome,
        decided_at=at,
        decided_by_id=by.id,
        authority=sitting.authority,
        data_key=sitting.case.data_key,
        **{**words, "marks": list(words["marks"]), **more},
    )


def conclude(sitting: Sitting, decision: Decision, *, by: Actor, at: datetime) -> None:
    """Store the decision, move the case, close what waited for it, and ask for what follows."""
    case, outcome = sitting.case, DecisionOutcome(decision.outcome)
    decision.given_from = queries.given_from(case, outcome, at=at)
    decision.save(force_insert=True)
    act, stage = STAGES[outcome]
    if decision.given_from is not None:
        stage = Stage.ANSWER_WAITING
    told = outcome in TOLD_AT_ONCE and decision.given_from is None
    moves.move(case=case, to=stage, act=act, by=by, at=at, is_shown_to_requester=told)
    detail(decision=decision.version, outcome=outcome.value, authority=decision.authority)
    if outcome in (DecisionOutcome.DISCLOSE_FULL, DecisionOutcome.DISCLOSE_PARTIAL):
        due_at = decision.lapses_at or at
        task = case_task(case, TaskKind.PREPARE_PACKAGE, due_at=due_at, account=case.handler_id)
        open_task(task=task, by=by, at=at)
    if told:
        tell_the_answer(case, by=by, at=at)


def tell_the_answer(case: SharingCase, *, by: Actor, at: datetime) -> None:
    """Tell whoever asked that there is an answer."""
    address = "" if case.requester_id else intake.request_of(case).requester_email
    queue(notice=notice_to_requester(case, NoticeKind.REQUEST_ANSWERED, address), by=by, at=at)
