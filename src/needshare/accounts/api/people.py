"""People, for those who keep them: the same acts as on their pages."""

from uuid import UUID

from needshare.accounts import access, actions, queries
from needshare.accounts.schemas.people import (
    ClearanceSent,
    PersonInvited,
    PersonShown,
    PersonState,
    TrainingSent,
    UnitSent,
    VettingSent,
    WhySent,
)
from needshare.api.routes import Call

from .own import doorways

unchanged = queries.person_must_still_be


def username_of(request: Call, person_id: UUID) -> str:
    """Return how acts name a person whom the caller may know of."""
    return queries.person(person_id, request.actor).username


@doorways.read("/people/{uuid:person_id}", needs="person.view", answer=PersonShown)
def person(request: Call, person_id: UUID) -> PersonShown:
    """Show one person: what they are trusted with, and what waits for approval."""
    access.must_keep_people(request.actor)
    found = queries.person(person_id, request.actor)
    return PersonShown.of(
        found,
        queries.open_proposals(request.actor).filter(account=found.pk),
        queries.open_invitation(found.pk, request.actor),
    )


@doorways.write("/people", needs="person.add", answer=PersonState, status=201)
def invite(request: Call, asked: PersonInvited) -> PersonState:
    """Add a person; the invitation goes to their work address, and no token shows it."""
    account = actions.invite(
        organisation=asked.organisation,
        username=asked.username,
        person=asked.person(),
        roles=asked.roles,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/invitations", needs="person.change", answer=PersonState, if_match=unchanged
)
def invite_again(request: Call, person_id: UUID, asked: WhySent) -> PersonState:
    """Invite a person anew who lost link, password or phone; what they had opens nothing any more."""
    account = actions.invite_again(
        username=username_of(request, person_id), reason=asked.reason, by=request.actor, at=request.at
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/unit", needs="person.change", answer=PersonState, if_match=unchanged
)
def move_unit(request: Call, person_id: UUID, asked: UnitSent) -> PersonState:
    """Move a person to another unit of their organisation, or out of any."""
    account = actions.move_unit(
        username=username_of(request, person_id), unit=asked.unit, by=request.actor, at=request.at
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/suspend", needs="person.suspend", answer=PersonState, if_match=unchanged
)
def suspend(request: Call, person_id: UUID, asked: WhySent) -> PersonState:
    """Stop a person at once: sessions, tokens and roles count for nothing from the next request on."""
    account = actions.suspend(
        username=username_of(request, person_id), reason=asked.reason, by=request.actor, at=request.at
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/reinstate", needs="person.suspend", answer=PersonState, if_match=unchanged
)
def reinstate(request: Call, person_id: UUID, asked: WhySent) -> PersonState:
    """Let a suspended person back in."""
    account = actions.reinstate(
        username=username_of(request, person_id), reason=asked.reason, by=request.actor, at=request.at
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/training", needs="clearance.change", answer=PersonState, if_match=unchanged
)
def record_training(request: Call, person_id: UUID, asked: TrainingSent) -> PersonState:
    """Record until when a person's training is valid, and how that is known."""
    account = actions.record_training(
        username=username_of(request, person_id),
        until=asked.until,
        evidence=asked.evidence,
        by=request.actor,
        at=request.at,
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/vetting", needs="clearance.change", answer=PersonState, if_match=unchanged
)
def record_vetting(request: Call, person_id: UUID, asked: VettingSent) -> PersonState:
    """Record a person's police vetting and its end."""
    account = actions.record_vetting(
        username=username_of(request, person_id),
        vetting=asked.vetting,
        until=asked.until,
        evidence=asked.evidence,
        by=request.actor,
        at=request.at,
    )
    return PersonState.of(account)


@doorways.write(
    "/people/{uuid:person_id}/clearance", needs="clearance.change", answer=PersonState, if_match=unchanged
)
def record_clearance(request: Call, person_id: UUID, asked: ClearanceSent) -> PersonState:
    """Record a person's national security vetting and its end."""
    account = actions.record_clearance(
        username=username_of(request, person_id),
        clearance=asked.clearance,
        until=asked.until,
        evidence=asked.evidence,
        by=request.actor,
        at=request.at,
    )
    return PersonState.of(account)
