"""Comparing two packs in words: what was added, removed and changed, and whether it widens or narrows.

A change of a rule is judged by what it does: both packs assess cases drawn about the facts that the change
names, and the plainest case that ends otherwise is told. No example found is no proof that there is none.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .engine import assess
from .facts import FactsError
from .leeway import place_of
from .pack import Authority, Ground, Pack, Rule, Test
from .results import OUTCOMES, Assessment
from .sampling import Sample, about
from .schemes import Scheme
from .timing import Clock

Base = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does over the cases tried: how many, and the plainest that ends better and worse."""

    tried: int
    better: str = ""
    worse: str = ""

    def told(self) -> str:
        """Say it in words."""
        if not self.tried:
            return "widens or narrows: no case could be drawn; look at it by hand"
        none = f"no example in {self.tried} cases"
        wide, narrow = (f"yes, e.g. {each}" if each else none for each in (self.better, self.worse))
        return f"widens: {wide}; narrows: {narrow}"


def compare(before: Pack, after: Pack, base: Base) -> Iterator[str]:
    """Say line by line in what two packs differ; nothing where they do not."""
    if before.sha256 == after.sha256:
        return
    parts = (
        ("Tests", _tests(before, after, base)),
        ("Who may decide", _authorities(before, after)),
        ("Who may do and see what", _verbs(before, after)),
        ("Schemes", _each(before.schemes, after.schemes, _scheme)),
        ("Time limits", _each(before.clocks, after.clocks, _clock, _clock_way)),
        ("Figures", _figures(before, after)),
        ("Reason codes", _each(before.codes, after.codes, lambda each: f"{each.severity}, {each.label}")),
        ("Conditions on onward use", _each(before.conditions, after.conditions, _onward)),
        ("Who hears of what is overdue", _each(before.escalations, after.escalations, _escalation)),
        ("Who hears of an open request with a severe risk", _watch(before, after)),
        ("Words of lists", _lists(before, after)),
        ("Outgoing texts", _each(before.texts, after.texts, lambda each: f"{each.label}: {each.body}")),
    )
    for title, lines in parts:
        found = list(lines)
        if found:
            yield title
            yield from (f"  {line}" for line in found)


def _each(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    told: Callable[[Any], str],
    way: Callable[[Any, Any], str] = lambda _one, _other: "",
) -> Iterator[str]:
    for name in [*before, *(each for each in after if each not in before)]:
        one, other = before.get(name), after.get(name)
        if one is None:
            yield f"added {name}: {told(other)}"
        elif other is None:
            yield f"removed {name}: {told(one)}"
        elif told(one) != told(other):
            yield f"changed {name}: from {told(one)} to {told(other)}{way(one, other)}"


def _clock(clock: Clock) -> str:
    return f"{clock.amount} {clock.unit.replace('_', ' ')}"


def _clock_way(one: Clock, other: Clock) -> str:
    if one.unit != other.unit:
        return "; counted otherwise: look at it by hand"
    return "; narrows: shorter" if other.amount < one.amount else "; widens: longer"


def _scheme(scheme: Scheme) -> str:
    asked = [f"{each.id}{' (must)' if each.is_required else ''}" for each in scheme.fields.values()]
    named = (scheme.due, *scheme.clocks, scheme.decided_by, *scheme.conditions)
    return f"{scheme.label}; names {', '.join(named)}; asks {', '.join(asked) or 'nothing'}"


def _onward(condition: Any) -> str:
    return f"{condition.text} (attached {f'when {condition.condition.text}' if condition.condition else 'by hand'})"


def _escalation(escalation: Any) -> str:
    return f"{', then '.join(escalation.steps)}, {escalation.longest_wait_hours} hours at most"


def _watch(before: Pack, after: Pack) -> Iterator[str]:
    one, other = ({step.id: step for step in pack.watch.steps} for pack in (before, after))
    yield from _each(one, other, lambda step: f"{step.to} at {step.percent} hundredths of the time")
    for urgency in sorted(before.watch.urgencies ^ after.watch.urgencies):
        is_new = urgency in after.watch.urgencies
        yield f"{'added' if is_new else 'removed'} the urgency {urgency}; {'narrows' if is_new else 'widens'}"


def _figures(before: Pack, after: Pack) -> Iterator[str]:
    for name in sorted({*before.parameters, *after.parameters}):
        one, other = (
            pack.parameters[name][1] if name in pack.parameters else None for pack in (before, after)
        )
        if one is None or other is None:
            yield f"{'added' if one is None else 'removed'} {name}: {other if one is None else one}"
        elif one != other:
            yield f"changed {name}: from {one} to {other}{_figure_way(before, name, one, other)}"


def _figure_way(pack: Pack, name: str, one: Any, other: Any) -> str:
    stricter = pack.bounds[name].stricter
    low, high = place_of(pack, name, one), place_of(pack, name, other)
    if stricter not in ("lower", "higher") or low is None or high is None:
        return ""
    return "; narrows" if (high < low) is (stricter == "lower") else "; widens"


def _lists(before: Pack, after: Pack) -> Iterator[str]:
    for name in sorted({*before.lists, *after.lists}):
        one, other = (pack.lists[name].members if name in pack.lists else {} for pack in (before, after))
        for line in _each(one, other, lambda each: f"{each.label} {_columns(each.columns)}".strip()):
            yield f"{name}: {line}"


