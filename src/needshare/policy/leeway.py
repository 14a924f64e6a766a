"""Leeway: what a pack leaves to a force. Checks that everything it may loosen or set is there and bounded,
and that a figure called stricter one way really is, in every rule that uses it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from .language import Node, Vocabulary, condition
from .pack import Bounds, Pack, Rule

Found = tuple[str, tuple[str, ...], str]
HEAD: Final = "pack.toml"
_UP: Final = {"<": ("-", "+"), "<=": ("-", "+"), ">": ("+", "-"), ">=": ("+", "-")}
_FLIP: Final = {"+": "-", "-": "+", "?": "?"}


def mistakes_in(pack: Pack) -> Iterator[Found]:
    """List every mistake in what a force is left."""
    for name in sorted(pack.may_loosen):
        yield from ((HEAD, ("may_loosen", name), message) for message in _loosened(pack, name))
    for name in sorted(pack.may_set):
        yield from ((HEAD, ("may_set", name), message) for message in _set(pack, name))
    for clock in pack.clocks.values():
        if clock.longest is not None and clock.longest < clock.amount:
            yield "clocks/limits.toml", (clock.id, "longest"), "this is less than the time limit itself"
    for name, bounds in pack.bounds.items():
        place = ("parameters.toml", (name,))
        yield from ((*place, message) for message in _bounded(pack, name, bounds))
    yield from _figures(pack)


def _loosened(pack: Pack, name: str) -> Iterator[str]:
    kind, _, rest = name.partition(".")
    if kind == "rule":
        test, _, code = rest.partition(".")
        if not any(rule.test == test and rule.code == code for each in pack.tests for rule in each.rules):
            yield f"no test '{test}' has a rule with the code '{code}'"
        return
    known: dict[str, Any] = {
        "clock": pack.clocks,
        "parameter": pack.bounds,
        "authority": {row.id: row for row in pack.authorities},
        "escalation": pack.escalations,
    }
    if kind not in known or rest not in known[kind]:
        yield f"'{name}' is nothing of this pack; write {', '.join(known)} or rule, a dot, and its name"
    elif kind == "clock" and pack.clocks[rest].longest is None:
        yield f"say in the clock '{rest}' how long it may be at most, in 'longest'"
    elif kind == "parameter" and not _is_bounded(pack, rest):
        yield f"say in the parameter '{rest}' which way is stricter, and how far it may go the other way"


def _is_bounded(pack: Pack, name: str) -> bool:
    bounds = pack.bounds[name]
    if pack.parameters[name][0].name != "int":
        return bounds.stricter in ("lower", "higher")
    return (bounds.stricter == "lower" and bounds.most is not None) or (
        bounds.stricter == "higher" and bounds.least is not None
    )


def _set(pack: Pack, name: str) -> Iterator[str]:
    words, _, column = name.partition(".")
    if words not in pack.lists:
        yield f"'{words}' is not a list of this pack"
        return
    kind = pack.lists[words].columns.get(column)
    if column not in ("label", "note") and (kind is None or kind.name != "text"):
        yield f"only a label, a note or a column of text may be set, and '{column}' is none"
    conditions = [rule.condition for test in pack.tests for rule in test.rules]
    conditions += [row.condition for row in pack.authorities]
    if any(_reads(each.node, words, column) for each in conditions):
        yield f"a condition reads the column '{column}', so it may not be set"


def _reads(node: Node, words: str, column: str) -> bool:
    if node[:3] == ("column", words, column):
        return True
    return any(_reads(part, words, column) for part in node if isinstance(part, tuple))


def _bounded(pack: Pack, name: str, bounds: Bounds) -> Iterator[str]:
    if name not in pack.parameters:
        return
    kind, value = pack.parameters[name]
    if kind.name == "int" and bounds.least is not None and value < bounds.least:
        yield f"its value {value} is less than its least, {bounds.least}"
    if kind.name == "int" and bounds.most is not None and value > bounds.most:
        yield f"its value {value} is more than its most, {bounds.most}"
    if bounds.stricter in ("lower", "higher") and place_of(pack, name, value) is None:
        yield f"{kind} has no order, so neither way is stricter"


def place_of(pack: Pack, name: str, value: Any) -> int | None:
    """Place a value of a figure from low to high; none where its kind has no order."""
    kind = pack.parameters[name][0]
    if kind.name == "enum":
        return pack.ranks.get(kind.of, {}).get(value)
    return int(value) if kind.name in ("int", "bool") else None


def _figures(pack: Pack) -> Iterator[Found]:
    """Find rules that a stricter figure would loosen."""
    for name, bounds in pack.bounds.items():
        if bounds.stricter not in ("lower", "higher") or name not in pack.parameters:
            continue
        for rule in (rule for test in pack.tests for rule in test.rules):
            if f"parameter.{name}" in rule.condition.text and _is_loosened(pack, name, bounds, rule):
                path = (rule.test, *([rule.code] if rule.code else []), rule.condition.text)
                message = (
                    f"a {bounds.stricter} value of '{name}' is called stricter, and would loosen this rule"
                )
                yield rule.file, path, message


def _is_loosened(pack: Pack, name: str, bounds: Bounds, rule: Rule) -> bool:
    if rule.kind == "restrict" and not rule.tightens:
        return False
    wanted = "+" if rule.kind == "restrict" else "-"
    if bounds.stricter == "lower":
        wanted = _FLIP[wanted]
    moved = condition(rule.condition.text, _raised(pack, name)).node
    return any(sign != wanted for sign in _signs(rule.condition.node, moved, "+"))


def _raised(pack: Pack, name: str) -> Vocabulary:
    """Give the vocabulary of the pack with one figure a step away from where it is."""
    kind, value = pack.parameters[name]
    if kind.name == "enum":
        words = list(pack.lists[kind.of].members)
        place = words.index(value)
        other: Any = words[place + 1] if place + 1 < len(words) else words[place - 1]
    else:
        other = not value if kind.name == "bool" else value + 1
    return replace(pack.vocabulary, parameters={**pack.vocabulary.parameters, name: (kind, other)})


def _signs(before: Node, after: Node, sign: str) -> Iterator[str]:
    """Tell how a condition moves as the figure that differs rises: "+", "-" or "?"."""
    if before == after:
        return
    if before[0] in ("and", "or"):
        for one, other in zip(before[1:], after[1:], strict=True):
            yield from _signs(one, other, sign)
    elif before[0] == "not":
        yield from _signs(before[1], after[1], _FLIP[sign])
    else:
        ways = _UP.get(before[1], ("?", "?")) if before[0] == "compare" else ("?", "?")
        for way, one, other in zip(ways, before[-2:], after[-2:], strict=True):
            if one != other:
                found = way if _rises_too(one, other) else _FLIP[way]
                yield found if sign == "+" else _FLIP[found]


def _rises_too(one: Node, other: Node) -> bool:
    """Tell whether a side of a comparison rises with the figure in it: all but days taken off a date do."""
    low, high = one[-1], other[-1]
    return type(low) is not int or high > low


__all__ = ["mistakes_in", "place_of"]
