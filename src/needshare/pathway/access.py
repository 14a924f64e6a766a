"""Who may see or move a sharing case; every condition is in the access pack, none is here."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.checks import CheckMessage, Error
from django.db.models import Q

from needshare.accounts.terms import PARTNER_ROLES, Role
from needshare.kernel import Actor, Finding, not_met, require
from needshare.policy import (
    AccessSubject,
    Pack,
    Resource,
    check,
    current_pack,
    may,
    resource,
    visible,
    visible_by,
)
from needshare.policy.to_branches import Branch, Walk, to_branches
from needshare.policy.to_q import NOTHING, Fields, to_q

from .stages import DONE, LINK_HOLDER, MOVES, Move
from .terms import Stage

if TYPE_CHECKING:
    from .models import SharingCase

COLUMNS = {
    "owner": "owner_id",
    "requesting_organisation": "requesting_organisation_id",
    "requester": "requester_id",
    "recorded_by": "opened_by_id",
    "handler": "handler_id",
    "stage": "stage",
    "compartment": "compartment_id",
}

REASON_NEEDED = "reason_needed"
FEW = 4  # stages that are looked up one by one
# Who may do these need not look into the case to do them.
BY_INDEX = ("case.claim", "case.hand_over", "case.enclose")

# The verbs of the access pack that let a person make the moves of an act. A check at start compares the
# roles of each move with those the pack lets use these verbs: neither can drift from the other.
VERBS: dict[str, tuple[str, ...]] = {
    "intake.submit": ("request.submit", "request.record"),
    "intake.resubmit": ("request.resubmit",),
    "intake.verify": ("request.verify",),
    "intake.return_for_more": ("request.return",),
    "intake.redirect": ("request.redirect",),
    "intake.withdraw": ("request.withdraw",),
    "pathway.claim": ("case.claim",),
    "pathway.assign": ("case.hand_over",),
    "pathway.hold": ("case.hold",),
    "pathway.resume": ("case.hold",),
    "pathway.close": ("case.close",),
    "assessment.put_forward": ("case.assess",),
    "decision.give_answer": (),  # by the worker alone
    "decision.neither_confirm_nor_deny": ("case.neither",),
    "decision.reopen": ("case.reopen",),
    "disclosure.prepare": ("package.prepare",),
    "disclosure.check": ("package.check",),
    "disclosure.send_back": ("package.check",),
    "disclosure.release": ("package.release",),
    "receipt.acknowledge": ("package.acknowledge",),
    "receipt.close_uncollected": ("case.close",),
}


def visible_cases(viewer: Actor, verb: str = "case.view") -> Q:
    """Return the condition of the cases a viewer may open, or with `case.list`, may know of."""
    return to_q(visible(verb, viewer), fields(viewer))


def fields(viewer: Actor) -> Fields:
    """Say where the facts of a case are found, as they are when the viewer was recognised."""
    at = viewer.known_at
    return {
        **COLUMNS,
        "is_unhandled": "handler__isnull",
        "audience": lambda ids: NOTHING if at is None else Q(id__shown_to=(at, *as_ids(ids))),
        "opened_in_emergency_by": lambda ids: (
            NOTHING if at is None else Q(id__opened_in_emergency_by=(at, *as_ids(ids)))
        ),
        "conflicted": lambda ids: Q(id__conflicts_with=as_ids(ids)),
    }


def index_branches(viewer: Actor, stages: Collection[str] = ()) -> tuple[Branch, ...]:
    """Return the cases a viewer may know of, as the branches that a long list of them is merged from.

    Named stages narrow each branch in the way its index is walked best: a few of them one by one, and where
    all of them still need something done, past the cases that are over.
    """
    at = viewer.known_at
    is_open = bool(stages) and not set(stages) & set(DONE)

    def shown_to(principal: str) -> Walk:
        shown = NOTHING if at is None else in_force(principal, at)
        return Walk("audiences", "case_id", shown & Q(is_open=True) if is_open else shown)

    branches = to_branches(visible_by("case.list", viewer), fields(viewer), {"audience": shown_to})
    if not stages:
        return branches
    named = sorted(str(stage) for stage in stages)
    all_at_once, one_by_one = [Q(stage__in=named)], [Q(stage=stage) for stage in named]
    return tuple(
        Branch(condition & at_stage, walk)
        for condition, walk in branches
        for at_stage in (one_by_one if walk is None and len(named) <= FEW else all_at_once)
    )


def in_force(principal: str, at: datetime) -> Q:
    """Say that a row of an audience shows its case to a principal at an instant."""
    is_open = Q(until_at__isnull=True) | Q(until_at__gt=at)
    return Q(principal=UUID(principal), ended_at__isnull=True) & is_open


def as_resource(case: "SharingCase", **shown: Any) -> Resource:
    """Tell the pack what it may judge a step in a case by; whom it is shown to only where that is given."""
    return resource(
        **{fact: getattr(case, column) for fact, column in COLUMNS.items()},
        is_unhandled=case.handler_id is None,
        unit=case.handler.unit_id if case.handler else None,
        **shown,
    )


def reason_needed() -> Finding:
    """Say that a case is opened by whoever says why."""
    refusal = current_pack().verbs["case.view"].refusal
    return not_met(refusal, test="access", code=REASON_NEEDED, sources=("A3", "B13"))


def as_ids(given: Iterable[str]) -> tuple[UUID, ...]:
    """Turn ids that policy writes as text into ids, in a fixed order."""
    return tuple(UUID(each) for each in sorted(given))


def must(verb: str, case: "SharingCase", by: Actor, **shown: Any) -> None:
    """Go on only if the pack lets the actor do this to this case, with what more is known of the act.

    Raises:
        Blocked: with the pack's reason.
    """
    require(judged(verb, case, by, **shown))


def judged(verb: str, case: "SharingCase", by: Actor, **shown: Any) -> Finding:
    """Judge a verb of the pack on a case with more that is known of the act."""
    return may(verb, by, as_resource(case, **shown))


def may_enclose(by: Actor) -> bool:
    """Tell whether somebody puts cases into compartments, for what pages offer."""
    return may("case.enclose", by, resource(owner=by.owner)).is_met


def must_admit(sponsor: UUID, by: Actor) -> None:
    """Go on only for who sponsors a compartment."""
    require(may("compartment.admit", by, resource(owner=by.owner, person=sponsor)))


def must_hold(verb: str, by: Actor) -> None:
    """Go on only if the pack lets the actor do this in the actor's own organisation.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may(verb, by, resource(owner=by.owner, requesting_organisation=by.owner)))


