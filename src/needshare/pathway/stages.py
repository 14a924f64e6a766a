"""The whole map on one screen: every move a sharing case can make, who may make it, and when.

Buttons, checks, API answers and the diagram in the documents are all read from MOVES.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from needshare.accounts.terms import Role
from needshare.kernel import gettext_noop as _

from .terms import RequesterStatus, Stage

ASKERS = (Role.PARTNER_USER, Role.PARTNER_CONTACT_POINT)
HANDLERS = (Role.DISCLOSURE_OFFICER, Role.INFORMATION_MANAGEMENT)
# Returning, redirecting, holding and closing are part of assessing and of ending a case: deciders too.
ASSESSORS = (*HANDLERS, Role.DECISION_MAKER)
HOLDERS = (*ASSESSORS, Role.SUPERVISOR)
RECORDERS = (Role.OFFICER, *HOLDERS)
DECIDERS = (*HOLDERS, Role.SIRO)
NEITHER = (Role.SUPERVISOR, Role.INFORMATION_MANAGEMENT)  # an inspector or information management (11.3)
REOPENERS = DECIDERS
CHECKERS = (Role.SECOND_CHECKER, *HANDLERS)
# Whoever a package may be addressed to: at an agency, or at another force; never an administrator.
RECIPIENTS = (
    *ASKERS,
    *HANDLERS,
    Role.OFFICER,
    Role.DECISION_MAKER,
    Role.SUPERVISOR,
)
# A member of the public with a one-time link: never a role of an account (receipt/actions/link.py).
LINK_HOLDER = "link_holder"

OPEN_TO_HANDLER = (
    Stage.RECEIVED,
    Stage.VERIFYING_REQUESTER,
    Stage.UNDER_ASSESSMENT,
    Stage.AWAITING_DECISION,
    Stage.REFERRED,
)
DECIDED_TO_SHARE = (Stage.APPROVED, Stage.APPROVED_IN_PART)
NOT_YET_RELEASED = (*DECIDED_TO_SHARE, Stage.PREPARED, Stage.SECOND_CHECKED)
HELD_FROM = (*OPEN_TO_HANDLER, *NOT_YET_RELEASED)
# Answers that say nothing of what is held; before the requester sees one, it waits the same time as every
# other of its class, so that the time tells no more than the words (domain reference 1.9.5, 2.10).
SAYING_NOTHING = (Stage.NOT_HELD, Stage.NEITHER_CONFIRMED_NOR_DENIED)
ANSWERED_WITHOUT_SHARING = (
    Stage.REFUSED,
    Stage.NOT_HELD,
    Stage.NEITHER_CONFIRMED_NOR_DENIED,
    Stage.DEFERRED,
)
# Up to its answer a request can be withdrawn: refusing that after an approval would tell of the approval.
NOT_ANSWERED = (
    Stage.DRAFT,
    Stage.RETURNED_FOR_MORE,
    Stage.ON_HOLD,
    *OPEN_TO_HANDLER,
    *NOT_YET_RELEASED,
    Stage.ANSWER_WAITING,
    Stage.DEFERRED,
)
DONE = (Stage.CLOSED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: the act that makes it, from where to where, by whom, and on what condition.

    A move made `by_itself` can also be made by the worker; none of those shares anything.
    """

    act: str
    source: Stage
    target: Stage
    roles: tuple[str, ...]
    label: str
    condition: str = ""
    by_itself: bool = False


def _from(
    sources: Iterable[Stage],
    target: Stage,
    act: str,
    roles: tuple[str, ...],
    label: str,
    condition: str = "",
    *,
    by_itself: bool = False,
) -> tuple[Move, ...]:
    return tuple(Move(act, source, target, roles, label, condition, by_itself) for source in sources)


