"""The ways in which a record may answer what is asked, as a condition over the tokens of the index."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from needshare.kernel.tidying import tidy_date

from .asking import Asked, Element
from .tokens import Kin, Sort, Token, dates_in, forms_of, letters_of, tokens_of_name

MOST_LEFT_OUT: Final = 6
ENOUGH_WORDS: Final = 3
PLACES: Final = (Sort.POSTCODE, Sort.OUTWARD)


@dataclass(frozen=True, slots=True)
class Condition:
    """All or any of some tokens and of further conditions."""

    joined: Literal["all", "any"]
    parts: tuple["Token | Condition", ...]


def all_of(parts: Iterable["Token | Condition"]) -> Condition:
    """Join parts that must all hold."""
    return Condition("all", tuple(dict.fromkeys(parts)))


def any_of(parts: Iterable["Token | Condition"]) -> Condition:
    """Join parts of which one is enough."""
    return Condition("any", tuple(dict.fromkeys(parts)))


def closely(asked: Asked, kin: Kin) -> Condition | None:
    """Return the condition of what agrees best: all that is asked, as it is written, or a number alone."""
    ways = [way for way in _ways(asked) if len(way) == len(asked.elements) or way[0].sort is Sort.IDENTIFIER]
    return _condition(ways, kin, is_loose=False)


def loosely(asked: Asked, kin: Kin) -> Condition | None:
    """Return the condition of everything that is worth looking at; None where nothing is asked."""
    return _condition(list(_ways(asked)), kin, is_loose=True)


def is_found(asked: Asked, agreeing: Iterable[Element]) -> bool:
    """Tell whether what agrees is worth showing, of what was asked.

    >>> ann, born = Element(Sort.WORD, "ann"), Element(Sort.BORN, "1990-05-01")
    >>> lee = Element(Sort.WORD, "lee")
    >>> is_found(Asked((ann, lee, born)), [ann, born]), is_found(Asked((ann, lee, born)), [born])
    (True, False)
    """
    agreed = set(agreeing)
    return any(agreed.issuperset(way) for way in _ways(asked))


def _ways(asked: Asked) -> Iterator[tuple[Element, ...]]:
    """Yield each set of elements that is enough.

    A number alone is; so are all the words, unless it is one word with a day or a place, or of many words
    the first and last, or all but one; a birthday or a postcode is with any word, or with each other; and
    each is alone where nothing else is asked.
    """
    words, days, places = asked.of(Sort.WORD), asked.of(Sort.BORN), asked.of(*PLACES)
    is_named = len(words) > 1 or not (days or places)
    yield from (way for way in (asked.elements, words if is_named else ()) if way)
    yield from ((number,) for number in (*asked.of(Sort.IDENTIFIER), *asked.alone))
    yield from ((day, other) for day in days for other in (*words, *places))
    yield from ((place, word) for place in places for word in words)
    if not words and not (days and places):
        yield from ((alone,) for alone in (*days, *places))
    if len(words) >= ENOUGH_WORDS:
        yield (words[0], words[-1])
        for left_out in words[:MOST_LEFT_OUT]:
            yield tuple(word for word in words if word is not left_out)


def _condition(ways: list[tuple[Element, ...]], kin: Kin, *, is_loose: bool) -> Condition | None:
    if not ways:
        return None
    conditions = {each: _of(each, kin, is_loose=is_loose) for way in ways for each in way}
    return any_of(all_of(conditions[each] for each in way) for way in ways)


def _of(element: Element, kin: Kin, *, is_loose: bool) -> Condition:
    text = element.text
    if element.sort is Sort.WORD:
        return _of_word(text, kin, is_loose=is_loose)
    if element.sort is Sort.BORN and is_loose:
        return any_of((Sort.BORN, tidy_date(day)) for day in dates_in(element.day))
    if element.sort is Sort.OUTWARD:
        return any_of([(Sort.OUTWARD, text), (Sort.WORD, text.lower()), (Sort.IDENTIFIER, text)])
    if element.sort is Sort.IDENTIFIER:
        exact: list[Token | Condition] = [(Sort.IDENTIFIER, text), (Sort.WORD, text.lower())]
        letters = letters_of(text.lower())
        return any_of([*exact, all_of(sorted(letters))] if is_loose and letters else exact)
    return any_of([(element.sort, text)])


def _of_word(word: str, kin: Kin, *, is_loose: bool) -> Condition:
    exact: list[Token | Condition] = [(Sort.WORD, form) for form in sorted(forms_of(word))]
    if not word.isalpha():
        exact += [(Sort.IDENTIFIER, word.upper()), (Sort.YEAR, word)]
    if not is_loose:
        return any_of(exact)
    near = sorted(each for each in tokens_of_name(word, kin) if each[0] in (Sort.SOUND, Sort.KIN))
    letters = sorted(letters_of(word))
    return any_of([*exact, *near, *([all_of(letters)] if letters else [])])
