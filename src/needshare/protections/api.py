"""What is kept apart, for the specialist unit: find, set, review, lift; the alerts and what becomes of them."""

from uuid import UUID

from needshare.api.routes import Call, Doorways

from . import actions
from .schemas import (
    AlertDecision,
    AlertShown,
    FlagAsked,
    FlagShown,
    LiftAsked,
    PeopleToProtect,
    PersonLookedFor,
    ReviewAsked,
    UnitDesk,
)

doorways = Doorways(tags=["What is kept apart"])


@doorways.read("/protections", needs="protection.work", answer=UnitDesk)
def desk(request: Call) -> UnitDesk:
    """List the alerts and the flags."""
    return UnitDesk.of(actions.open_desk(by=request.actor, at=request.at))


@doorways.look("/protections/find", needs="protection.work", answer=PeopleToProtect)
def find(request: Call, asked: PersonLookedFor) -> PeopleToProtect:
    """Find whom a flag is to be set on, without a trace in the ordinary log."""
    by, at = request.actor, request.at
    return PeopleToProtect.of(actions.find_person(terms=asked.terms(), reason=asked.reason, by=by, at=at))


@doorways.write("/protections", needs="protection.work", answer=FlagShown, status=201)
def set_flag(request: Call, asked: FlagAsked) -> FlagShown:
    """Set a silent flag; what it hides leaves the registers."""
    return FlagShown.of(actions.set_flag(flag=asked.flag(), by=request.actor, at=request.at))


@doorways.read("/protections/{uuid:flag_id}", needs="protection.work", answer=FlagShown)
def flag(request: Call, flag_id: UUID) -> FlagShown:
    """Show one flag with its reason, authority and story."""
    return FlagShown.of(actions.open_flag(flag_id=flag_id, by=request.actor, at=request.at))


@doorways.write("/protections/{uuid:flag_id}/reviews", needs="protection.work", answer=FlagShown)
def review(request: Call, flag_id: UUID, asked: ReviewAsked) -> FlagShown:
    """Say that a flag still holds, and when to look again."""
    done = actions.review(
        flag_id=flag_id, words=asked.words, review_on=asked.review_on, by=request.actor, at=request.at
    )
    return FlagShown.of(done)


@doorways.write("/protections/{uuid:flag_id}/lift", needs="protection.work", answer=FlagShown)
def lift(request: Call, flag_id: UUID, asked: LiftAsked) -> FlagShown:
    """Lift a flag; what it hid is back in the registers."""
    return FlagShown.of(actions.lift(flag_id=flag_id, words=asked.words, by=request.actor, at=request.at))


@doorways.read("/protections/alerts/{uuid:alert_id}", needs="protection.work", answer=AlertShown)
def alert(request: Call, alert_id: UUID) -> AlertShown:
    """Show who looked for somebody kept apart."""
    return AlertShown.of(actions.open_alert(alert_id=alert_id, by=request.actor, at=request.at))


@doorways.write(
    "/protections/alerts/{uuid:alert_id}/decisions", needs="protection.work", answer=AlertShown, status=201
)
def decide(request: Call, alert_id: UUID, asked: AlertDecision) -> AlertShown:
    """Decide what becomes of the answer, before it is given."""
    done = actions.decide(
        alert_id=alert_id, outward=asked.outward, words=asked.words, by=request.actor, at=request.at
    )
    return AlertShown.of(done)