def must_list(by: Actor) -> None:
    """Go on only for who may come to know of a case at all, be it none today.

    Raises:
        Blocked: with the pack's reason.
    """
    shown = resource(
        owner=by.owner if by.is_force else None,
        requesting_organisation=None if by.is_force else by.owner,
        audience=by.principals,
        opened_in_emergency_by=(),
        conflicted=(),
        stage=Stage.RECEIVED.value,
    )
    require(may("case.list", by, shown))


def may_do(verb: str, case: "SharingCase", by: Actor, **shown: Any) -> bool:
    """Tell whether the pack lets the actor do this to this case, for what pages offer."""
    return judged(verb, case, by, **shown).is_met


def judge_of(case: "SharingCase", by: Actor, **shown: Any) -> Callable[[str], bool]:
    """Return what tells which verbs the pack lets the actor do to this case; what it is judged by is gathered once."""
    thing = as_resource(case, **shown)
    return lambda verb: may(verb, by, thing).is_met


def verbs_of(move: Move) -> tuple[str, ...]:
    """Name the verbs of the access pack that let a person make a move; a referral is answered by advice too."""
    if move.act.startswith("decision.") and move.act not in VERBS:
        return ("case.advise",) if move.source == Stage.REFERRED else ("case.decide",)
    return VERBS[move.act]


def roles_let(pack: Pack, verbs: tuple[str, ...], stage: Stage) -> frozenset[str]:
    """Name the roles that the pack lets use any of these verbs on some case at a stage."""
    return frozenset(
        role.value
        for role in Role
        for verb in verbs
        if any(check(pack, verb, _holder(role), thing).is_met for thing in _relations(stage))
    )


def _holder(role: Role) -> AccessSubject:
    is_force = role not in PARTNER_ROLES
    return AccessSubject(id="self", owner="own", is_force=is_force, roles=frozenset({role.value}), unit=None)


def _relations(stage: Stage) -> Iterator[Resource]:
    """Make a case in every relation to its handler, recorder and organisation that a ground may ask for."""
    who = ("self", "other")
    for owner, recorded_by, handler, requester in product(("own", "other"), who, who, who):
        asking = "other" if owner == "own" else "own"
        given: dict[str, Any] = {"owner": owner, "requesting_organisation": asking, "stage": stage.value}
        given |= {"recorded_by": recorded_by, "handler": handler, "requester": requester, "preparer": "other"}
        yield resource(**given, decided_by="other", escalated_to=Role, recipients=["self"], is_released=True)


def disagreements(pack: Pack) -> list[str]:
    """Say of each move whose roles the table and the pack give differently: which, and who."""
    found = {}
    for move in MOVES:
        on_the_map = frozenset(str(role) for role in move.roles) - {LINK_HOLDER}
        in_the_pack = roles_let(pack, verbs_of(move), move.source)
        if on_the_map != in_the_pack:
            differing = ", ".join(sorted(on_the_map ^ in_the_pack))
            found[f"{move.act} from {move.source}"] = differing
    return [f"{name}: {roles}" for name, roles in found.items()]


def map_agrees_with_pack(**_: Any) -> list[CheckMessage]:
    """Refuse to start while the table of moves and the access pack name different roles."""
    return [
        Error(f"The table of moves and the access pack differ on {each}.", id="needshare.E004")
        for each in disagreements(current_pack())
    ]
