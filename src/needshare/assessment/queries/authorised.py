"""What the authorisations a case relies on cover, item by item, at one instant (A2, A5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set as AbstractSet
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.assessment.models import SubjectMatch
from needshare.assessment.rules import UNSURE
from needshare.authorisations import queries as authorisations
from needshare.authorisations.rules import Cover, covers
from needshare.pathway import queries as pathway
from needshare.policy import current_pack

if TYPE_CHECKING:
    from needshare.authorisations.models import Authorisation
    from needshare.pathway.models import SharingCase


def covers_of(case: SharingCase, *, at: datetime) -> list[Cover]:
    """List what each authorisation a case relies on covers now; a kind the policy does not know covers nothing.

    A person held counts as named only where a sure match says that they are the person of the request.
    """
    relied_on = authorisations.relied_on(case)
    if not relied_on:
        return []
    kinds, today = authorisations.kinds(current_pack(case.owner_id)), pathway.day_of(at)
    held = _held_of(each for found in relied_on for each in _named(found))
    return [
        Cover(
            reference=found.reference,
            kind=found.kind,
            standing=authorisations.standing_of(found, on=today),
            categories=frozenset(found.categories),
            people=_named(found).union(*(held.get(person, ()) for person in _named(found))),
            rule=kinds[found.kind],
        )
        for found in relied_on
        if found.kind in kinds
    ]


def _named(found: Authorisation) -> frozenset[UUID]:
    return frozenset(each.person_id for each in found.people.all())


def _held_of(persons: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Map each person of a request to those held whom a sure match says they are."""
    rows = SubjectMatch.objects.filter(request_subject_id__in=set(persons)).exclude(confidence__in=UNSURE)
    found: dict[UUID, set[UUID]] = {}
    for person, subject in rows.values_list("request_subject_id", "subject_id"):
        found.setdefault(person, set()).add(subject)
    return found


def authorised(
    found: Sequence[Cover], *, category: str, asked: AbstractSet[UUID], shown: AbstractSet[UUID]
) -> dict[str, Any]:
    """Give the facts of an item: the kinds of authorisation that cover it, and their references."""
    covering = [each for each in found if covers(each, category=category, asked=asked, shown=shown)]
    return {
        "authorised_by": frozenset(each.kind for each in covering),
        "authorised_under": ", ".join(sorted(each.reference for each in covering)) or None,
    }
