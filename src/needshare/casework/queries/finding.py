"""What one search finds in cases, people, organisations and agreements, each narrowed to the viewer.

Whoever may only know of a case is told its reference, organisation and stage: neither why it is found
nor an order that would give that away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from needshare.agencies import queries as agencies
from needshare.agencies.prepared import Prepared, among
from needshare.agencies.terms import Kind
from needshare.agreements import queries as agreements
from needshare.agreements.queries import FoundAgreement
from needshare.casework import access
from needshare.casework.terms import Sought
from needshare.documents import queries as documents
from needshare.documents.queries import FoundPerson
from needshare.intake import queries as intake
from needshare.kernel import Actor
from needshare.pathway import queries as pathway
from needshare.search import queries as search
from needshare.search.rules import Asked, Match, judged
from needshare.search.terms import Likeness, Register

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation
    from needshare.pathway.models import SharingCase

NEWEST = 20
MOST_TOLD = 50
NOTHING = search.Candidates([], has_more=False)
# ADR 0014: statements that are kept.
IN_INDEX = search.kept_for(Register.CASES, pathway.cases_within)
_CASES = Prepared(
    lambda narrowed: pathway.cases_within(narrowed).select_related("requesting_organisation").order_by("-pk")
)
# Why a record is found that its owner is told of; what merely sounds or looks alike would be noise.
TOLD = frozenset(
    {
        Likeness.IDENTIFIER,
        Likeness.FULL_NAME,
        Likeness.ALIAS,
        Likeness.DATE_OF_BIRTH,
        Likeness.DATE_SWAPPED,
        Likeness.ADDRESS,
        Likeness.POSTCODE,
        Likeness.NAME_PART,
    }
)


@dataclass(frozen=True, slots=True)
class FoundCase:
    """One case found; `match` and the people asked about only for who may open it."""

    case: SharingCase
    match: Match | None
    people: tuple[str, ...] = ()


class Part(NamedTuple):
    """Which of the cases that may answer a search are opened and judged, in the order of likelihood."""

    start: int = 0
    most: int = search.MOST


ALL = Part()


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found by kind, the likeliest first, and of which kinds there is more than is looked at.

    `following` is where the next part of the cases starts; 0 where none follows.
    """

    cases: Sequence[FoundCase] = ()
    people: Sequence[FoundPerson] = ()
    organisations: Sequence[Organisation] = ()
    agreements: Sequence[FoundAgreement] = ()
    more: frozenset[Sought] = frozenset()
    following: int = 0

    def __len__(self) -> int:
        return len(self.cases) + len(self.people) + len(self.organisations) + len(self.agreements)


def sought_by(viewer: Actor) -> tuple[Sought, ...]:
    """List the kinds that a person may search."""
    return tuple(kind for kind in Sought if kind is not Sought.PEOPLE or access.may_search_people(viewer))


def findings(
    asked: Asked, *, kinds: Collection[Sought], on: date, part: Part = ALL, viewer: Actor
) -> Findings:
    """Find what a viewer may know of and that matches what is asked; statements do not grow with rows."""
    kinds = set(kinds) & set(sought_by(viewer))
    owners = _owners(viewer) if kinds & {Sought.CASES, Sought.AGREEMENTS} else []
    seen = search.Seen.of(IN_INDEX, pathway.in_index_of(viewer), pathway.visible_to(viewer))
    following = part.start + part.most
    found = (
        search.candidates(Register.CASES, asked, narrowed=seen, owners=owners, most=following)
        if Sought.CASES in kinds
        else NOTHING
    )
    people = documents.people_like(asked, viewer=viewer) if Sought.PEOPLE in kinds else None
    bodies = _organisations(asked, viewer) if Sought.ORGANISATIONS in kinds else []
    agreed = (
        agreements.agreements_like(asked, owners=owners, on=on, viewer=viewer)
        if Sought.AGREEMENTS in kinds
        else None
    )
    more = {
        Sought.CASES: found.has_more,
        Sought.PEOPLE: bool(people and people.has_more),
        Sought.ORGANISATIONS: len(bodies) > search.MOST,
        Sought.AGREEMENTS: bool(agreed and agreed.has_more),
    }
    return Findings(
        cases=_opened(asked, found.ids[part.start : following], seen, found.opened),
        people=people.found if people else (),
        organisations=bodies[: search.MOST],
        agreements=agreed.found if agreed else (),
        more=frozenset(kind for kind, is_more in more.items() if is_more),
        following=following if following < len(found.ids) else 0,
    )


def _owners(viewer: Actor) -> list[UUID]:
    """List the owners whose tokens are looked for: a force's own, or the forces a partner may ask."""
    if viewer.is_force:
        return [viewer.owner]
    return list(agencies.organisations(viewer, kind=Kind.FORCE).values_list("id", flat=True))


def _opened(
    asked: Asked, ids: Sequence[UUID], seen: search.Seen, may_open: Collection[UUID]
) -> Sequence[FoundCase]:
    """Open these cases and judge them; of what the viewer may only know of, no more is returned than that."""
    if not ids:
        return ()
    rows = _CASES.rows(seen.known & among("pk", ids))
    held = intake.found_by_of(intake.requests_in(ids))
    kin = search.names()
    opened, listed = [], []
    for case in rows:
        details = held.get(case.pk, [])
        match = judged(asked, details, kin)
        if match is None:
            continue
        if case.pk in may_open:
            people = tuple(each.names[0] for each in details[:-1] if each.names)
            opened.append(FoundCase(case, match, people))
        else:
            listed.append(FoundCase(case, None))
    opened.sort(key=lambda each: -(each.match.score if each.match else 0))  # stable: newest first within
    return (*opened, *listed)


def hidden_cases_like(asked: Asked, *, searcher: Actor) -> list[SharingCase]:
    """List the cases that a search by somebody would have shown, had they not been hidden from them."""
    hidden = pathway.hidden_from(searcher)
    ids = search.candidates(Register.CASES, asked, narrowed=hidden, owners=[searcher.owner]).ids[:MOST_TOLD]
    held = intake.found_by_of(intake.requests_in(ids)) if ids else {}
    rows = hidden.filter(pk__in=ids).select_related("handler__owner", "data_key") if ids else ()
    return [case for case in rows if _is_told(judged(asked, held.get(case.pk, []), search.names()))]


def _is_told(match: Match | None) -> bool:
    return match is not None and bool(TOLD.intersection(match.likenesses))


def _organisations(asked: Asked, viewer: Actor) -> list[Organisation]:
    if not asked.words or len(asked.words) != len(asked.elements):
        return []
    return agencies.organisations_named(sorted(asked.words), viewer, limit=search.MOST + 1)


def newest_references(viewer: Actor) -> list[tuple[str, str]]:
    """List the references of the newest cases a viewer may know of, each with the organisation that asks."""
    rows = pathway.index_for(viewer).order_by("-pk")
    return list(rows.values_list("reference", "requesting_organisation__name")[:NEWEST])
