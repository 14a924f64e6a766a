"""Fit the style sheets of GOV.UK and MoJ Frontend to a service of our own: pure text in, text out.

Rules for crests, crowns and logos go, so do the typeface that only GOV.UK may use and addresses
that point outside our folder.
"""

import re
from collections.abc import Callable, Iterator

from .branding import TYPEFACE

FOREIGN_BRAND = re.compile(r"crest|crown|logotype|govuk-logo|\.govuk-header\b|\.moj-header\b|/assets/")
FAMILY = f'"{TYPEFACE}",system-ui,sans-serif'
GROUPING = ("@media", "@supports")


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """Split a style sheet into (head, body) pairs at the top level; a statement has no body.

    >>> list(blocks('@charset "x";a{b:c}@media print{d{e:f}}'))
    [('@charset "x"', ''), ('a', 'b:c'), ('@media print', 'd{e:f}')]
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    start, opened, depth = 0, 0, 0
    for place, letter in _structure(css):
        if letter == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
        elif depth == 0:
            yield css[start:place].strip(), ""
            start = place + 1


def _structure(css: str) -> Iterator[tuple[int, str]]:
    """Find the braces and semicolons that are not inside a string or an address."""
    for found in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|url\([^)]*\)|[{};]', css):
        if found.group() in "{};":
            yield found.start(), found.group()


def keep_rules(css: str, wanted: Callable[[str, str], bool]) -> str:
    r"""Keep the rules whose selector and declarations are wanted, also inside media queries.

    >>> keep_rules(".a{b:c}@media print{.a{d:e}.x{f:g}}.x{h:i}", lambda head, body: ".x" in head)
    '@media print{.x{f:g}}\n.x{h:i}'
    """
    kept = []
    for head, body in blocks(css):
        if head.startswith(GROUPING):
            inner = keep_rules(body, wanted)
            if inner:
                kept.append(f"{head}{{{inner}}}")
        elif not body and head.startswith("@"):
            continue  # @charset must come first and is not needed in a UTF-8 file
        elif wanted(head, body):
            kept.append(f"{head}{{{body}}}")
    return "\n".join(kept)


def is_ours_to_use(head: str, body: str) -> bool:
    """Tell whether a rule carries nothing of another organisation's brand.

    >>> is_ours_to_use(".govuk-footer__crown", "margin:0"), is_ours_to_use(".govuk-button", "margin:0")
    (False, True)
    """
    return not (head == "@font-face" or FOREIGN_BRAND.search(head) or FOREIGN_BRAND.search(body))


def with_own_typeface(css: str) -> str:
    """Name our typeface wherever theirs was named, and where another was named for printing.

    >>> with_own_typeface("a{font-family:GDS Transport,arial,sans-serif}")
    'a{font-family:"Atkinson Hyperlegible Next",system-ui,sans-serif}'
    """
    return re.sub(r"font-family:(?:GDS Transport[^;}]*|sans-serif)", f"font-family:{FAMILY}", css)


def govuk(css: str) -> str:
    """Fit GOV.UK Frontend's style sheet."""
    return with_own_typeface(keep_rules(css, is_ours_to_use)) + "\n"


def moj(css: str, *, components: tuple[str, ...]) -> str:
    """Fit MoJ Frontend's style sheet: only the rules of the components named."""
    named = re.compile(rf"\.moj-(?:{'|'.join(components)})(?![a-z])")
    return (
        with_own_typeface(
            keep_rules(css, lambda head, body: bool(named.search(head)) and is_ours_to_use(head, body))
        )
        + "\n"
    )


def typeface(css: str) -> str:
    """Fit the typeface's own style sheet: the name we use, files in the folder beside it.

    >>> typeface("@font-face{font-family:'Atkinson Hyperlegible Next Variable';src:url(./files/a.woff2)}")
    "@font-face{font-family:'Atkinson Hyperlegible Next';src:url(fonts/a.woff2)}"
    """
    return css.replace(f"{TYPEFACE} Variable", TYPEFACE).replace("url(./files/", "url(fonts/")
