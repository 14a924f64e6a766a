"""Showing a pack in words, and checking a folder, for the command line: plain text, nothing decided."""

from collections.abc import Iterator
from pathlib import Path

from .documents import PackError
from .loading import load_folder
from .pack import Pack, Rule, Test
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


def _lines(pack: Pack) -> Iterator[str]:
    yield f"{pack.title} ({pack.name} {pack.version}), in force from {pack.effective_from.isoformat()}"
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
        roles = ", ".join(sorted(pack.member("role", role).label for role in row.roles))
        yield f"  {row.label}: {roles} ({row.minimum})"
    yield ""
    yield "Time limits"
    for clock in pack.clocks.values():
        yield f"  {_clock(pack, clock)}"
    yield ""
    yield "Reason codes"
    for code in pack.codes.values():
        yield f"  {code.shown} ({code.severity.replace('_', ' ')}; {code.cleared_by}): {code.officer or code.label}"
    yield ""
    yield "Who hears of what is overdue"
    for each in pack.escalations.values():
        steps = ", then ".join(_step(pack, step) for step in each.steps)
        yield f"  {each.id.replace('_', ' ')}: {steps} (after {each.longest_wait_hours} hours at most)"


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
    return f"{rule.outcome.label} when {rule.condition.text}. {code}{rule.message}"
