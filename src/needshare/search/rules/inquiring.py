"""What was looked for, written down for the specialist unit: the same for every search and request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from needshare.search.terms import InquiryKind

from .asking import Asked, Element, asked_terms
from .tokens import Details, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInquiry:
    """One search, request or entry of a person: of which force's people, for what, and what was asked."""

    kind: InquiryKind
    owner: UUID
    asked: tuple[Asked, ...]
    reference: str = ""
    reason: str = ""


def as_data(asked: Asked) -> dict[str, Any]:
    """Write what is asked as plain values.

    >>> as_data(Asked((Element(Sort.WORD, "nolan"),)))
    {'elements': [['word', 'nolan']], 'alone': []}
    """
    return {
        "elements": [[each.sort.value, each.text] for each in asked.elements],
        "alone": [[each.sort.value, each.text] for each in asked.alone],
    }


def asked_again(said: Mapping[str, Any]) -> Asked:
    """Read what `as_data` wrote.

    >>> asked_again(as_data(Asked((Element(Sort.WORD, "nolan"),)))).words
    frozenset({'nolan'})
    """
    return Asked(
        *(tuple(Element(Sort(sort), text) for sort, text in said[part]) for part in ("elements", "alone"))
    )


def asked_of(details: Iterable[Details]) -> tuple[Asked, ...]:
    """Ask for each of these people as a search would: by each name with all that is said beside it."""
    return tuple(
        asked_terms(
            {
                "name": name,
                "date_of_birth": _day(each.born_on),
                "address": "; ".join(each.addresses)[:500],
                "identifier": number,
            }
        )[0]
        for each in details
        for name in each.names
        for number in (each.identifiers or ("",))
    )


def _day(born_on: date | None) -> str:
    return born_on.isoformat() if born_on else ""
