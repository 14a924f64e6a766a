"""Showing a pack in words, and checking a folder, for the command line: plain text, nothing decided."""

from collections.abc import Iterator
from pathlib import Path

from .documents import PackError
from .loading import load_folder
from .pack import Authority, Bounds, Code, Pack, Rule, Test, WordList
from .scheme_parts import described
from .schemes import Scheme
from .tables import failures_in
from .timing import HOLDER, Clock


def check_folder(folder: Path) -> tuple[str, ...]:
    """List every mistake of the pack in a folder, decision tables included; none when it is sound."""
    try:
        pack = load_folder(folder)
    except PackError as wrong:
        return wrong.mistakes
    return tuple(failures_in(pack, folder))


def show(pack: Pack) -> str:
    """Write a pack in words: what it is, its tests with every rule, its gateways and its figures."""
    return "\n".join(_lines(pack))


def show_one(pack: Pack, name: str) -> str:
    """Write everything a pack says under one name: a test, a code, a clock, a gateway, a row, a verb, a figure.

    Raises:
        KeyError: when it has nothing of this name.
    """
    found = [*_named(pack, name.lower())]
    if not found:
        raise KeyError(name)
    return "\n".join(found)


def _named(pack: Pack, name: str) -> Iterator[str]:
    yield from (line for test in pack.tests if test.id == name for line in _test(pack, test))
    if name in pack.codes:
        yield from _whole_code(pack, name)
    if name in pack.clocks:
        yield f"{_clock(pack, pack.clocks[name])} ({', '.join(pack.clocks[name].sources)})"
    yield from _words(pack, name)
    yield from (_row(pack, row) + f" when {row.condition.text}" for row in pack.authorities if row.id == name)
    if name in pack.verbs:
        verb = pack.verbs[name]
        yield f"{verb.label}; else: {verb.refusal}"
        yield from (f"  {each.kind}s when {each.condition.text}. {each.message}" for each in verb.grounds)
    if name in pack.parameters:
        bounds = pack.bounds[name]
        yield f"{bounds.label}: {pack.parameters[name][1]}{_leeway(pack, name, bounds)}"
    if name in pack.conditions:
        each = pack.conditions[name]
        yield f"{each.label}: {each.text}" + (
            f" Attached when {each.condition.text}." if each.condition else ""
        )


def _words(pack: Pack, name: str) -> Iterator[str]:
    if name in pack.schemes:
        yield from _scheme(pack, pack.schemes[name])
    for words in pack.lists.values():
        if name in words.members and words.name != "scheme":
            yield from _member(words, name)


def _leeway(pack: Pack, name: str, bounds: Bounds) -> str:
    if not bounds.stricter:
        return "; the pack's alone"
    way = "either way" if bounds.stricter == "either" else f"{bounds.stricter} at will"
    other = ", the other way too" if f"parameter.{name}" in pack.may_loosen else ""
    limits = [
        f"{word} {value}"
        for word, value in (("least", bounds.least), ("most", bounds.most))
        if value is not None
    ]
    return f"; a force may set it {way}{other}" + (f" ({', '.join(limits)})" if limits else "")


def _whole_code(pack: Pack, name: str) -> Iterator[str]:
    yield _code(pack.codes[name])
    for test in pack.tests:
        for rule in test.rules:
            if rule.code == name:
                yield f"  {test.label}: {_rule(pack, rule)}"
        if name in (test.default_code, test.partial_code):
            yield f"  {test.label}: {test.message}"


def _member(words: WordList, name: str) -> Iterator[str]:
    member = words.members[name]
    yield f"{name.upper()} {member.label} [{words.label}]"
    for column, value in member.columns.items():
        told = ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
        yield f"  {column.replace('_', ' ')}: {told or 'none'}"
    if member.note:
        yield f"  note: {member.note}"
    if member.sources:
        yield f"  sources: {', '.join(member.sources)}"


