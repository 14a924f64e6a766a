"""Cases as staff of the force work them: the list, who handles one, hold and close; openings and askings."""

from uuid import UUID

from ninja import Query

from needshare.accounts import queries as accounts
from needshare.accounts.actions import compartments as circles
from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, page_of

from . import access, actions, queries
from .schemas.asking import (
    AccessAsked,
    AccessAwaited,
    AskingAnswered,
    AskingState,
    AskingToAnswer,
    HiddenHitShown,
    OwnAsking,
)
from .schemas.cases import (
    AssignmentAsked,
    CaseLine,
    CasesAsked,
    CaseState,
    HoldAsked,
    OpeningShown,
    ReasonGiven,
)
from .schemas.enclosing import (
    AdmissionSent,
    CompartmentLine,
    CompartmentSent,
    CompartmentShown,
    CompartmentsShown,
    EnclosureAsked,
    EnclosureShown,
    EnclosuresShown,
    RemovalSent,
)
from .schemas.interests import (
    ConflictAsked,
    ConflictNoted,
    DeclarationsAsked,
    DeclarationsKept,
    InterestSettled,
    InterestShown,
    InterestToSettle,
)
from .schemas.reviews import OpeningRead, OpeningReviewed, OpeningToReview, OpeningVerdict

doorways = Doorways(tags=["Cases"])


@doorways.read("/cases", needs="case.list", answer=Page[CaseLine])
def cases(request: Call, asked: Query[CasesAsked]) -> Page[CaseLine]:
    """List cases, newest first."""
    found = queries.worked_after(request.actor, after=asked.after, stages=asked.stage, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda case: case.id)
    return Page(items=[CaseLine.of(case) for case in rows], after=after)


