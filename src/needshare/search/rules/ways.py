"""The ways in which a record may answer what is asked, as a condition over the tokens of the index."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from needshare.kernel.tidying import tidy_date
from needshare.search.terms import Likeness

from .asking import Asked, Element
from .tokens import Kin, Sort, Token, dates_in, forms_of, letters_of, tokens_of_name

MOST_LEFT_OUT: Final = 6
ENOUGH_WORDS: Final = 3
FRAGMENT: Final = 5  # so few letters are as likely a part of a name as the whole of it
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
    return _condition(ways, kin, by=_exact)


def loosely(asked: Asked, kin: Kin) -> Condition | None:
    """Return the condition of everything that is worth looking at; None where nothing is asked.

    Letters within a word are left out, unless a few are all that is asked: `faintly` looks for those.
    """
    is_fragment = len(asked.elements) == 1 and len(asked.elements[0].text) <= FRAGMENT
    return _condition(_fewest(_ways(asked)), kin, by=_faint if is_fragment else _alike)


def faintly(asked: Asked, kin: Kin) -> Condition | None:
    """Return the condition for what nothing closer was found for: letters within words and numbers too.

    Any three letters are in many records, so that a search for all those of a word costs more than all
    the rest of it.
    """
    return _condition(_fewest(_ways(asked)), kin, by=_faint)


def is_one_name(asked: Asked) -> bool:
    """Tell whether one word of letters is all that is asked: what agrees with it closely agrees alike.

    >>> is_one_name(Asked((Element(Sort.WORD, "peter"),))), is_one_name(Asked((Element(Sort.WORD, "n1001"),)))
    (True, False)
    """
    if len(asked.elements) != 1 or asked.alone:
        return False
    (element,) = asked.elements
    return element.sort is Sort.WORD and element.text.isalpha()


def signs_of(element: Element, kin: Kin) -> tuple[tuple[Likeness, Condition], ...]:
    """List by which tokens an element agrees, surest first, as far as tokens can tell.

    >>> [str(likeness) for likeness, _tokens in signs_of(Element(Sort.BORN, "1984-02-12"), {})]
    ['date_of_birth', 'date_swapped']
    """
    text = element.text
    if element.sort is Sort.BORN:
        ways = zip((Likeness.DATE_OF_BIRTH, Likeness.DATE_SWAPPED), dates_in(element.day), strict=False)
        return tuple((likeness, all_of([(Sort.BORN, tidy_date(day))])) for likeness, day in ways)
    if element.sort is Sort.POSTCODE:
        return ((Likeness.POSTCODE, all_of([(Sort.POSTCODE, text)])),)
    if element.sort is Sort.OUTWARD:
        return ((Likeness.OUTWARD, all_of([(Sort.OUTWARD, text)])),)
    word = text.lower()
    near = tokens_of_name(word, kin)
    signs: tuple[tuple[Likeness, Iterable[Token]], ...] = (
        (Likeness.IDENTIFIER, () if word.isalpha() else [(Sort.IDENTIFIER, text.upper())]),
        (Likeness.NAME_PART, sorted((Sort.WORD, form) for form in forms_of(word))),
        (Likeness.OTHER_FORM, sorted(each for each in near if each[0] is Sort.KIN)),
        (Likeness.SOUNDS_LIKE, sorted(each for each in near if each[0] is Sort.SOUND)),
        (Likeness.BIRTH_YEAR, [(Sort.YEAR, word)] if word.isdigit() else ()),
    )
    letters = [(Likeness.LETTERS, all_of(sorted(letters_of(word))))] if letters_of(word) else []
    return (*((likeness, any_of(tokens)) for likeness, tokens in signs if tokens), *letters)


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


def _condition(
    ways: list[tuple[Element, ...]], kin: Kin, *, by: Callable[[Element, Kin], Condition]
) -> Condition | None:
    if not ways:
        return None
    conditions = {each: by(each, kin) for way in ways for each in way}
    besides: dict[tuple[Element, ...], list[Condition]] = {}
    for way in ways:  # what goes with one other thing alike is looked up once: (a and b) or (a and c)
        besides.setdefault(way[:-1], []).append(conditions[way[-1]])
    return any_of(
        all_of([*(conditions[each] for each in first), any_of(others)]) for first, others in besides.items()
    )


def _fewest(ways: Iterable[tuple[Element, ...]]) -> list[tuple[Element, ...]]:
    """Leave out each way that asks for all that another asks for, and more."""
    kept: list[tuple[Element, ...]] = []
    for way in sorted(ways, key=len):
        if not any(set(way).issuperset(other) for other in kept):
            kept.append(way)
    return kept


def _exact(element: Element, _kin: Kin) -> Condition:
    text = element.text
    if element.sort is Sort.WORD:
        exact: list[Token | Condition] = [(Sort.WORD, form) for form in sorted(forms_of(text))]
        number = [] if text.isalpha() else [(Sort.IDENTIFIER, text.upper()), (Sort.YEAR, text)]
        return any_of([*exact, *number])
    if element.sort is Sort.OUTWARD:
        return any_of([(Sort.OUTWARD, text), (Sort.WORD, text.lower()), (Sort.IDENTIFIER, text)])
    if element.sort is Sort.IDENTIFIER:
        return any_of([(Sort.IDENTIFIER, text), (Sort.WORD, text.lower())])
    return any_of([(element.sort, text)])


def _alike(element: Element, kin: Kin) -> Condition:
    if element.sort is Sort.BORN:
        return any_of((Sort.BORN, tidy_date(day)) for day in dates_in(element.day))
    exact = _exact(element, kin).parts
    if element.sort is not Sort.WORD:
        return any_of(exact)
    near = sorted(each for each in tokens_of_name(element.text, kin) if each[0] in (Sort.SOUND, Sort.KIN))
    return any_of([*exact, *near])


def _faint(element: Element, kin: Kin) -> Condition:
    alike = _alike(element, kin)
    letters = sorted(letters_of(element.text.lower()))
    if element.sort not in (Sort.WORD, Sort.IDENTIFIER) or not letters:
        return alike
    return any_of([*alike.parts, all_of(letters)])
