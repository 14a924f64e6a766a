"""A scenario told to a reader: what was expected, what was found, and what a later part brings."""

from collections.abc import Collection

from .comparing import Ended, Report
from .reading import THE_REQUEST, ExpectedTold

AS_WRITTEN, DIFFERS = "as written", "DIFFERS"


def ending(report: Report) -> str:
    """Say in a word or two how a scenario ended."""
    return DIFFERS if report.differences else AS_WRITTEN


def tell(report: Report) -> str:
    """Tell one scenario: expected and actual of each request, every difference, and what is later."""
    lines = [f"{report.told.id:7} {report.told.title}: {ending(report)}"]
    for expected in report.told.expected:
        lines += _request(expected, report.ended.get(expected.request))
    lines += [f"          otherwise {each}" for each in report.differences]
    lines += [f"          later     {each.what} ({each.brings})" for each in report.told.later]
    return "\n".join(lines)


def _request(expected: ExpectedTold, ended: Ended | None) -> list[str]:
    name = "" if expected.request == THE_REQUEST else f"  [{expected.request}]"
    besides = {code for each in expected.besides for code in each.codes}
    wanted = _row(expected.outcome, expected.codes, expected.released)
    found = _row(ended.outcome, ended.codes, ended.released, besides) if ended else "did not get so far"
    return [f"          expected  {wanted}{name}", f"          actual    {found}{name}"]


def _row(outcome: list[str], codes: list[str], released: list[str], besides: Collection[str] = ()) -> str:
    named = ", ".join(code for code in sorted(codes) if code not in besides) or "none"
    also = ", ".join(code for code in sorted(codes) if code in besides)
    return " | ".join(
        (
            " -> ".join(outcome) or "-",
            named + (f" (besides: {also})" if also else ""),
            ", ".join(released) or "none",
        )
    )