MOVES: tuple[Move, ...] = (
    Move(
        "intake.submit",
        Stage.DRAFT,
        Stage.RECEIVED,
        (*ASKERS, *RECORDERS),
        _("Send the request"),
        _("every required answer is given and declared"),
    ),
    Move(
        "intake.resubmit",
        Stage.RETURNED_FOR_MORE,
        Stage.RECEIVED,
        (*ASKERS, *RECORDERS),
        _("Send the request again"),
        _("every required answer is given and declared"),
    ),
    Move(
        "pathway.claim",
        Stage.RECEIVED,
        Stage.VERIFYING_REQUESTER,
        HANDLERS,
        _("Claim the case"),
        _("nobody else handles it"),
    ),
    Move(
        "pathway.assign",
        Stage.RECEIVED,
        Stage.VERIFYING_REQUESTER,
        (*HANDLERS, Role.SUPERVISOR),
        _("Give the case to a handler"),
        _("a reason, and a person who handles requests"),
    ),
    Move(
        "intake.verify",
        Stage.VERIFYING_REQUESTER,
        Stage.UNDER_ASSESSMENT,
        HANDLERS,
        _("Record that the requester is verified"),
        _("organisation, person, authority and destination are each evidenced"),
    ),
    Move(
        "intake.verify",
        Stage.VERIFYING_REQUESTER,
        Stage.ON_HOLD,
        HANDLERS,
        _("Record that the requester is not verified"),
        _("what fails is named"),
    ),
    *_from(
        (Stage.RECEIVED, Stage.VERIFYING_REQUESTER, Stage.UNDER_ASSESSMENT),
        Stage.RETURNED_FOR_MORE,
        "intake.return_for_more",
        ASSESSORS,
        _("Return for more"),
        _("what is missing is named"),
    ),
    *_from(
        (Stage.RECEIVED, Stage.VERIFYING_REQUESTER, Stage.UNDER_ASSESSMENT),
        Stage.REDIRECTED,
        "intake.redirect",
        ASSESSORS,
        _("Redirect to another route"),
        _("the right route is named"),
    ),
    *_from(
        NOT_ANSWERED,
        Stage.WITHDRAWN,
        "intake.withdraw",
        (*ASKERS, *RECORDERS),
        _("Withdraw the request"),
    ),
    *_from(
        HELD_FROM,
        Stage.ON_HOLD,
        "pathway.hold",
        HOLDERS,
        _("Put on hold"),
        _("a reason and a date to look again; the worker, where an interest is to be declared or explained"),
        by_itself=True,
    ),
    Move(
        "assessment.put_forward",
        Stage.UNDER_ASSESSMENT,
        Stage.AWAITING_DECISION,
        HANDLERS,
        _("Put forward for decision"),
        _("an assessment of what is put forward is stored"),
    ),
    Move(
        "decision.send_back",
        Stage.AWAITING_DECISION,
        Stage.UNDER_ASSESSMENT,
        DECIDERS,
        _("Send back for more assessment"),
        _("a reason"),
    ),
    Move(
        "decision.send_back",
        Stage.REFERRED,
        Stage.UNDER_ASSESSMENT,
        (*DECIDERS, Role.DPO),
        _("Send back for more assessment"),
        _("a reason"),
    ),
    Move(
        "decision.approve",
        Stage.AWAITING_DECISION,
        Stage.APPROVED,
        DECIDERS,
        _("Approve"),
        _("authority, separation of duties, every test met or answered"),
    ),
    Move(
        "decision.approve_in_part",
        Stage.AWAITING_DECISION,
        Stage.APPROVED_IN_PART,
        DECIDERS,
        _("Approve in part"),
        _("authority, separation of duties, a reason for each item withheld"),
    ),
    Move(
        "decision.refuse",
        Stage.AWAITING_DECISION,
        Stage.REFUSED,
        DECIDERS,
        _("Refuse"),
        _("the harm of not sharing is answered"),
    ),
    Move(
        "decision.refer",
        Stage.AWAITING_DECISION,
        Stage.REFERRED,
        DECIDERS,
        _("Refer"),
        _("to whom, the question and a date"),
    ),
    Move(
        "decision.not_held",
        Stage.AWAITING_DECISION,
        Stage.NOT_HELD,
        DECIDERS,
        _("Answer: not held"),
        _("the scope of the search is recorded"),
    ),
    Move(
        "decision.neither_confirm_nor_deny",
        Stage.AWAITING_DECISION,
        Stage.NEITHER_CONFIRMED_NOR_DENIED,
        NEITHER,
        _("Neither confirm nor deny"),
        _("inspector or information management"),
    ),
    *(
        Move(act, Stage.AWAITING_DECISION, Stage.ANSWER_WAITING, roles, label, condition)
        for act, roles, label, condition in (
            ("decision.not_held", DECIDERS, _("Answer: not held"), _("the scope of the search is recorded")),
            (
                "decision.neither_confirm_nor_deny",
                NEITHER,
                _("Neither confirm nor deny"),
                _("inspector or information management"),
            ),
        )
    ),
    *(
        Move(
            "decision.give_answer",
            Stage.ANSWER_WAITING,
            answer,
            (),
            _("Give the answer"),
            _("its fixed time is over"),
            by_itself=True,
        )
        for answer in SAYING_NOTHING
    ),
    Move(
        "decision.defer",
        Stage.AWAITING_DECISION,
        Stage.DEFERRED,
        DECIDERS,
        _("Defer"),
        _("a date to decide again"),
    ),
    *_from(
        (*NOT_YET_RELEASED, Stage.ANSWER_WAITING, *ANSWERED_WITHOUT_SHARING),
        Stage.AWAITING_DECISION,
        "decision.reopen",
        REOPENERS,
        _("Reopen the decision"),
        _("a reason; the decision in force is set aside"),
        by_itself=True,
    ),
    *_from(
        DECIDED_TO_SHARE,
        Stage.PREPARED,
        "disclosure.prepare",
        HANDLERS,
        _("Prepare the package"),
        _("a decision in force"),
    ),
    Move(
        "disclosure.check",
        Stage.PREPARED,
        Stage.SECOND_CHECKED,
        CHECKERS,
        _("Pass the second check"),
        _("a person other than the preparer has seen the exact bytes"),
    ),
    *(
        Move(
            "disclosure.send_back",
            Stage.PREPARED,
            target,
            CHECKERS,
            _("Send back to preparation"),
            _("what is wrong is named"),
        )
        for target in DECIDED_TO_SHARE
    ),
    Move(
        "disclosure.release",
        Stage.SECOND_CHECKED,
        Stage.RELEASED,
        HANDLERS,
        _("Release"),
        _("right information, person, agency, time and way"),
    ),
    Move(
        "receipt.acknowledge",
        Stage.RELEASED,
        Stage.ACKNOWLEDGED,
        (*RECIPIENTS, LINK_HOLDER),
        _("Acknowledge receipt"),
        _("the named recipient has opened the package"),
    ),
    Move(
        "receipt.close_uncollected",
        Stage.RELEASED,
        Stage.CLOSED,
        ASSESSORS,
        _("Close: not collected"),
        _("it lapsed"),
    ),
    *_from(
        (
            Stage.ACKNOWLEDGED,
            Stage.REDIRECTED,
            Stage.REFUSED,
            Stage.NOT_HELD,
            Stage.NEITHER_CONFIRMED_NOR_DENIED,
        ),
        Stage.CLOSED,
        "pathway.close",
        ASSESSORS,
        _("Close the case"),
    ),
    *(
        Move(
            "pathway.resume",
            Stage.ON_HOLD,
            held_from,
            HOLDERS,
            _("Resume"),
            _("it returns to the stage it was held from"),
        )
        for held_from in HELD_FROM
    ),
)

