"""Forty-odd texts that would run, inject or overflow if a page, a mail or a file took them for more than text.

Each carries its number (`zq07`), so that a page can be asked whether it shows it whole. What would run says so
by calling `zqran`, which `tests.web.test_crawl` listens for.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import Any

TEXTS = tuple(
    text.format(tag=f"zq{number:02}")
    for number, text in enumerate(
        (
            "<script>zqran('{tag}')</script>",
            "<ScRiPt src=//evil.example/{tag}.js></sCrIpT>",
            "<img src=x onerror=zqran('{tag}')>",
            "<img src=\"x\" ONERROR='zqran(`{tag}`)'//",
            "<svg onload=zqran('{tag}')>",
            "<svg><script>zqran('{tag}')</script></svg>",
            "<svg><animate onbegin=zqran('{tag}') attributeName=x></svg>",
            "<body onload=zqran('{tag}')>",
            "<iframe src=javascript:zqran('{tag}')></iframe>",
            "<iframe srcdoc='<script>zqran(\"{tag}\")</script>'></iframe>",
            "<a href=javascript:zqran('{tag}')>open</a>",
            "<a href='java&#10;script:zqran(`{tag}`)'>open</a>",
            "<details open ontoggle=zqran('{tag}')>",
            "<input autofocus onfocus=zqran('{tag}')>",
            "<video><source onerror=zqran('{tag}')></video>",
            "<math><mtext><img src onerror=zqran('{tag}')></mtext></math>",
            "<style>@import'//evil.example/{tag}.css'</style>",
            "<style>*{{background:url(//evil.example/{tag})}}</style>",
            "<link rel=stylesheet href=//evil.example/{tag}>",
            "<base href=//evil.example/{tag}/>",
            "<meta http-equiv=refresh content='0;url=//evil.example/{tag}'>",
            "<form action=//evil.example/{tag}><button>Go</button></form>",
            "<object data=javascript:zqran('{tag}')></object>",
            "<embed src=//evil.example/{tag}>",
            "\"><script>zqran('{tag}')</script>",
            "'><img src=x onerror=zqran('{tag}')>",
            "\" autofocus onfocus=zqran('{tag}') x=\"",
            "' onmouseover=zqran('{tag}') x='",
            "</title><script>zqran('{tag}')</script>",
            "</textarea><script>zqran('{tag}')</script>",
            "</script><script>zqran('{tag}')</script>",
            "<!--><script>zqran('{tag}')</script-->",
            "]]><script>zqran('{tag}')</script>",
            "`-zqran('{tag}')-`",
            "';zqran('{tag}');//",
            "\\\\';zqran('{tag}')//",
            "${{zqran('{tag}')}}",
            "{{{{7*7}}}}{tag}{{% debug %}}",
            "#{{7*7}}{tag}<%= 7*7 %>",
            "&lt;script&gt;zqran('{tag}')&lt;/script&gt;",
            "&#60;img src=x onerror=zqran('{tag}')&#62;",
            "\uff1cscript\uff1ezqran('{tag}')\uff1c/script\uff1e",
            "javascript:zqran('{tag}')",
            "data:text/html,<script>zqran('{tag}')</script>",
            '=HYPERLINK("//evil.example/{tag}")',
            "+cmd|' /C {tag}'!A0",
            "-2+3+{tag}",
            "@SUM(1){tag}",
            "x%0d%0aBcc: {tag}@evil.example",
            '#set page(fill: red)\n#eval("{tag}") $x$ *{tag}* @label',
        )
    )
)
# Of them, those that a file may be called: it has no name with a path, a quotation mark or a line in it.
FILE_NAMES = tuple(text for text in TEXTS if not set(text) & set('/\\:*?"<>|\n\r\t'))
# What no text of a page may hold at all (see `needshare.kernel.texts`): refused wherever it is typed.
REFUSED = ("nul\x00", "escape\x1b[31m", "half \ud800")


def _packed(most: int) -> list[str]:
    """Put as many texts together as a field of this length takes."""
    packed = [""]
    for text in TEXTS:
        longer = f"{packed[-1]} {text}".strip()
        if len(longer) > most:
            packed.append(text)
        else:
            packed[-1] = longer
    return packed


WHOLE = _packed(10_000)[0]
_turns: dict[int, Iterator[str]] = {}


def chunks(most: int) -> list[str]:
    """Return all texts, in as few pieces as fit a field of this length."""
    return _packed(most)


def text(most: int) -> str:
    """Return all texts if the field takes them, or else the next piece that fits."""
    return next(_turns.setdefault(most, cycle(_packed(most))))


LINE, NAME = 300, 200
FREE = {
    # what a partner asks with
    **dict.fromkeys(
        ("requester_name", "requester_title", "requester_number", "requester_department", "requester_telephone",
         "authoriser_name", "authoriser_rank", "matter_reference", "preferred_format"),
        LINE,
    ),
    **dict.fromkeys(
        ("subject_aware_reason", "objective", "purpose_text", "information_sought", "necessity", "proportionality",
         "consequence", "urgency_reason", "onward_use", "retention", "security", "description", "aliases",
         "addresses", "identifiers"),
        10_000,
    ),
    # what the force writes: on items, in the assessment, in the decision, on the way out
    **dict.fromkeys(("title",), NAME),
    **dict.fromkeys(("source", "completeness", "reliability", "currency"), 5_000),
    **dict.fromkeys(("body", "harm_words", "fairness_words", "told_to_requester"), 10_000),
    **dict.fromkeys(
        ("reasons_for_sharing", "reasons_against_sharing", "harm_of_not_sharing", "effect_on_privacy",
         "effect_on_trust", "effect_on_investigation", "alternatives", "least_data", "interference_justified",
         "information", "powers", "action", "reason", "what", "note", "evidence", "scope", "words", "question"),
        2_000,
    ),
}  # fmt: skip


def spoilt(value: Any, name: str = "") -> Any:
    """Return a value with every free text in it made hostile, whatever it is made of; codes and dates stay."""
    if type(value) is str:  # a word of a list is no text
        return text(FREE[name]) if name in FREE else value
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{each.name: spoilt(getattr(value, each.name), each.name) for each in fields(value)}
        )
    if isinstance(value, tuple | list):
        if name in FREE and all(isinstance(each, str) for each in value):
            return value
        return type(value)(spoilt(each) for each in value)
    if isinstance(value, dict):
        return {key: spoilt(each, key) for key, each in value.items()}
    return value


class Hostile:
    """The actions of a capability, called by somebody who types hostile texts into every field."""

    def __init__(self, actions: Any) -> None:
        self._actions = actions

    def __getattr__(self, name: str) -> Any:
        act = getattr(self._actions, name)
        return lambda **given: act(**{key: spoilt(value, key) for key, value in given.items()})
