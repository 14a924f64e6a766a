"""What a person can do next with a case: the moves of the map, and the work within a stage."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from needshare.accounts.terms import Role
from needshare.assessment import queries as assessment
from needshare.kernel import Actor, gettext_noop as _
from needshare.pathway import access, queries as pathway
from needshare.pathway.stages import NOT_YET_RELEASED, OPEN_TO_HANDLER
from needshare.pathway.terms import Stage

if TYPE_CHECKING:
    from needshare.disclosure.models import Package
    from needshare.pathway.models import SharingCase

PACKAGED = (Stage.PREPARED, Stage.SECOND_CHECKED, Stage.RELEASED, Stage.ACKNOWLEDGED, Stage.CLOSED)
BEFORE_DECIDER = (Stage.AWAITING_DECISION, Stage.REFERRED)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done: its words, its page, what it needs, how it is shown, if it is a step."""

    label: str
    page: str
    verb: str
    acts: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    kind: str = "secondary"
    is_post: bool = False
    is_step: bool = True


ANSWERS = (
    "decision.approve",
    "decision.approve_in_part",
    "decision.refuse",
    "decision.refer",
    "decision.not_held",
    "decision.neither_confirm_nor_deny",
    "decision.defer",
)
OFFERS = (
    Offer(
        _("Claim the case"), "pathway:claim", "case.claim", ("pathway.claim",), kind="primary", is_post=True
    ),
    Offer(_("Verify the requester"), "intake:verify", "request.verify", ("intake.verify",), kind="primary"),
    Offer(
        _("Search, gather and assess"),
        "assessment:work",
        "case.assess",
        stages=(Stage.UNDER_ASSESSMENT,),
        kind="primary",
    ),
    Offer(_("Decide"), "decision:decide", "case.decide", ANSWERS, kind="primary"),
    Offer(
        _("Prepare the package"),
        "disclosure:prepare",
        "package.prepare",
        ("disclosure.prepare",),
        kind="primary",
    ),
    Offer(
        _("Make the second check"), "disclosure:check", "package.check", ("disclosure.check",), kind="primary"
    ),
    Offer(_("Release"), "disclosure:release", "package.release", ("disclosure.release",), kind="primary"),
    Offer(
        _("Take off hold"), "pathway:resume", "case.hold", ("pathway.resume",), kind="primary", is_post=True
    ),
    Offer(
        _("Close the case"), "pathway:close", "case.close", ("pathway.close",), kind="primary", is_post=True
    ),
    Offer(
        _("Close as not collected"), "receipt:close_uncollected", "case.close", ("receipt.close_uncollected",)
    ),
    Offer(_("Look at the package"), "disclosure:package", "package.inspect", stages=PACKAGED, is_step=False),
    Offer(_("Answer the referral"), "decision:send_back", "case.advise", stages=(Stage.REFERRED,)),
    Offer(_("Send back for more assessment"), "decision:send_back", "case.decide", ("decision.send_back",)),
    Offer(
        _("Who was asked"),
        "consultations:of_case",
        "case.view",
        stages=(*OPEN_TO_HANDLER, *NOT_YET_RELEASED, Stage.ON_HOLD),
        is_step=False,
    ),
    Offer(_("Return for more"), "intake:return_for_more", "request.return", ("intake.return_for_more",)),
    Offer(_("Redirect to another route"), "intake:redirect", "request.redirect", ("intake.redirect",)),
    Offer(_("Put on hold"), "pathway:hold", "case.hold", ("pathway.hold",)),
    Offer(
        _("Hand over"),
        "pathway:assign",
        "case.hand_over",
        stages=(Stage.RECEIVED, Stage.VERIFYING_REQUESTER, Stage.UNDER_ASSESSMENT, Stage.AWAITING_DECISION),
    ),
    Offer(_("Compartment"), "pathway:enclose", "case.enclose", stages=tuple(set(Stage) - {Stage.DRAFT})),
    Offer(
        _("Say that I know somebody in it"),
        "pathway:declare_conflict",
        "case.declare_conflict",
        stages=(*OPEN_TO_HANDLER, *NOT_YET_RELEASED, Stage.ON_HOLD),
        is_step=False,
    ),
    Offer(_("Reopen the decision"), "decision:reopen", "case.reopen", ("decision.reopen",)),
)


def offers_for(case: "SharingCase", *, viewer: Actor, package: "Package | None" = None) -> list[Offer]:
    """List what this viewer can do with a case now, the one step forward first.

    Without its package, what depends on who made and decided that is judged by role alone.
    """
    acts = {move.act for move in pathway.moves_open_to(case, viewer=viewer)}
    may_do = access.judge_of(case, viewer, **_known_of(case, package, viewer))
    found: dict[str, Offer] = {}
    for offer in OFFERS:
        is_possible = acts.intersection(offer.acts) or case.stage in offer.stages
        if is_possible and may_do(offer.verb):
            found.setdefault(offer.page, offer)
    return list(found.values())


def _known_of(case: "SharingCase", package: "Package | None", viewer: Actor) -> dict[str, Any]:
    """Gather what else the pack judges by: who made the package, whom the authority table asks for."""
    if package is not None:
        return {"preparer": package.prepared_by_id, "decided_by": package.decided_by_id}
    if case.stage in BEFORE_DECIDER and viewer.has_role(Role.SIRO):
        return {"escalated_to": assessment.escalated_to(case)}
    return {}
