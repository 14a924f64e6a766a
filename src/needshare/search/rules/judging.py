"""Judging a record found, in the clear: what agrees, what differs, how sure that is; and ranking it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from needshare.kernel.tidying import tidy_date, tidy_identifier, tidy_name, tidy_text
from needshare.search.terms import Confidence, Difference, Likeness

from .asking import Asked, Element
from .tokens import INWARD, TRIGRAM, Details, Kin, Sort, dates_in, forms_of, postcodes_in, sounds_of, words_of
from .ways import is_found

WEIGHT: Final[Mapping[Likeness, int]] = {
    Likeness.IDENTIFIER: 100,
    Likeness.FULL_NAME: 50,
    Likeness.ALIAS: 40,
    Likeness.DATE_OF_BIRTH: 40,
    Likeness.DATE_SWAPPED: 30,
    Likeness.ADDRESS: 30,
    Likeness.POSTCODE: 20,
    Likeness.NAME_PART: 15,
    Likeness.OTHER_FORM: 10,
    Likeness.SOUNDS_LIKE: 8,
    Likeness.LETTERS: 6,
    Likeness.BIRTH_YEAR: 6,
    Likeness.OUTWARD: 4,
    Likeness.WORD: 2,
}
PLACE: Final = (Likeness.POSTCODE, Likeness.ADDRESS)


@dataclass(frozen=True, slots=True)
class Match:
    """Why a record is shown, the surest reason first, and in what it differs from what was asked."""

    likenesses: tuple[Likeness, ...]
    differs: tuple[Difference, ...] = ()
    score: int = 0


class _Known:
    """One person or thing, taken apart once for all that is asked of it, as far as anything asks."""

    def __init__(self, details: Details, kin: Kin) -> None:
        self._details, self._kin = details, kin
        names = [frozenset(words_of(name)) for name in details.names]
        self.name: frozenset[str] = names[0] if names else frozenset()
        self.aliases = tuple(names[1:])
        self.names = self.name.union(*self.aliases)
        self.postcodes = frozenset(code for address in details.addresses for code in postcodes_in(address))
        self.identifiers = frozenset(tidy_identifier(number) for number in details.identifiers)
        self.places = frozenset(word for address in details.addresses for word in words_of(address))

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every way to write the names."""
        return frozenset(form for word in self.names for form in forms_of(word))

    @cached_property
    def kin(self) -> frozenset[str]:
        """The groups of names that theirs are forms of."""
        return frozenset(group for word in self.names for group in self._kin.get(word, ()))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """How the names sound."""
        return frozenset(sound for word in self.names for sound in sounds_of(word))

    @cached_property
    def texts(self) -> frozenset[str]:
        """The words of what is said of them."""
        return frozenset(word for text in self._details.texts for word in words_of(text))


def judged(asked: Asked, held: Iterable[Details], kin: Kin) -> Match | None:
    """Judge a record by each person or thing in it, and return the best match, or None where none fits."""
    found = (_judged(asked, details, kin) for details in held)
    return max((match for match in found if match is not None), key=lambda each: each.score, default=None)


def _judged(asked: Asked, details: Details, kin: Kin) -> Match | None:
    known = _Known(details, kin)
    agreed = {
        element: likeness
        for element in (*asked.elements, *asked.alone)
        if (likeness := _likeness(element, details, known, kin)) is not None
    }
    if not is_found(asked, agreed):
        return None
    likenesses = set(agreed.values()) | _whole(asked, known) | _same_address(asked, known)
    ordered = tuple(each for each in Likeness if each in likenesses)
    differs = _differs(asked, details)
    score = sum(WEIGHT[each] for each in (*agreed.values(), *(likenesses - set(agreed.values()))))
    return Match(ordered, differs, score - 10 * len(differs))


