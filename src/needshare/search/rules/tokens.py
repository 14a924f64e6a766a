"""By which words, sounds, dates and numbers a record can be found; each is hashed before it is kept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from anyascii import anyascii
from jellyfish import metaphone

from needshare.kernel.tidying import name_tokens, tidy_date, tidy_identifier, tidy_text

POSTCODE: Final = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")
INWARD: Final = 3
TRIGRAM: Final = 3
LONGEST_WORD: Final = 40
MOST_TOKENS: Final = 600

# What each given name is also called: a name in small letters to the groups it belongs to.
Kin = Mapping[str, frozenset[str]]


class Sort(StrEnum):
    """What a token stands for; equal texts of two sorts are two tokens."""

    WORD = "word"
    SOUND = "sound"
    KIN = "kin"
    LETTERS = "letters"
    BORN = "born"
    YEAR = "year"
    POSTCODE = "postcode"
    OUTWARD = "outward"
    IDENTIFIER = "identifier"


Token = tuple[Sort, str]


@dataclass(frozen=True, slots=True)
class Details:
    """What is known about one person or thing, in the clear; it never leaves the process so."""

    names: tuple[str, ...] = ()
    born_on: date | None = None
    addresses: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


def tokens_of(details: Details, kin: Kin) -> set[Token]:
    """List everything a record can be found by; of a very long one, the most telling first."""
    found = {
        token for name in details.names for word in words_of(name) for token in tokens_of_name(word, kin)
    }
    if details.born_on is not None:
        found |= {(Sort.BORN, tidy_date(details.born_on)), (Sort.YEAR, f"{details.born_on.year:04d}")}
    for identifier in details.identifiers:
        tidy = tidy_identifier(identifier)[:LONGEST_WORD]
        found |= {(Sort.IDENTIFIER, tidy), *letters_of(tidy.lower())} if tidy else set()
    for address in details.addresses:
        found |= _tokens_of_address(address)
    room = max(MOST_TOKENS - len(found), 0)
    words = dict.fromkeys(word for text in details.texts for word in words_of(text))
    return found | {(Sort.WORD, word) for word in list(words)[:room]}


def _tokens_of_address(address: str) -> set[Token]:
    found: set[Token] = {(Sort.WORD, word) for word in words_of(address)}
    for postcode in postcodes_in(address):
        found |= {(Sort.POSTCODE, postcode), (Sort.OUTWARD, postcode[:-INWARD])}
    return found


def tokens_of_name(word: str, kin: Kin) -> set[Token]:
    """List what one word of a name can be found by: itself, its other forms, its sound, its letters."""
    found: set[Token] = {(Sort.WORD, form) for form in forms_of(word)}
    found |= {(Sort.KIN, group) for group in kin.get(word, ())}
    found |= {(Sort.SOUND, sound) for sound in sounds_of(word)}
    return found | letters_of(word)


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into its words in plain Latin letters, each once, cut where they are very long.

    >>> words_of("Ґалина O’Brien-Łukasz")
    ('galina', 'obrien', 'lukasz')
    """
    plain = text if text.isascii() else anyascii(tidy_text(text))
    return tuple(word[:LONGEST_WORD] for word in name_tokens(plain))


def forms_of(word: str) -> set[str]:
    """Write a word with and without the second letter that some languages put for an accent.

    >>> sorted(forms_of("mueller"))
    ['mueller', 'muller']
    """
    return {word, re.sub("([aou])e", r"\1", word)}


def sounds_of(word: str) -> set[str]:
    """Tell how a word sounds to an English ear; a short one or a number has no sound of its own.

    >>> sounds_of("pryce") == sounds_of("price"), sounds_of("7k3f")
    (True, set())
    """
    return {sound for sound in (metaphone(word),) if len(word) >= TRIGRAM and word.isalpha() and sound}


def letters_of(word: str) -> set[Token]:
    """Cut a word into every three letters that follow each other, by which a part of it is found."""
    return {(Sort.LETTERS, word[at : at + TRIGRAM]) for at in range(len(word) - TRIGRAM + 1)}


def postcodes_in(address: str) -> list[str]:
    """Find the United Kingdom postcodes in an address.

    >>> postcodes_in("12 Alder Row, Wexcombe wx4 2qd")
    ['WX42QD']
    """
    return ["".join(found) for found in POSTCODE.findall(address.upper())]


def dates_in(day: date) -> tuple[date, ...]:
    """Return a day, and the one with day and month swapped where there is such.

    >>> [str(each) for each in dates_in(date(1984, 2, 12))]
    ['1984-02-12', '1984-12-02']
    """
    if day.day > 12 or day.day == day.month:
        return (day,)
    return (day, date(day.year, day.day, day.month))


def kin_of(groups: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Map each name to the groups of names it belongs to, from (group, names with spaces between).

    >>> kin_of([("peter", "Peter Pete"), ("petra", "Petra Pete")])["pete"] == {"peter", "petra"}
    True
    """
    found: dict[str, set[str]] = {}
    for group, names in groups:
        for name in _each(names):
            found.setdefault(name, set()).add(group)
    return {name: frozenset(belongs) for name, belongs in found.items()}


def _each(names: str) -> Iterator[str]:
    yield from words_of(names)
