"""People for the many cases to be about, and the searches that are measured."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from benchmarks.serving import Call

FIRST_DAY = date(1940, 1, 1)
DAYS = 25_000
COMMON = "Peter"
ONE_IN = 25  # of so many people one has the common name: 4 in a hundred
STARTS = (
    "Ald", "Bran", "Cor", "Dun", "Els", "Fen", "Gar", "Hol", "Ith", "Jes",
    "Kel", "Lor", "Mar", "Nor", "Oak", "Pel", "Quin", "Ros", "Sel", "Thorn",
)  # fmt: skip
MIDDLES = ("ba", "ce", "do", "fi", "gu", "la", "me", "ni", "ro", "tu")
ENDS = (
    "by",
    "combe",
    "dale",
    "field",
    "ford",
    "ham",
    "ley",
    "mont",
    "ridge",
    "stead",
    "ton",
    "well",
    "wick",
    "worth",
)
FIRSTS = (
    "Ann", "Bela", "Carys", "Dilip", "Esme", "Farah", "Gwen", "Hugh", "Ines", "Jonas", "Keira", "Lev",
    "Mina", "Noor", "Olaf", "Priya", "Rhys", "Sana", "Tomas", "Una", "Vera", "Wil", "Yusuf", "Zara",
)  # fmt: skip


def somebody(number: int) -> tuple[str, date]:
    """Make up the name and birth date of the person a case is about; the same for the same number."""
    draw = random.Random(number)
    first = COMMON if number % ONE_IN == 0 else draw.choice(FIRSTS)
    last = draw.choice(STARTS) + draw.choice(MIDDLES) + draw.choice(ENDS)
    return f"{first} {last}", FIRST_DAY + timedelta(days=draw.randrange(DAYS))


def searches(world: Mapping[str, Any], cases: int) -> dict[str, Iterator[Call]]:
    """Return the calls that search cases: a person by name and date, a common name, letters in any name."""
    draw = random.Random(1)
    people = [somebody(draw.randrange(cases)) for _number in range(500)]
    return {
        "search": _calls(world, [f"{name} {born_on:%d/%m/%Y}" for name, born_on in people]),
        "common": _calls(world, [COMMON]),
        "letters": _calls(world, ["orna", "ridg", "quin"]),
    }


def _calls(world: Mapping[str, Any], words: Sequence[str]) -> Iterator[Call]:
    cookies = world["people"]["decider"]["cookies"]
    for each in cycle(words):
        given = {"words": each, "reason": "Measuring.", "kind": "cases", "csrfmiddlewaretoken": world["csrf"]}
        yield Call.form("/search", cookies, given)