def _likeness(element: Element, details: Details, known: _Known, kin: Kin) -> Likeness | None:
    text = element.text
    if element.sort is Sort.BORN:
        if details.born_on is None or details.born_on not in dates_in(element.day):
            return None
        return Likeness.DATE_OF_BIRTH if details.born_on == element.day else Likeness.DATE_SWAPPED
    if element.sort is Sort.POSTCODE:
        return Likeness.POSTCODE if text in known.postcodes else None
    if element.sort is Sort.OUTWARD and any(code[:-INWARD] == text for code in known.postcodes):
        return Likeness.OUTWARD
    if text.upper() in known.identifiers:
        return Likeness.IDENTIFIER
    return _of_word(text.lower(), details, known, kin)


def _of_word(word: str, details: Details, known: _Known, kin: Kin) -> Likeness | None:
    checks: tuple[tuple[Likeness, Callable[[], bool]], ...] = (
        (Likeness.NAME_PART, lambda: bool(forms_of(word) & known.forms)),
        (Likeness.BIRTH_YEAR, lambda: details.born_on is not None and word == str(details.born_on.year)),
        (Likeness.OTHER_FORM, lambda: bool(kin.get(word, frozenset()) & known.kin)),
        (Likeness.SOUNDS_LIKE, lambda: bool(sounds_of(word) & known.sounds)),
        (
            Likeness.LETTERS,
            lambda: len(word) >= TRIGRAM and _is_within(word, known.names, known.identifiers),
        ),
        (Likeness.WORD, lambda: word in known.places or word in known.texts),
    )
    return next((likeness for likeness, holds in checks if holds()), None)


def _is_within(letters: str, names: frozenset[str], identifiers: frozenset[str]) -> bool:
    return any(letters in each for each in names) or any(letters.upper() in each for each in identifiers)


def _whole(asked: Asked, known: _Known) -> set[Likeness]:
    """Tell whether the words asked are the whole name, or a whole other name."""
    if not asked.words:
        return set()
    if known.name == asked.words:
        return {Likeness.FULL_NAME}
    return {Likeness.ALIAS} if asked.words in known.aliases else set()


def _same_address(asked: Asked, known: _Known) -> set[Likeness]:
    """Tell whether a house number or name was asked with the postcode, and both are known."""
    postcodes = {each.text for each in asked.of(Sort.POSTCODE)} & known.postcodes
    return {Likeness.ADDRESS} if postcodes and asked.words & (known.places - known.name) else set()


def _differs(asked: Asked, details: Details) -> tuple[Difference, ...]:
    days = {each.day for each in asked.of(Sort.BORN)}
    return (Difference.DATE_OF_BIRTH,) if days and details.born_on and details.born_on not in days else ()


def confidence_of(likenesses: Iterable[Likeness]) -> Confidence:
    """Tell how sure a match is from what agrees.

    >>> confidence_of({Likeness.FULL_NAME}).value
    'weak'
    >>> confidence_of({Likeness.FULL_NAME, Likeness.DATE_OF_BIRTH}).value
    'strong'
    """
    agreed = set(likenesses)
    if Likeness.IDENTIFIER in agreed:
        return Confidence.STRONG
    if agreed & {Likeness.FULL_NAME, Likeness.ALIAS} and agreed & {Likeness.DATE_OF_BIRTH, *PLACE}:
        return Confidence.STRONG
    return Confidence.WEAK


def namesake_key(details: Details) -> tuple[str, str] | None:
    """Return what namesakes share, name and date of birth; None where the date is not known."""
    if not details.names or details.born_on is None:
        return None
    return (tidy_name(details.names[0]), tidy_date(details.born_on))


def differences_between(one: Details, another: Details) -> tuple[Difference, ...]:
    """List in what two namesakes differ: same name and birth date never make one person of two."""
    pairs = (
        (Difference.ALIAS, one.names[1:], another.names[1:]),
        (Difference.ADDRESS, one.addresses, another.addresses),
        (Difference.IDENTIFIER, one.identifiers, another.identifiers),
    )
    return tuple(name for name, ours, theirs in pairs if _tidied(ours) != _tidied(theirs))


def _tidied(texts: Iterable[str]) -> set[str]:
    return {tidy_text(text) for text in texts}
