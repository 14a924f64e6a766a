"""Every read of packages and deliveries, and the facts of the five checks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from needshare.accounts import queries as accounts
from needshare.agreements import queries as agreements
from needshare.assessment import queries as assessment
from needshare.crypto import vault
from needshare.crypto.keys import unwrap
from needshare.decision import queries as decisions
from needshare.decision.terms import RecipientKind, Route
from needshare.disclosure import access
from needshare.disclosure.models import Delivery, Package
from needshare.disclosure.rules import NOTHING_ELSEWHERE, ReleaseFacts
from needshare.disclosure.terms import DeliveryState, PackageState
from needshare.kernel import Actor, Conflict, Unknown, gettext_noop as _
from needshare.kernel.references import tidy_reference
from needshare.kernel.sight import KeyKind, deal_with, of_organisation, recognising, turn_to
from needshare.policy import current_pack
from needshare.policy.markings import carried_by

from . import contents, verifying

if TYPE_CHECKING:
    from needshare.decision.models import DecidedRecipient, Decision
    from needshare.pathway.models import SharingCase

UNCOLLECTED = tuple(each for each in DeliveryState if each is not DeliveryState.ACKNOWLEDGED)
STANDING = (PackageState.PREPARED, PackageState.SECOND_CHECKED, PackageState.RELEASED)
recipients_of = decisions.recipients_of
present_hash = decisions.present_hash


def approval_of(case: SharingCase) -> Decision:
    """Return the approval of a case that is in force.

    Raises:
        Conflict: there is none.
    """
    try:
        return decisions.approval_in_force(case)
    except Unknown as absent:
        raise Conflict(_("There is no approval in force.")) from absent


def standing_of(case: SharingCase) -> QuerySet[Package]:
    """Return the packages of a case that were neither sent back nor set aside, the newest first."""
    return Package.objects.filter(case=case, state__in=STANDING).order_by("-number")


def current_package(case: SharingCase) -> Package:
    """Return the package of a case that stands: neither sent back nor set aside.

    Raises:
        Unknown: there is none.
    """
    found = (
        standing_of(case)
        .select_related(
            "decision", "decision__data_key", "decision__assessment", "data_key", "prepared_by", "checked_by"
        )
        .first()
    )
    if found is None:
        raise Unknown
    found.case = case
    return found


def packages_of(case: SharingCase) -> list[Package]:
    """List every package of a case, the newest first."""
    return list(
        Package.objects.filter(case=case)
        .select_related("data_key", "prepared_by", "checked_by", "released_by")
        .order_by("-number")
    )


def next_number(case: SharingCase) -> int:
    """Return the number of the next package of a case."""
    newest = Package.objects.filter(case=case).order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) + 1


def content_of(package: Package) -> bytes:
    """Return the exact bytes of a package from the vault; bytes that were altered do not open."""
    return vault.read_bytes(package.stored_as, key=unwrap(package.data_key), object_id=package.pk)


def deliveries_of(case: SharingCase) -> list[Delivery]:
    """List the deliveries of a case's packages, with recipient and state."""
    found = Delivery.objects.filter(package__case=case).select_related(
        "recipient", "recipient__organisation", "recipient__data_key", "package", "data_key"
    )
    return list(found.order_by("package__number", "recipient__number"))


def delivery_to(case: SharingCase, number: int) -> Delivery:
    """Return the delivery of the released package to one recipient, by the recipient's number.

    Raises:
        Unknown: there is none.
    """
    found = (
        Delivery.objects.filter(package__case=case, recipient__number=number)
        .select_related("package", "recipient", "data_key", "package__data_key", "recipient__data_key")
        .order_by("-package__number")
        .first()
    )
    if found is None:
        raise Unknown
    return found


def deliveries_for(viewer: Actor) -> list[Delivery]:
    """List the deliveries addressed to this person, the newest first; nobody else sees them.

    Raises:
        Blocked: nothing is ever addressed to people of the viewer's roles.
    """
    access.must_receive(viewer)
    found = Delivery.objects.filter(account_id=viewer.id).select_related(
        "package", "package__case", "package__case__owner", "package__data_key", "data_key"
    )
    return _addressed(found.order_by("-id")[:50], viewer)


def deliveries_after(viewer: Actor, *, after: UUID | None, limit: int) -> list[Delivery]:
    """List the deliveries addressed to this person, newest first, and one more if there are more.

    Raises: as `deliveries_for`.
    """
    access.must_receive(viewer)
    found = Delivery.objects.filter(account_id=viewer.id)
    if after is not None:
        found = found.filter(id__lt=after)
    return _addressed(found.select_related("package__case__owner").order_by("-id")[: limit + 1], viewer)


