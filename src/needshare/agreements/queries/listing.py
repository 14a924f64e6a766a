"""The register of agreements and the page of one, narrowed to the viewer.

The register is published inside the force; a partner sees the agreements it is a party of.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from needshare.agreements import access
from needshare.agreements.models import Agreement, AgreementParty, AgreementVersion, NamedUser
from needshare.agreements.rules import is_reference
from needshare.agreements.terms import Status
from needshare.kernel import Actor, Unknown
from needshare.kernel.references import tidy_reference

PAGE = 50
ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the register: an agreement, the version that counts on a day, and what it is then."""

    agreement: Agreement
    version: AgreementVersion
    status: Status
    is_review_overdue: bool

    @classmethod
    def of(cls, agreement: Agreement, *, on: date) -> "Listed":
        """Put an agreement fetched with its versions as the register shows it on a day."""
        version = counting(list(agreement.versions.all()), on=on)
        return cls(agreement, version, version.status_on(on), version.is_review_overdue(on))

    @property
    def partners(self) -> list[str]:
        """Name the parties other than the force, in order."""
        owner = self.agreement.owner_id
        names = (
            party.organisation.name for party in self.version.parties.all() if party.organisation_id != owner
        )
        return sorted(names)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of the register in the order of references, and the key of the next page, if any."""

    lines: Sequence[Listed]
    after: str | None


def register(viewer: Actor, *, at: datetime, after: str = "", limit: int = PAGE) -> Page:
    """List agreements by reference, from the key of a page before; the same few statements for any number."""
    rows = agreements_for(viewer).filter(_comes_after(after)).prefetch_related(with_parties())
    found = list(rows.order_by("reference", "id")[: limit + 1])
    lines = [Listed.of(each, on=localdate(at)) for each in found[:limit]]
    return Page(lines, _key_of(found[limit - 1]) if len(found) > limit else None)


def _key_of(agreement: Agreement) -> str:
    # Two forces may use one reference: a partner of both sees both.
    return f"{agreement.reference}.{agreement.id.hex}"


def _comes_after(key: str) -> Q:
    reference, _dot, last = key.partition(".")
    if not is_reference(reference):
        return Q()
    later = Q(reference__gt=reference)
    return later | Q(reference=reference, id__gt=UUID(last)) if ID.fullmatch(last) else later


def agreement(reference: str, *, viewer: Actor) -> Agreement:
    """Return one agreement; `versions.all()` is newest first, each with parties and named users.

    A partner is given its own named users only.

    Raises:
        Unknown: there is none such for this viewer.
    """
    people = NamedUser.objects.filter(access.people_visible_to(viewer)).order_by("id")
    rows = agreements_for(viewer).select_related("owner", "owner_person")
    return only(rows.prefetch_related(with_parties(people)), reference)


def only(rows: QuerySet[Agreement], reference: str) -> Agreement:
    """Return the one of these agreements with a reference, however it was typed.

    Raises:
        Unknown: there is none.
    """
    tidy = tidy_reference(reference)
    found = rows.filter(reference=tidy).order_by("id").first() if is_reference(tidy) else None
    if found is None:
        raise Unknown
    return found


def agreements_for(viewer: Actor) -> QuerySet[Agreement]:
    """Narrow the agreements to those this viewer may know of."""
    return Agreement.objects.filter(access.visible_to(viewer))


def with_parties(people: QuerySet[NamedUser] | None = None) -> "Prefetch[str]":
    """Fetch the versions of agreements, newest first, with parties and perhaps named users."""
    versions = AgreementVersion.objects.order_by("-number").prefetch_related(
        Prefetch("parties", AgreementParty.objects.select_related("organisation", "contact_point"))
    )
    if people is not None:
        versions = versions.prefetch_related(
            Prefetch("named_users", people.select_related("organisation", "account", "data_key"))
        )
    return Prefetch("versions", versions)


def counting(versions: Sequence[AgreementVersion], *, on: date) -> AgreementVersion:
    """Choose the version that counts on a day: the one in force, else the newest that ever stood.

    A draft counts only where there is nothing else, and is then shown as a draft.
    """
    in_force = [each for each in versions if each.status_on(on) is Status.IN_FORCE]
    stood = [each for each in versions if each.status != Status.DRAFT]
    candidates = in_force or stood or list(versions)
    return max(candidates, key=lambda version: version.number)
