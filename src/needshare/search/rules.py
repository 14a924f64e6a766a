"""What may be searched by, and when what agrees is worth showing.

Nothing is guessed: a name that only sounds alike is another name.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import faults_in

from .terms import Confidence, IndexKind

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")


@dataclass(frozen=True, slots=True)
class Details:
    """What is known, or asked, about one person, in the clear; it never leaves the process so."""

    names: tuple[str, ...] = ()
    born_on: date | None = None
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


def postcodes_in(address: str) -> list[str]:
    """Find the United Kingdom postcodes in an address.

    >>> postcodes_in("12 Alder Row, Wexcombe wx4 2qd")
    ['WX42QD']
    """
    return ["".join(found) for found in POSTCODE.findall(address.upper())]


LONGEST_TERM = 500
TERMS = ("name", "date_of_birth", "address", "identifier")


def asked_details(terms: Mapping[str, str]) -> tuple[Details, list[FieldError]]:
    """Read what was typed into a search, and list what cannot be searched for."""
    faults = [
        fault
        for name, text in terms.items()
        for fault in (
            faults_in(name, text, most=LONGEST_TERM)
            if name in TERMS
            else [FieldError(name, _("Search by name, date of birth, address or identifier."))]
        )
    ]
    given = {name: (text.strip(),) if text.strip() else () for name, text in terms.items()}
    born_on = None
    for text in given.get("date_of_birth", ()):
        try:
            born_on = date.fromisoformat(text)
        except ValueError:
            faults.append(FieldError("date_of_birth", _("Enter a date such as 1990-05-01.")))
    details = Details(
        names=given.get("name", ()),
        born_on=born_on,
        addresses=given.get("address", ()),
        identifiers=given.get("identifier", ()),
    )
    return details, faults


def is_match(kinds: Iterable[IndexKind], asked: Iterable[IndexKind]) -> bool:
    """Tell whether what agreed is worth showing: a lone shared birthday, postcode or first name is not.

    An identifier or a whole name is enough; otherwise everything that was asked must agree, and it
    must be more than one thing.

    >>> is_match({IndexKind.DATE_OF_BIRTH}, {IndexKind.DATE_OF_BIRTH, IndexKind.FULL_NAME})
    False
    >>> is_match({IndexKind.DATE_OF_BIRTH, IndexKind.NAME_PART}, {IndexKind.DATE_OF_BIRTH, IndexKind.NAME_PART})
    True
    """
    agreed = set(kinds)
    if agreed & {IndexKind.IDENTIFIER, IndexKind.FULL_NAME}:
        return True
    strong = agreed - {IndexKind.NAME_PART}
    return bool(strong) and len(agreed) > 1 and set(asked) - {IndexKind.FULL_NAME} <= agreed


def confidence_of(kinds: Iterable[IndexKind]) -> Confidence:
    """Tell how sure a match is from what agreed.

    >>> confidence_of({IndexKind.FULL_NAME, IndexKind.NAME_PART}).value
    'weak'
    >>> confidence_of({IndexKind.FULL_NAME, IndexKind.DATE_OF_BIRTH}).value
    'strong'
    """
    agreed = set(kinds)
    if IndexKind.IDENTIFIER in agreed:
        return Confidence.STRONG
    if IndexKind.FULL_NAME in agreed and agreed & {IndexKind.DATE_OF_BIRTH, IndexKind.POSTCODE}:
        return Confidence.STRONG
    return Confidence.WEAK