def delivery_for(reference: str, *, viewer: Actor) -> Delivery:
    """Return the delivery of a case that is addressed to this very person.

    Raises:
        Unknown: none, or addressed to somebody else.
    """
    rows = Delivery.objects.filter(
        package__case__reference=tidy_reference(reference), account_id=viewer.id
    ).select_related(
        "package",
        "package__case",
        "package__case__owner",
        "package__case__data_key",
        "package__decision",
        "package__data_key",
        "data_key",
        "recipient",
    )
    for found in _addressed(rows.order_by("-id")[:1], viewer):
        return found
    raise Unknown


def _addressed(rows: QuerySet[Delivery], viewer: Actor) -> list[Delivery]:
    """Read what is addressed to somebody; at a force it may come from another, whose part in it is then seen."""
    if not viewer.is_force:
        return list(rows)
    with recognising(KeyKind.RECIPIENT, str(viewer.id)):
        found = list(rows)
    for each in found:
        deal_with(each.owner_id)
    return found


def delivery_by_link(link: str) -> Delivery:
    """Return the delivery that a one-time link is for, by the digest of its token.

    Raises:
        Unknown: no such link.
    """
    rows = (
        Delivery.objects.exclude(link_digest="")
        .filter(link_digest=link)
        .select_related(
            "package",
            "package__case",
            "package__case__owner",
            "package__case__data_key",
            "package__decision",
            "package__data_key",
            "data_key",
            "recipient",
            "recipient__data_key",
        )
    )
    with recognising(KeyKind.LINK, link):
        found = rows.first()
    if found is None:
        raise Unknown
    turn_to(of_organisation(found.owner_id, is_force=True))
    return found


def content_for(delivery: Delivery) -> bytes:
    """Return the bytes a recipient is given: sealed to the recipient's own key where there is one."""
    if delivery.age_recipient:
        return vault.read_bytes(delivery.stored_as, key=unwrap(delivery.data_key), object_id=delivery.pk)
    return content_of(delivery.package)


def all_acknowledged(case: SharingCase) -> bool:
    """Tell whether every delivery of a case has been acknowledged."""
    return not Delivery.objects.filter(package__case=case).exclude(state=DeliveryState.ACKNOWLEDGED).exists()


def agreement_stands(delivery: Delivery, *, on: date) -> bool:
    """Tell whether what a delivery was shared under still stands on a day; a one-off basis does."""
    decision, recipient = delivery.package.decision, delivery.recipient
    return decision.route != Route.AGREEMENT or _agreement(decision, recipient, on=on) is not None


@dataclass(frozen=True, slots=True)
class Held:
    """What is checked for every recipient of a package alike, read at this instant.

    The marking is that of the items as they are, and the hash that of the bytes in the vault: neither
    is taken from the package's row. `unauthorised` are the items that nothing covers any more.
    """

    recipients: list[DecidedRecipient]
    present_hash: str
    bytes_hash: str
    marking: str
    elsewhere: list[str]
    unauthorised: list[int]


def held(package: Package, content: bytes, *, at: datetime) -> Held:
    """Read what a package is made of as it is now, beside its bytes from the vault."""
    items, recipients = decisions.shared_items(package.decision), decisions.recipients_of(package.decision)
    return Held(
        recipients=recipients,
        present_hash=decisions.hash_as_held(package.decision, items=items, recipients=recipients),
        bytes_hash=hashlib.sha256(content).hexdigest(),
        marking=contents.highest_of(items),
        elsewhere=contents.elsewhere_of(items),
        unauthorised=assessment.no_longer_authorised(
            package.case, package.decision.assessment, numbers=[each.number for each in items], at=at
        ),
    )


def release_facts(package: Package, recipient: DecidedRecipient, now: Held, *, at: datetime) -> ReleaseFacts:
    """Gather what the five checks of one recipient look at."""
    pack = current_pack(package.owner_id)
    decision, today = package.decision, at.astimezone(ZoneInfo(pack.time_zone)).date()
    is_public = recipient.kind == RecipientKind.MEMBER_OF_PUBLIC
    ranks, carries = pack.ranks["marking"], carried_by(pack)
    agreement = _agreement(decision, recipient, on=today)
    return ReleaseFacts(
        at=at,
        today=today,
        approved_hash=decision.content_hash,
        present_hash=now.present_hash,
        prepared_hash=package.content_hash,
        checked_hash=package.bytes_hash if package.checked_by_id else "",
        bytes_hash=now.bytes_hash,
        package_marking=ranks[now.marking],
        elsewhere_marking=max((ranks[each] for each in now.elsewhere), default=NOTHING_ELSEWHERE),
        ceiling=ranks[agreement.ceiling] if agreement else None,
        is_signed_up=agreement is not None,
        is_named_in_agreement=_is_named_in_agreement(decision, recipient, on=today),
        is_one_off=decision.route == Route.ONE_OFF,
        is_decision_in_force=decision.set_aside_at is None,
        lapses_at=decision.lapses_at,
        is_authorised=not now.unauthorised,
        method=recipient.method,
        method_carries=carries,
        allowed_methods=frozenset(agreement.methods) if agreement else frozenset(carries),
        is_public=is_public,
        **_person(package, recipient, is_public=is_public, today=today, at=at),
    )


