"""By what an agreement is found, and the agreements found for a viewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from needshare.agreements.models import Agreement
from needshare.kernel import Actor
from needshare.search import queries as search
from needshare.search.rules import Asked, Details, Match, judged
from needshare.search.terms import Register

from .listing import Listed, agreements_for, with_parties


@dataclass(frozen=True, slots=True)
class FoundAgreement:
    """One agreement found, as the register lists it, and why."""

    line: Listed
    match: Match


@dataclass(frozen=True, slots=True)
class FoundAgreements:
    """The agreements found, the likeliest first, and whether more may match than are looked at."""

    found: Sequence[FoundAgreement]
    has_more: bool


def found_by(agreement: Agreement, parties: Iterable[str]) -> Details:
    """Return by what an agreement is found: its title, its reference, the organisations in it."""
    return Details(names=(agreement.title, *parties), identifiers=(agreement.reference,))


def party_names(agreement: Agreement) -> list[str]:
    """Name the parties of every version of an agreement that was fetched with them, each once."""
    parties = (party for version in agreement.versions.all() for party in version.parties.all())
    return sorted({party.organisation.name for party in parties})


def every_agreement() -> QuerySet[Agreement]:
    """Return all agreements, for the keyed index alone: nothing of them is shown to anybody."""
    return Agreement.objects.prefetch_related(with_parties())


def agreements_like(asked: Asked, *, owners: Iterable[UUID], on: date, viewer: Actor) -> FoundAgreements:
    """Find the agreements a viewer may know of that match what is asked; the same few statements always."""
    seen = agreements_for(viewer)
    found = search.candidates(Register.AGREEMENTS, asked, narrowed=seen, owners=owners)
    if not found.ids:
        return FoundAgreements((), found.has_more)
    rows = seen.filter(pk__in=found.ids).select_related("owner").prefetch_related(with_parties())
    kept = [
        FoundAgreement(Listed.of(agreement, on=on), match)
        for agreement in rows
        if (match := judged(asked, [found_by(agreement, party_names(agreement))], search.names()))
    ]
    kept.sort(key=lambda each: (-each.match.score, each.line.agreement.reference))
    return FoundAgreements(kept, found.has_more)
