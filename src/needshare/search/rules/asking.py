"""Reading what was typed into a search: names, dates, postcodes, numbers, in any order."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import faults_in
from needshare.kernel.tidying import tidy_date, tidy_identifier

from .tokens import POSTCODE, Sort, words_of

LONGEST_TERM: Final = 500
MOST_WORDS: Final = 12
MOST_PARTS: Final = 3
SHORTEST_NUMBER: Final = 4
TERMS: Final = ("name", "date_of_birth", "address", "identifier")
OUTWARD: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
NUMBERED: Final = re.compile(r"(?=[^\s]*[0-9])[^\s,;]{5,}")
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
DATE: Final = re.compile(
    r"\b(?:(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<day>[0-9]{1,2})(?:(?:[/.-]|\s+)(?P<month>[0-9]{1,2})(?:[/.-]|\s+)|\s+(?P<word>[a-z]{3,9})\.?,?\s+)(?P<year>[0-9]{4}))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Element:
    """One thing asked for: a word, a day, a postcode or a number, tidied."""

    sort: Sort
    text: str

    @property
    def day(self) -> date:
        """Return the day of an element that is one."""
        return date.fromisoformat(self.text)


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything one search asks for, and what of it would be enough alone, read in another way."""

    elements: tuple[Element, ...] = ()
    alone: tuple[Element, ...] = ()

    def of(self, *sorts: Sort) -> tuple[Element, ...]:
        """Return what is asked of these sorts."""
        return tuple(each for each in self.elements if each.sort in sorts)

    @property
    def words(self) -> frozenset[str]:
        """Return the words asked for."""
        return frozenset(each.text for each in self.of(Sort.WORD))


def asked_in(typed: str) -> Asked:
    """Read what was typed into one box: any mix of names, dates, postcodes and references.

    >>> [str(each.sort) for each in asked_in("Nolan, Peter 12 Feb 1984 WX4 2QD").elements]
    ['word', 'word', 'born', 'postcode']
    >>> [each.text for each in asked_in("nmc-26-7k3f-9qxw").elements]
    ['NMC267K3F9QXW']
    """
    found: list[Element] = []
    rest = DATE.sub(lambda match: _taken(found, Sort.BORN, _day_of(match), match[0]), typed)
    rest = POSTCODE.sub(lambda match: _taken(found, Sort.POSTCODE, "".join(match.groups()), ""), rest.upper())
    rest = NUMBERED.sub(lambda match: _taken(found, Sort.IDENTIFIER, tidy_identifier(match[0]), ""), rest)
    words = [_as_word(word) for word in words_of(rest)]
    return Asked(_in_order([*words, *found]), _as_one_number(typed))


def _as_one_number(typed: str) -> tuple[Element, ...]:
    """Read all that was typed as one number, such as AB12 CDE, where it is short and has a digit."""
    words = words_of(typed)
    tidy = tidy_identifier(typed)
    is_number = len(words) <= MOST_PARTS and len(tidy) >= SHORTEST_NUMBER and not tidy.isalpha()
    return (Element(Sort.IDENTIFIER, tidy),) if is_number else ()


def asked_terms(terms: Mapping[str, str]) -> tuple[Asked, list[FieldError]]:
    """Read what was typed into the boxes for a person, and list what cannot be searched for."""
    faults = [
        fault
        for name, text in terms.items()
        for fault in (
            faults_in(name, text, most=LONGEST_TERM)
            if name in TERMS
            else [FieldError(name, _("Search by name, date of birth, address or identifier."))]
        )
    ]
    given = {name: terms.get(name, "").strip() for name in TERMS}
    found = [Element(Sort.WORD, word) for word in words_of(given["name"])]
    if given["date_of_birth"]:
        try:
            found.append(Element(Sort.BORN, tidy_date(date.fromisoformat(given["date_of_birth"]))))
        except ValueError:
            faults.append(FieldError("date_of_birth", _("Enter a date such as 1990-05-01.")))
    found += [
        each for each in asked_in(given["address"]).elements if each.sort in (Sort.POSTCODE, Sort.OUTWARD)
    ]
    if tidy := tidy_identifier(given["identifier"]):
        found.append(Element(Sort.IDENTIFIER, tidy))
    return Asked(_in_order(found)), faults


def _in_order(found: list[Element]) -> tuple[Element, ...]:
    return tuple(dict.fromkeys(each for each in found if each.text))[: 2 * MOST_WORDS]


def _taken(found: list[Element], sort: Sort, text: str, otherwise: str) -> str:
    """Put an element aside and leave a space for it; what is none stays as it was typed."""
    if not text:
        return otherwise
    found.append(Element(sort, text))
    return " "


def _day_of(match: re.Match[str]) -> str:
    with suppress(ValueError):
        if match["iso"]:
            return tidy_date(date.fromisoformat(match["iso"]))
        month = int(match["month"]) if match["month"] else _month(match["word"])
        return tidy_date(date(int(match["year"]), month, int(match["day"])))
    return ""


def _month(word: str) -> int:
    """Return the number of a month by the first letters of its name; 0 for another word."""
    return next((at for at, name in enumerate(MONTHS, 1) if name.startswith(word.lower())), 0)


def _as_word(word: str) -> Element:
    """Tell the first half of a postcode from other words."""
    outward = word.upper()
    return Element(Sort.OUTWARD, outward) if OUTWARD.fullmatch(outward) else Element(Sort.WORD, word)