SEEN_BY_REQUESTER: dict[Stage, RequesterStatus] = {
    Stage.DRAFT: RequesterStatus.DRAFT,
    Stage.RECEIVED: RequesterStatus.RECEIVED,
    Stage.RETURNED_FOR_MORE: RequesterStatus.MORE_NEEDED,
    Stage.REFUSED: RequesterStatus.ANSWERED,
    Stage.NOT_HELD: RequesterStatus.ANSWERED,
    Stage.NEITHER_CONFIRMED_NOR_DENIED: RequesterStatus.ANSWERED,
    Stage.RELEASED: RequesterStatus.READY_TO_COLLECT,
    Stage.ACKNOWLEDGED: RequesterStatus.ACKNOWLEDGED,
    Stage.REDIRECTED: RequesterStatus.REDIRECTED,
    Stage.WITHDRAWN: RequesterStatus.WITHDRAWN,
    Stage.CLOSED: RequesterStatus.CLOSED,
}


def seen_by_requester(stage: Stage) -> RequesterStatus:
    """Return what the requester is told of a stage; anything between says only "being considered"."""
    return SEEN_BY_REQUESTER.get(stage, RequesterStatus.BEING_CONSIDERED)


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """List the moves that leave a stage, in the order of the map."""
    return tuple(move for move in MOVES if move.source == stage)


def find_move(act: str, source: Stage, target: Stage) -> Move | None:
    """Find the one move an act makes between two stages, or None if the map has none."""
    for move in MOVES:
        if (move.act, move.source, move.target) == (act, source, target):
            return move
    return None