@doorways.write(
    "/cases/{reference:reference}/claim", needs="case.claim", answer=CaseState, if_match=queries.must_still_be
)
def claim(request: Call, reference: str) -> CaseState:
    """Become the handler of a received case and begin verifying the requester."""
    return CaseState.of(actions.claim(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/assign",
    needs="case.hand_over",
    answer=CaseState,
    if_match=queries.must_still_be,
)
def assign(request: Call, reference: str, asked: AssignmentAsked) -> CaseState:
    """Give a case to another handler, with the reason."""
    case = actions.assign(
        reference=reference, to=asked.to, reason=asked.reason, by=request.actor, at=request.at
    )
    return CaseState.of(case)


@doorways.write(
    "/cases/{reference:reference}/hold", needs="case.hold", answer=CaseState, if_match=queries.must_still_be
)
def hold(request: Call, reference: str, asked: HoldAsked) -> CaseState:
    """Put a case on hold until a date, with the reason; the clock keeps running."""
    case = actions.hold(
        reference=reference, reason=asked.reason, until=asked.until, by=request.actor, at=request.at
    )
    return CaseState.of(case)


@doorways.write(
    "/cases/{reference:reference}/resume", needs="case.hold", answer=CaseState, if_match=queries.must_still_be
)
def resume(request: Call, reference: str) -> CaseState:
    """Take a case off hold, back to the stage it was held from."""
    return CaseState.of(actions.resume(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/close", needs="case.close", answer=CaseState, if_match=queries.must_still_be
)
def close(request: Call, reference: str) -> CaseState:
    """Close a case that has been answered or acknowledged."""
    return CaseState.of(actions.close(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    "/cases/{reference:reference}/openings", needs="case.give_reason", answer=OpeningShown, status=201
)
def declare_reason(request: Call, reference: str, asked: ReasonGiven) -> OpeningShown:
    """Open a case for a time, for a reason; one picked at random is asked for a fuller one first."""
    opened = actions.declare_reason(
        reference=reference, reason=asked.as_reason(), by=request.actor, at=request.at
    )
    return OpeningShown.of(opened)


@doorways.write(
    "/cases/{reference:reference}/emergency-openings",
    needs="case.open_in_emergency",
    answer=OpeningShown,
    status=201,
)
def open_in_emergency(request: Call, reference: str, asked: ReasonGiven) -> OpeningShown:
    """Open a case at once in an emergency; who answers for it and professional standards are told."""
    opened = actions.open_in_emergency(
        reference=reference, reason=asked.as_reason(), by=request.actor, at=request.at
    )
    return OpeningShown.of(opened)


@doorways.read("/openings", needs="opening.review", answer=Page[OpeningToReview])
def openings(request: Call) -> Page[OpeningToReview]:
    """List the openings that wait for your verdict, newest first, at most fifty."""
    found = queries.reviews_waiting(request.actor)[: queries.PAGE]
    return Page(items=[OpeningToReview.of(each) for each in found], after=None)


@doorways.look("/openings/{uuid:review_id}/open", needs="opening.review", answer=OpeningRead)
def look_at_opening(request: Call, review_id: UUID) -> OpeningRead:
    """Read why somebody opened a case for a reason or in an emergency."""
    return OpeningRead.of(actions.look_at_opening(review_id=review_id, by=request.actor, at=request.at))


@doorways.write("/openings/{uuid:review_id}/verdict", needs="opening.review", answer=OpeningVerdict)
def review_opening(request: Call, review_id: UUID, asked: OpeningReviewed) -> OpeningVerdict:
    """Say whether the reason of somebody else's opening stands."""
    found = actions.review_opening(
        review_id=review_id, verdict=asked.verdict, words=asked.words, by=request.actor, at=request.at
    )
    return OpeningVerdict.of(found)


@doorways.write("/access-requests", needs="access.ask", answer=AccessAwaited, status=201)
def ask_for_access(request: Call, asked: AccessAsked) -> AccessAwaited:
    """Ask for access by a reference; the answer is the same whether or not anything stands under it."""
    asking = actions.ask_for_access(
        reference=asked.reference,
        purpose=asked.purpose,
        words=asked.words,
        force=asked.force or "",
        by=request.actor,
        at=request.at,
    )
    return AccessAwaited.of(asking)


@doorways.read("/access-requests", needs="access.ask", answer=Page[OwnAsking])
def askings(request: Call) -> Page[OwnAsking]:
    """List what you asked for and what came of it, newest first, at most fifty."""
    queries.must_be_able_to_ask(viewer=request.actor)
    rows = [OwnAsking.of(each) for each in queries.own_askings(request.actor)]
    return Page(items=rows, after=None)


@doorways.read("/access-requests/waiting", needs="access.ask", answer=Page[AskingToAnswer])
def askings_waiting(request: Call) -> Page[AskingToAnswer]:
    """List the requests for access that wait for your answer, oldest first, at most fifty."""
    queries.must_be_able_to_ask(viewer=request.actor)
    rows = [AskingToAnswer.of(each) for each in queries.askings_to_answer(request.actor)]
    return Page(items=rows, after=None)


@doorways.write("/access-requests/{uuid:asking}/answer", needs="access.answer", answer=AskingState)
def answer_asking(request: Call, asking: UUID, asked: AskingAnswered) -> AskingState:
    """Give somebody access to a case for a time, or not, with the reason."""
    found = actions.answer_asking(
        request_id=asking, verdict=asked.verdict, words=asked.words, by=request.actor, at=request.at
    )
    return AskingState.of(found)


@doorways.write("/hidden-hits/open", needs="access.answer", answer=Page[HiddenHitShown])
def open_hidden_hits(request: Call) -> Page[HiddenHitShown]:
    """Read who searched for what your cases are about while the cases were hidden from them, newest first."""
    found = actions.look_at_hidden_hits(by=request.actor, at=request.at)
    return Page(items=[HiddenHitShown.of(each) for each in found], after=None)


@doorways.read("/compartments", needs="compartment.list", answer=CompartmentsShown)
def compartments(request: Call) -> CompartmentsShown:
    """List the compartments the caller may know of; a code name is all that shows outside."""
    access.must_hold("compartment.list", request.actor)
    inside = request.actor.compartments
    return CompartmentsShown(
        items=[CompartmentLine.of(each, inside) for each in accounts.compartments(request.actor)]
    )


@doorways.write("/compartments", needs="compartment.open", answer=CompartmentLine, status=201)
def open_compartment(request: Call, asked: CompartmentSent) -> CompartmentLine:
    """Open a compartment under a code name; its sponsor is in it from the start."""
    made = circles.open_compartment(**asked.model_dump(), by=request.actor, at=request.at)
    return CompartmentLine.of(made, request.actor.compartments)


@doorways.read("/compartments/{uuid:compartment_id}", needs="compartment.list", answer=CompartmentShown)
def compartment(request: Call, compartment_id: UUID) -> CompartmentShown:
    """Show to somebody inside what a compartment is for, who is in it and which cases are."""
    circle, people = circles.look_into_compartment(
        compartment_id=compartment_id, by=request.actor, at=request.at
    )
    return CompartmentShown.whole(circle, people, queries.cases_inside(circle.id, viewer=request.actor))


@doorways.write(
    "/compartments/{uuid:compartment_id}/people", needs="compartment.admit", answer=CompartmentLine
)
def bring_in(request: Call, compartment_id: UUID, asked: AdmissionSent) -> CompartmentLine:
    """Bring a person into a compartment, until a time or until they are taken out."""
    circles.bring_in(compartment_id=compartment_id, **asked.model_dump(), by=request.actor, at=request.at)
    return _line(request, compartment_id)


@doorways.write(
    "/compartments/{uuid:compartment_id}/people/remove", needs="compartment.admit", answer=CompartmentLine
)
def take_out(request: Call, compartment_id: UUID, asked: RemovalSent) -> CompartmentLine:
    """Take a person out of a compartment: nothing in it is there for them any more."""
    circles.take_out(compartment_id=compartment_id, **asked.model_dump(), by=request.actor, at=request.at)
    return _line(request, compartment_id)


def _line(request: Call, compartment_id: UUID) -> CompartmentLine:
    found = accounts.compartment(compartment_id, viewer=request.actor)
    return CompartmentLine.of(found, request.actor.compartments)


@doorways.write(
    "/cases/{reference:reference}/compartment", needs="case.enclose", answer=EnclosureShown, status=201
)
def propose_enclosure(request: Call, reference: str, asked: EnclosureAsked) -> EnclosureShown:
    """Propose to put a case into a compartment, or to take it out; a second person approves it."""
    proposal = actions.propose_enclosure(
        reference=reference,
        compartment_id=asked.compartment,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return EnclosureShown.of(proposal)


@doorways.read("/enclosures", needs="case.enclose", answer=EnclosuresShown)
def enclosures(request: Call) -> EnclosuresShown:
    """List the proposals about cases and compartments that wait for a second person."""
    access.must_hold("case.enclose", request.actor)
    return EnclosuresShown(
        items=[EnclosureShown.of(each) for each in queries.enclosures_waiting(request.actor)]
    )


@doorways.write("/enclosures/{uuid:proposal_id}/approve", needs="case.enclose", answer=EnclosureShown)
def approve_enclosure(request: Call, proposal_id: UUID) -> EnclosureShown:
    """Approve a proposal: from now on the case is inside, or there again."""
    return EnclosureShown.of(
        actions.approve_enclosure(proposal_id=proposal_id, by=request.actor, at=request.at)
    )


@doorways.write("/enclosures/{uuid:proposal_id}/refuse", needs="case.enclose", answer=EnclosureShown)
def refuse_enclosure(request: Call, proposal_id: UUID) -> EnclosureShown:
    """Refuse a proposal: nothing changes."""
    return EnclosureShown.of(
        actions.refuse_enclosure(proposal_id=proposal_id, by=request.actor, at=request.at)
    )


@doorways.write("/declarations", needs="interest.declare", answer=DeclarationsKept)
def declare_interests(request: Call, asked: DeclarationsAsked) -> DeclarationsKept:
    """Keep what you declare of yourself, in the place of what you declared before."""
    kept = actions.declare_interests(interest=asked.as_interest(), by=request.actor, at=request.at)
    return DeclarationsKept(declared_at=kept.declared_at)


@doorways.write(
    "/cases/{reference:reference}/conflicts", needs="case.declare_conflict", answer=ConflictNoted, status=201
)
def declare_conflict(request: Call, reference: str, asked: ConflictAsked) -> ConflictNoted:
    """Step out of a case because you know somebody it is about; it does not exist for you any more."""
    case = actions.declare_conflict(reference=reference, words=asked.words, by=request.actor, at=request.at)
    return ConflictNoted(reference=case.reference)


@doorways.read("/interests", needs="conflict.settle", answer=Page[InterestToSettle])
def interests(request: Call) -> Page[InterestToSettle]:
    """List the interests that wait for somebody independent, oldest first, at most fifty."""
    rows = [InterestToSettle.of(each) for each in queries.checks_waiting(request.actor)]
    return Page(items=rows, after=None)


@doorways.write("/interests/{uuid:check}/settle", needs="conflict.settle", answer=InterestShown)
def settle_check(request: Call, check: UUID, asked: InterestSettled) -> InterestShown:
    """Settle an interest: explained, or a conflict; the case goes on."""
    found = actions.settle_check(
        check_id=check,
        outcome=asked.outcome,
        words=asked.words,
        to=asked.to,
        by=request.actor,
        at=request.at,
    )
    return InterestShown.of(found)
