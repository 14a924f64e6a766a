"""One way of writing names, words, dates and numbers, so that what is the same is found the same."""

import re
import unicodedata
from datetime import date
from typing import Final

# Letters that Unicode does not take apart into a plain letter and an accent.
PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
APOSTROPHES: Final = re.compile("['’‘`ʼ´]")
BETWEEN: Final = re.compile(r"[\W_]+")


def tidy_text(text: str) -> str:
    """Reduce a text to small plain letters and digits with single spaces.

    >>> tidy_text("  O’Brien-ŁUKASZ,  Zoë ")
    'obrien lukasz zoe'
    """
    if text.isascii():  # nothing in it is to be taken apart
        return BETWEEN.sub(" ", text.replace("'", "").replace("`", "").lower()).strip()
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text).casefold().translate(PLAIN))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return BETWEEN.sub(" ", bare.casefold()).strip()


def name_tokens(name: str) -> tuple[str, ...]:
    """Split a name into its tidied words, each once, in the order they are written.

    >>> name_tokens("Anne-Marie de la Croix")
    ('anne', 'marie', 'de', 'la', 'croix')
    """
    return tuple(dict.fromkeys(tidy_text(name).split()))


def tidy_name(name: str) -> str:
    """Reduce a whole name to its words in alphabetical order, so that their order does not matter.

    >>> tidy_name("Thorne, Ivo") == tidy_name("Ivo THORNE")
    True
    """
    return " ".join(sorted(name_tokens(name)))


def tidy_date(day: date) -> str:
    """Write a date the one way it is indexed.

    >>> tidy_date(date(1984, 2, 29))
    '1984-02-29'
    """
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def tidy_identifier(text: str) -> str:
    """Reduce a number plate, telephone or custody number to its capitals and digits.

    >>> tidy_identifier("ab12 cde")
    'AB12CDE'
    """
    return tidy_text(text).replace(" ", "").upper()
