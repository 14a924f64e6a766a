"""What the register says about organisations, their domains and their units, as a viewer may see it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from needshare.kernel import Actor, Conflict, Unknown, gettext_noop as _

from .access import owned_visible, visible
from .models import Organisation, ParticularsProposal, Unit, VerifiedDomain
from .rules import destination_of, domain_alike, domain_of
from .terms import Destination, Kind


def organisations(viewer: Actor, *, kind: Kind | None = None) -> QuerySet[Organisation]:
    """List the organisations the viewer may know of, by name; inactive ones included."""
    found = Organisation.objects.filter(visible(viewer)).order_by("name")
    return found.filter(kind=kind) if kind else found


def force_ids() -> list[UUID]:
    """Name every active force of this installation, for what the worker does by itself."""
    return list(Organisation.objects.filter(kind=Kind.FORCE, is_active=True).values_list("id", flat=True))


def organisations_after(viewer: Actor, *, kind: str = "", after: str = "", limit: int) -> list[Organisation]:
    """List organisations by code, from the one after `after`, and one more than asked if there are more."""
    found = Organisation.objects.filter(visible(viewer), code__gt=after.upper())
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("code")[: limit + 1])


def organisations_named(words: Iterable[str], viewer: Actor, *, limit: int) -> list[Organisation]:
    """List organisations whose name or code holds all of these words, those named shortest first.

    The register of organisations is small and plain: the database compares the words itself.
    """
    found = Organisation.objects.filter(visible(viewer))
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(code__istartswith=word))
    return list(found.order_by(Length("name"), "name")[:limit])


def organisation(organisation_id: UUID, viewer: Actor) -> Organisation:
    """Return one organisation.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
    """
    return _only(organisations(viewer).filter(id=organisation_id))


def organisation_by_code(code: str, viewer: Actor) -> Organisation:
    """Return the organisation with a code, typed in any case.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
    """
    return _only(organisations(viewer).filter(code=code.strip().upper()))


def organisations_by_code(codes: Iterable[str], viewer: Actor) -> dict[str, Organisation]:
    """Map each of these codes, as it was typed, to its organisation, in one statement; unknown ones are left out."""
    wanted = {code: code.strip().upper() for code in codes}
    found = {each.code: each for each in organisations(viewer).filter(code__in=set(wanted.values()))}
    return {typed: found[code] for typed, code in wanted.items() if code in found}


def organisation_to_change(code: str, *, by: Actor) -> Organisation:
    """Return an organisation for an action to change, kept from others meanwhile.

    Raises:
        Unknown: there is none, or the one who acts may not know of it.
    """
    found = Organisation.objects.filter(visible(by)).select_for_update(of=("self",))
    return _only(found.filter(code=code.strip().upper()))


def organisation_must_still_be(code: str, *, version: int, viewer: Actor) -> None:
    """Go on only if the register says of an organisation what was seen, and keep it so until the act ends.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
        Conflict: it was changed since.
    """
    if organisation_to_change(code, by=viewer).revision != version:
        raise Conflict(_("Somebody else changed this entry first. Read it again."), stale=True)


def open_proposal(organisation_id: UUID, viewer: Actor) -> ParticularsProposal | None:
    """Return what an organisation proposes that the register say of it, where the viewer may know of that."""
    found = ParticularsProposal.objects.filter(owner_id=organisation_id, decided_at__isnull=True)
    return found.filter(Q() if viewer.is_force else Q(owner_id=viewer.owner)).first()


def proposal_to_change(proposal_id: UUID, *, by: Actor) -> ParticularsProposal:
    """Return a proposed entry to decide, kept from others meanwhile.

    Raises:
        Unknown: there is none, or the one who acts may not know of it.
    """
    found = ParticularsProposal.objects.select_for_update(of=("self",)).select_related("owner")
    one = found.filter(Q() if by.is_force else Q(owner_id=by.owner), id=proposal_id).first()
    if one is None:
        raise Unknown
    return one


def proposals_waiting(viewer: Actor) -> QuerySet[ParticularsProposal]:
    """List the proposed entries that wait for a keeper of the register, oldest first."""
    found = ParticularsProposal.objects.filter(decided_at__isnull=True).select_related("owner")
    return found.filter(Q() if viewer.is_force else Q(owner_id=viewer.owner)).order_by("proposed_at")


def _only(found: QuerySet[Organisation]) -> Organisation:
    """Return the one organisation found, or say that there is nothing to see."""
    one = found.first()
    if one is None:
        raise Unknown
    return one


def is_new(*, by: Actor) -> bool:
    """Tell whether no organisation has been registered yet: the installation is new."""
    return not organisations(by).exists()


def units_of(organisation_id: UUID, viewer: Actor) -> QuerySet[Unit]:
    """List the open units of an organisation, by name."""
    found = Unit.objects.filter(owned_visible(viewer), owner_id=organisation_id, is_active=True)
    return found.order_by("name")


def unit(name: str, *, organisation_id: UUID, viewer: Actor) -> Unit:
    """Return one open unit of an organisation by its name.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
    """
    found = units_of(organisation_id, viewer).filter(name=name).first()
    if found is None:
        raise Unknown
    return found


def unit_by_id(unit_id: UUID, *, organisation_id: UUID, viewer: Actor) -> Unit:
    """Return one open unit of an organisation by its id.

    Raises:
        Unknown: there is none, or the viewer may not know of it.
    """
    found = units_of(organisation_id, viewer).filter(id=unit_id).first()
    if found is None:
        raise Unknown
    return found


def unit_to_change(name: str, *, organisation_id: UUID) -> Unit:
    """Return a unit for an action to change, kept from others meanwhile.

    Raises:
        Unknown: there is none of this name.
    """
    found = Unit.objects.select_for_update(of=("self",)).filter(owner_id=organisation_id, name=name.strip())
    one = found.first()
    if one is None:
        raise Unknown
    return one


def has_unit(name: str, *, organisation_id: UUID) -> bool:
    """Tell whether an organisation has, or had, a unit of this name."""
    return Unit.objects.filter(owner_id=organisation_id, name=name.strip()).exists()


def domain_taken_for(domain: str, *, organisation_id: UUID, at: datetime) -> str:
    """Name another organisation's verified domain that this one is or could be taken for; empty for none."""
    on = timezone.localtime(at).date()
    others = VerifiedDomain.objects.filter(verified_on__lte=on, expires_on__gte=on)
    known = others.exclude(owner_id=organisation_id).order_by("domain").values_list("domain", flat=True)
    return domain_alike(domain, known)


def domains_of(organisation_id: UUID, viewer: Actor) -> QuerySet[VerifiedDomain]:
    """List the verified domains of an organisation with their evidence, expired ones included."""
    found = VerifiedDomain.objects.filter(owned_visible(viewer), owner_id=organisation_id)
    return found.order_by("domain")


def verified_domains(organisation_id: UUID, *, at: datetime) -> list[str]:
    """List the domains verified as the organisation's at this time: facts for rules, not for showing."""
    on = timezone.localtime(at).date()
    found = VerifiedDomain.objects.filter(owner_id=organisation_id, verified_on__lte=on, expires_on__gte=on)
    return list(found.order_by("domain").values_list("domain", flat=True))


def destination(address: str, *, organisation_id: UUID, at: datetime) -> Destination:
    """Compare an e-mail address (or a bare domain) with the organisation's verified domains."""
    domain = domain_of(address) if "@" in address else address
    return destination_of(domain, verified_domains(organisation_id, at=at))