def _lines(pack: Pack) -> Iterator[str]:
    yield f"{pack.title} ({pack.name} {pack.version}), in force from {pack.effective_from.isoformat()}"
    if (own := pack.layer) is not None:
        yield f"with {own.title} ({own.force} {own.version}), in force from {own.effective_from}"
    yield f"SHA-256 {pack.sha256}"
    for test in pack.tests:
        yield ""
        yield from _test(pack, test)
    yield ""
    yield "Gateways"
    for gateway in pack.lists["gateway"].members.values():
        state = "" if gateway.columns["verified"] else " (not verified)"
        yield f"  {gateway.id.upper()} {gateway.label}{state}: {gateway.columns['limits']}"
    yield ""
    yield "Who may decide"
    for row in pack.authorities:
        yield f"  {_row(pack, row)}"
    yield ""
    yield from _schemes(pack)
    yield "Time limits"
    for clock in pack.clocks.values():
        yield f"  {_clock(pack, clock)}"
    yield ""
    yield "Reason codes"
    for code in pack.codes.values():
        yield f"  {_code(code)}"
    yield ""
    yield "Who hears of what is overdue"
    for each in pack.escalations.values():
        steps = ", then ".join(_step(pack, step) for step in each.steps)
        yield f"  {each.id.replace('_', ' ')}: {steps} (after {each.longest_wait_hours} hours at most)"
    yield from _watch(pack)


def _schemes(pack: Pack) -> Iterator[str]:
    yield "Schemes"
    for scheme in pack.schemes.values():
        yield f"  {scheme.id.upper()} {scheme.label}: {scheme.about}"
    yield ""


def _watch(pack: Pack) -> Iterator[str]:
    yield ""
    yield "Who hears of an open request with a severe risk"
    for each in pack.watch.steps:
        yield f"  {each.percent} hundredths of its time: {_step(pack, each.to)}"


def _scheme(pack: Pack, scheme: Scheme) -> Iterator[str]:
    whole = described(pack, scheme)
    yield f"{scheme.label}: {scheme.about}"
    yield f"  law: {scheme.law}"
    yield f"  entry: {scheme.entry}"
    yield f"  special: {scheme.special or 'none'}"
    for name, words in (("purpose", scheme.purposes), ("gateway", scheme.gateways)):
        yield f"  {name}: {'; '.join(pack.words(name)[word] for word in words)}"
    yield f"  who may ask: {'; '.join(whole.may_ask) or 'anybody'}"
    for clock in whole.clocks:
        yield f"  {_clock(pack, clock)}"
    for row in whole.deciders:
        yield f"  {_row(pack, row)} when {row.condition.text}"
    for asked in scheme.fields.values():
        must = "must be answered" if asked.is_required else "may be answered"
        chosen = f": {', '.join(asked.choices)}" if asked.choices else ""
        yield f"  asks {asked.id} ({asked.kind.replace('_', ' ')}{chosen}; {must}): {asked.label}"
    for each in whole.conditions:
        yield f"  attaches {each.label}"
    for rule in whole.rules:
        yield f"  {_rule(pack, rule)}"


def _row(pack: Pack, row: Authority) -> str:
    roles = ", ".join(sorted(pack.member("role", role).label for role in row.roles))
    return f"{row.label}: {'of these at most ' if row.narrows else ''}{roles} ({row.minimum})"


def _code(code: Code) -> str:
    return (
        f"{code.shown} ({code.severity.replace('_', ' ')}; {code.cleared_by}): {code.officer or code.label}"
    )


def _clock(pack: Pack, clock: Clock) -> str:
    from_ = f" from {clock.starts}" if clock.starts else ""
    told = ", ".join(pack.member("role", role).label for role in clock.told)
    own = "; a force may set it" if clock.is_set_by_force else ""
    return (
        f"{clock.label}: {clock.amount} {clock.unit.replace('_', ' ')}{from_}"
        + (f"; then told: {told}" if told else "")
        + own
    )


def _step(pack: Pack, step: str) -> str:
    return "who was asked" if step == HOLDER else pack.member("role", step).label


def _test(pack: Pack, test: Test) -> Iterator[str]:
    each = "for each item" if test.per_item else "for the whole request"
    yield f"{test.label} [{test.heading}], {each}: {test.question}"
    yield f"  clauses {', '.join(test.clauses)}; unless a rule says otherwise: {test.default.label}. {test.message}"
    if test.guidance:
        yield f"  guidance {'; '.join(str(each) for each in test.guidance)}"
    for rule in test.rules:
        yield f"  {_rule(pack, rule)}"


def _rule(pack: Pack, rule: Rule) -> str:
    code = f"{pack.codes[rule.code].shown}: " if rule.code else ""
    own = f" [{rule.layer}'s own]" if rule.layer else ""
    return f"{rule.outcome.label} when {rule.condition.text}. {code}{rule.message}{own}"
