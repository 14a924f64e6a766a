"""What waits: invitations not used yet, roles proposed and not decided, people not told yet."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from needshare.accounts.access import visible
from needshare.accounts.models import Account, ChangeToTell, Invitation, RoleProposal
from needshare.accounts.terms import SignInChange
from needshare.kernel import Actor, Unknown
from needshare.kernel.actors import NOBODY
from needshare.kernel.sight import KeyKind, recognising, turn_to

from .people import may_come_in, one_of, person


def invitation_to_change(invitation_id: UUID) -> Invitation:
    """Return an invitation for the worker to change, kept from others meanwhile.

    Raises:
        Unknown: there is none.
    """
    return one_of(Invitation.objects.select_for_update(of=("self",)).filter(id=invitation_id))


def invitations_without_link(*, at: datetime) -> QuerySet[Invitation]:
    """List the open invitations that wait to be sent, for the worker."""
    return Invitation.objects.filter(linked_at__isnull=True, ended_at__isnull=True, expires_at__gt=at)


def living_invitation(link: str, *, viewer: Actor, at: datetime, is_changing: bool = False) -> Invitation:
    """Return the invitation of a link (its keyed hash) that can still be used, by whoever holds the link.

    Raises:
        Unknown: none, used, expired, replaced, or of somebody who may not come in: one answer for all.
    """
    rows = Invitation.objects.select_related("account__owner", "account__data_key")
    if is_changing:
        rows = rows.select_for_update(of=("self",))
    with recognising(KeyKind.INVITATION, link):
        found = one_of(rows.filter(hash=link, ended_at__isnull=True, expires_at__gt=at).exclude(hash=""))
    turn_to(found.account.sight)
    if not may_come_in(found.account) or viewer.id not in (NOBODY, found.account_id):
        raise Unknown
    return found


def last_invited_at(person_id: UUID, viewer: Actor) -> datetime | None:
    """Return when a person the viewer may know of was last invited; None for never."""
    rows = Invitation.objects.filter(account__in=Account.objects.filter(visible(viewer), id=person_id))
    return rows.order_by("-invited_at").values_list("invited_at", flat=True).first()


def open_invitation(person_id: UUID, viewer: Actor) -> Invitation | None:
    """Return the invitation that a person the viewer may know of has not used yet."""
    return Invitation.objects.filter(account=person(person_id, viewer), ended_at__isnull=True).first()


def open_proposals(viewer: Actor) -> QuerySet[RoleProposal]:
    """List the proposed roles that wait for approval, of people the viewer may know of, oldest first."""
    rows = RoleProposal.objects.filter(
        decided_at__isnull=True, account__in=Account.objects.filter(visible(viewer))
    )
    return rows.select_related("account__owner", "account__data_key", "data_key").order_by(
        "proposed_at", "id"
    )


def proposal(proposal_id: UUID, *, viewer: Actor) -> RoleProposal:
    """Return one proposed role of a person the viewer may know of.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
    """
    rows = RoleProposal.objects.filter(account__in=Account.objects.filter(visible(viewer)))
    return one_of(rows.select_related("account__owner", "data_key").filter(id=proposal_id))


def proposal_to_change(proposal_id: UUID) -> RoleProposal:
    """Return a proposed role to decide or to tell of, kept from others meanwhile.

    Raises:
        Unknown: there is none.
    """
    rows = RoleProposal.objects.select_for_update(of=("self",)).select_related("data_key")
    return one_of(rows.filter(id=proposal_id))


def proposals_to_tell() -> QuerySet[RoleProposal]:
    """List the roles given of which the person was not told yet, for the worker."""
    return RoleProposal.objects.filter(is_approved=True, told_at__isnull=True).order_by("decided_at")


def changes_to_tell() -> QuerySet[ChangeToTell]:
    """List the changes of sign-in of which the person was not told yet, for the worker."""
    return ChangeToTell.objects.filter(told_at__isnull=True).order_by("changed_at", "id")


def change_to_tell(change_id: UUID) -> ChangeToTell:
    """Return a change to tell of, kept from others meanwhile.

    Raises:
        Unknown: there is none.
    """
    rows = ChangeToTell.objects.select_for_update(of=("self",)).select_related("account__owner", "data_key")
    return one_of(rows.filter(id=change_id))


def browsers_known_of(person_id: UUID) -> set[str]:
    """Return the kinds of browser a person has signed in with before."""
    rows = ChangeToTell.objects.filter(account_id=person_id, change=SignInChange.NEW_BROWSER)
    return set(rows.values_list("browser", flat=True))