def _columns(columns: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} {'/'.join(sorted(value)) if isinstance(value, frozenset) else value}"
        for name, value in columns.items()
        if value not in (False, frozenset())
    )


def _authorities(before: Pack, after: Pack) -> Iterator[str]:
    def by_id(pack: Pack) -> dict[str, Authority]:
        return {row.id: row for row in pack.authorities}

    def told(row: Authority) -> str:
        consult = f", after asking {', '.join(row.consult)}" if row.consult else ""
        kind = "of these at most " if row.narrows else ""
        return f"{kind}{', '.join(sorted(row.roles))}{consult} when {row.condition.text}"

    def way(one: Authority, other: Authority) -> str:
        gained, lost = other.roles - one.roles, one.roles - other.roles
        return ("; widens: " + ", ".join(sorted(gained)) if gained else "") + (
            "; narrows: without " + ", ".join(sorted(lost)) if lost else ""
        )

    for line in _each(by_id(before), by_id(after), told, way):
        yield line + ("; narrows" if line.startswith("added") and "of these at most" in line else "")


def _verbs(before: Pack, after: Pack) -> Iterator[str]:
    for name in [*before.verbs, *(each for each in after.verbs if each not in before.verbs)]:
        if name not in before.verbs or name not in after.verbs:
            yield f"{'added' if name in after.verbs else 'removed'} {name}"
            continue
        one, other = (set(map(_ground, pack.verbs[name].grounds)) for pack in (before, after))
        for kind, when, message in sorted(other - one):
            way = "widens" if kind == "permit" else "narrows"
            yield f"{name}: added, {kind}s when {when} ({message}); {way}"
        for kind, when, message in sorted(one - other):
            way = "narrows" if kind == "permit" else "widens"
            yield f"{name}: removed, {kind}s when {when} ({message}); {way}"


def _ground(ground: Ground) -> tuple[str, str, str]:
    return ground.kind, ground.condition.text, ground.message


def _tests(before: Pack, after: Pack, base: Base) -> Iterator[str]:
    then = {test.id: test for test in before.tests}
    now = {test.id: test for test in after.tests}
    for name in [*then, *(each for each in now if each not in then)]:
        lines = list(_test(before, after, then.get(name), now.get(name)))
        if lines:
            yield f"{name}:"
            yield from (f"  {line}" for line in lines)
            yield f"  {effect(before, after, base, name).told()}"


def _test(before: Pack, after: Pack, one: Test | None, other: Test | None) -> Iterator[str]:
    if one is None or other is None:
        made = one or other
        yield f"{'added' if one is None else 'removed'} the test: {made.question if made else ''}"
    if one and other and (one.default, one.default_code) != (other.default, other.default_code):
        yield f"changed what holds where no rule does: from {one.default.label} to {other.default.label}"
    for word, pack, has, lacks in (("added", after, other, one), ("removed", before, one, other)):
        known = {_rule(rule) for rule in lacks.rules} if lacks else set()
        for rule in has.rules if has else ():
            if _rule(rule) not in known:
                code = f"{pack.codes[rule.code].shown}, " if rule.code else ""
                yield f"{word}: {code}{rule.outcome.label} when {rule.condition.text} ({rule.message})"


def _rule(rule: Rule) -> tuple[Any, ...]:
    return rule.kind, rule.condition.node, rule.outcome, rule.code, rule.message


def effect(before: Pack, after: Pack, base: Base, test_id: str) -> Effect:
    """Find what the change of one test does: cases about the facts of every rule that differs."""
    rules = [
        {_rule(rule): rule for test in pack.tests if test.id == test_id for rule in test.rules}
        for pack in (before, after)
    ]
    changed = [each for one, other in (rules, rules[::-1]) for key, each in one.items() if key not in other]
    paths = [path for rule in changed for path in rule.condition.facts]
    found: dict[str, str] = {}
    tried = 0
    for sample in about((before, after), base, paths):
        try:
            one, other = (outcomes(assess(pack, sample.facts), test_id) for pack in (before, after))
        except FactsError:
            continue
        tried += 1
        for place in one.keys() & other.keys() if one and other else _only(one, other):
            was, is_now = one.get(place, 0), other.get(place, 0)
            if was != is_now:
                kind = "better" if is_now < was else "worse"
                found.setdefault(kind, _example(sample, was, is_now))
    return Effect(tried, found.get("better", ""), found.get("worse", ""))


def _only(one: Mapping[Any, int], other: Mapping[Any, int]) -> set[Any]:
    """Name the places of a test that only one of the packs has: the other has nothing against it."""
    return {*one, *other}


def _example(sample: Sample, was: int, is_now: int) -> str:
    return f"with {sample.told()}: {OUTCOMES[was].label} before, {OUTCOMES[is_now].label} after"


def outcomes(found: Assessment, test_id: str) -> dict[tuple[str, int], int]:
    """Map each basis and place (the request, or an item) to the outcome of one test."""
    answers: dict[tuple[str, int], int] = {}
    for basis in found.bases:
        rows = ((basis.requests,), basis.items, (basis.gateway_requests,), basis.gateway_items)
        for family, many in zip(found.families.all(), rows, strict=True):
            for number, test in enumerate(family):
                if test.id == test_id:
                    answers |= {(basis.id, place): row.outcomes[number] for place, row in enumerate(many)}
    return answers