def _agreement(decision: Decision, recipient: DecidedRecipient, *, on: date) -> agreements.Standing | None:
    """Return the agreement's version that covers this recipient's organisation on a day, if any."""
    if decision.route != Route.AGREEMENT or recipient.organisation_id is None:
        return None
    return agreements.standing(
        decision.agreement_reference, owner=decision.owner_id, organisation=recipient.organisation_id, on=on
    )


def _is_named_in_agreement(decision: Decision, recipient: DecidedRecipient, *, on: date) -> bool:
    """Tell whether the agreement relied on names this person: a user of a party, or its contact point."""
    if decision.route != Route.AGREEMENT or recipient.organisation_id is None:
        return False
    return agreements.is_named_user(
        decision.agreement_reference,
        owner=decision.owner_id,
        organisation=recipient.organisation_id,
        account=recipient.account_id,
        name=recipient.name,
        on=on,
    )


def _person(
    package: Package, recipient: DecidedRecipient, *, is_public: bool, today: date, at: datetime
) -> dict[str, Any]:
    if is_public or recipient.account_id is None or recipient.organisation_id is None:
        return {
            "is_named_person": bool(recipient.name),
            "is_person_active": True,
            "is_person_verified": bool(recipient.identity_evidence)
            and verifying.is_verified(package.case, recipient, at=at),
            "person_clearance_carries": 0,
            "clearance_until": today,
            "is_organisation_active": True,
            "destination": "verified",
        }
    pack = current_pack(package.owner_id)
    standing = accounts.standing_of(recipient.account_id, at=at)
    clearance, until = assessment.cleared(standing)
    carried = pack.column("clearance", clearance, "carries")
    given = verifying.purposes_given(package, recipient)
    return {
        "is_named_person": True,
        "is_person_active": standing.is_active,
        "is_person_verified": verifying.is_verified(package.case, recipient, at=at),
        "person_clearance_carries": pack.rank("marking", carried) if carried else -1,
        "clearance_until": until,
        "is_organisation_active": bool(recipient.organisation and recipient.organisation.is_active),
        "destination": verifying.destination_of(recipient, at=at),
        "is_first_release": not given,
        "is_other_purpose": bool(given) and package.case.purpose not in given,
    }


def unopened_deliveries(case: SharingCase, *, account: UUID | None, address: str = "") -> list[Delivery]:
    """List the deliveries of a case that have been sent and not opened, to one account or one address.

    A member of the public has no account: a one-time link went to the address the decision names.
    """
    found = Delivery.objects.filter(package__case=case, account=account, state=DeliveryState.SENT)
    rows = list(found.select_related("data_key", "recipient", "recipient__data_key"))
    if account is not None:
        return rows
    return [each for each in rows if address and each.link_digest and each.recipient.email == address]


def uncollected(*, after: UUID | None, limit: int) -> list[Delivery]:
    """List deliveries whose recipient has not acknowledged them, by id, for the worker that reminds of them."""
    found = Delivery.objects.filter(state__in=UNCOLLECTED)  # named one by one: by its index
    if after is not None:
        found = found.filter(id__gt=after)
    return list(found.select_related("package__case__owner", "data_key").order_by("id")[:limit])


def delivery_to_remind_of(delivery_id: UUID, *, owner: UUID) -> Delivery:
    """Return a delivery that is not acknowledged yet, kept from others meanwhile.

    Raises:
        Unknown: there is none such.
    """
    found = (
        Delivery.objects.filter(pk=delivery_id, owner_id=owner)
        .exclude(state=DeliveryState.ACKNOWLEDGED)
        .select_for_update(of=("self",))
        .select_related("package__case__owner", "package__case__data_key", "data_key")
        .first()
    )
    if found is None:
        raise Unknown
    return found


def stored_files() -> set[str]:
    """Name every file of the vault that belongs to a package or a delivery, so that orphans can be told."""
    packages = Package.objects.values_list("stored_as", flat=True)
    deliveries = Delivery.objects.exclude(stored_as="").values_list("stored_as", flat=True)
    return {*packages, *deliveries}
