"""The polarity check: a rule that helps may only become true as facts get better, one that hurts as they
get worse. It catches the rule by which letting an agreement expire would improve an answer.
"""

from collections.abc import Iterator
from itertools import pairwise

from needshare.kernel import Outcome

from .kinds import Kind
from .language import Node
from .pack import FactWords, Pack, Rule, Test

_FLIP = {"+": "-", "-": "+", "?": "?"}
_SIGNS = {"<": ("-", "+"), "<=": ("-", "+"), ">": ("+", "-"), ">=": ("+", "-")}


def wrong_way(pack: Pack, test: Test, rule: Rule) -> Iterator[str]:
    """Name each fact the rule uses the wrong way round."""
    if rule.kind == "restrict" and not rule.tightens:
        return
    if rule.kind == "needs_a_person" and test.default is not Outcome.NOT_MET:
        wanted = "-"
    else:
        wanted = "-" if rule.kind == "restrict" else "+"
    for path, sign in _signs(pack, rule.condition.node, "+"):
        direction = pack.facts[path].direction
        if direction == "0":
            continue
        right = wanted if direction == "+" else _FLIP[wanted]
        if sign != right:
            yield f"{path} counts '{direction}', and here a better value of it could make the answer worse"


def _signs(pack: Pack, node: Node, sign: str) -> Iterator[tuple[str, str]]:
    """Yield each fact with the way the condition moves as the fact moves up: "+", "-" or "?"."""
    name = node[0]
    if name in ("and", "or"):
        for part in node[1:]:
            yield from _signs(pack, part, sign)
    elif name == "not":
        yield from _signs(pack, node[1], _FLIP[sign])
    elif name == "holds":
        yield from _value(pack, node[1], sign)
    elif name == "missing":
        yield from _value(pack, node[1], _FLIP[sign])
    elif name != "unknown":
        yield from _comparison(pack, node, sign)


def _comparison(pack: Pack, node: Node, sign: str) -> Iterator[tuple[str, str]]:
    a, b = node[-2:]
    operator = node[1] if node[0] == "compare" else node[0]
    if operator in _SIGNS:
        first, second = _SIGNS[operator]
    elif operator in ("overlap", "within"):
        first, second = ("+" if operator == "overlap" else "-"), "+"
    elif operator in ("in", "not in"):
        first, second = "?", "+" if operator == "in" else "-"
    else:
        first = second = "?"
    if first == "?" and (best := _best(pack, a, b, operator)):
        first, second = best
    yield from _value(pack, a, _times(first, sign))
    yield from _value(pack, b, _times(second, sign))


def _times(first: str, second: str) -> str:
    return first if second == "+" else _FLIP[first]


def _best(pack: Pack, a: Node, b: Node, operator: str) -> tuple[str, str] | None:
    """Compare a fact that has best words with given words: all among the best is "+", none is "-"."""
    fact, given = (b, a) if a[0] == "literal" else (a, b)
    if fact[0] != "fact" or given[0] != "literal":
        return None
    known: FactWords = pack.facts[fact[1]]
    words = given[1] if isinstance(given[1], frozenset) else frozenset([given[1]])
    if known.kind.name == "bool":
        found = "+" if given[1] is True else "-"
    elif known.best and words <= known.best:
        found = "+"
    elif known.best and not words & known.best:
        found = "-"
    else:
        return None
    return (found, "?") if operator in ("==", "in") else (_FLIP[found], "?")


def _value(pack: Pack, node: Node, sign: str) -> Iterator[tuple[str, str]]:
    if node[0] == "fact":
        yield node[1], sign
    elif node[0] == "add_days":
        yield from _value(pack, node[1], sign)
    elif node[0] == "column":
        rises = _rises(pack, node[1], node[2])
        for path, found in _value(pack, node[3], sign):
            yield path, found if rises else "?"


def _rises(pack: Pack, name: str, column: str) -> bool:
    """Tell whether a column of an ordered list never falls from one word to the next higher.

    Words without a value in the column must be the lowest.
    """
    words = pack.lists[name]
    kind: Kind = words.columns[column]
    cells = pack.columns[name, column]
    valued = list(words.members)[len(words.members) - len(cells) :]
    if not words.is_ordered or any(word not in cells for word in valued):
        return False
    values = [cells[word] for word in valued]
    if kind.name == "enum":
        values = [pack.ranks.get(kind.of, {}).get(value, -1) for value in values]
    elif kind.name not in ("int", "date"):
        return False
    return all(low <= high for low, high in pairwise(values))
