"""The two-valued and unknown meaning of every form, in the interpreter and in both written forms."""

from datetime import date

import pytest

from needshare.policy.emission import Emitter, define, local
from needshare.policy.interpreter import Interpreter
from needshare.policy.kinds import UNKNOWN, Kind
from needshare.policy.language import Vocabulary, Words, condition

LISTS = {
    "marking": Words("marking", ("low", "high"), is_ordered=True),
    "kind": Words(
        "kind", ("a", "b", "c"), columns={"top": Kind("enum", "marking", optional=True), "odd": Kind("bool")}
    ),
}
KINDS = {
    "x.flag": Kind("bool", optional=True, may_be_unknown=True),
    "x.kind": Kind("enum", "kind", optional=True, may_be_unknown=True),
    "x.marking": Kind("enum", "marking", optional=True, may_be_unknown=True),
    "x.day": Kind("date", optional=True, may_be_unknown=True),
    "x.words": Kind("set", "kind", optional=True, may_be_unknown=True),
    "y.day": Kind("date"),
    "y.kind": Kind("enum", "kind"),
}
COLUMNS = {("kind", "top"): {"a": "low", "b": "high"}, ("kind", "odd"): {"a": True, "b": False, "c": True}}
RANKS = {"marking": {"low": 0, "high": 1}}
DAY = date(2026, 3, 16)


class Some:
    def __init__(self, **facts):
        self.__dict__.update(facts)


X = {"flag": True, "kind": "a", "marking": "low", "day": DAY, "words": frozenset({"a"})}
CASES = [
    ("x.flag", {}, True),
    ("x.flag", {"flag": False}, False),
    ("x.flag", {"flag": None}, False),
    ("x.flag", {"flag": UNKNOWN}, UNKNOWN),
    ("not x.flag", {"flag": None}, True),
    ("not x.flag", {"flag": UNKNOWN}, UNKNOWN),
    ("missing(x.flag)", {"flag": None}, True),
    ("missing(x.flag)", {"flag": UNKNOWN}, UNKNOWN),
    ("missing(x.flag)", {}, False),
    ("unknown(x.flag)", {"flag": UNKNOWN}, True),
    ("unknown(x.flag)", {"flag": None}, False),
    ("missing(y.day)", {}, False),
    ("unknown(y.day)", {}, False),
    ("x.kind == 'a'", {}, True),
    ("x.kind != 'a'", {"kind": "b"}, True),
    ("x.kind != 'a'", {"kind": None}, False),
    ("x.kind == 'a'", {"kind": None}, False),
    ("x.kind == 'a'", {"kind": UNKNOWN}, UNKNOWN),
    ("x.marking < 'high'", {}, True),
    ("x.marking >= 'high'", {}, False),
    ("x.marking <= 'low'", {"marking": None}, False),
    ("x.marking > 'low'", {"marking": UNKNOWN}, UNKNOWN),
    ("x.kind in x.words", {}, True),
    ("x.kind not in x.words", {"kind": "b"}, True),
    ("x.kind not in x.words", {"kind": None}, False),
    ("x.kind not in x.words", {"words": None, "kind": UNKNOWN}, False),
    ("x.kind in x.words", {"words": UNKNOWN}, UNKNOWN),
    ("overlap(x.words, {'a', 'c'})", {}, True),
    ("overlap(x.words, {'b'})", {}, False),
    ("overlap(x.words, {'b'})", {"words": UNKNOWN}, UNKNOWN),
    ("within(x.words, {'a', 'c'})", {}, True),
    ("within(x.words, {'b'})", {"words": None}, False),
    ("within(x.words, {'b'})", {"words": UNKNOWN}, UNKNOWN),
    ("x.day + 1 > y.day", {}, True),
    ("x.day + 1 > y.day", {"day": None}, False),
    ("x.day + 1 > y.day", {"day": UNKNOWN}, UNKNOWN),
    ("y.day - 1 < y.day", {}, True),
    ("x.kind.top == 'low'", {}, True),
    ("x.kind.top == 'low'", {"kind": "c"}, False),
    ("x.kind.top == 'low'", {"kind": UNKNOWN}, UNKNOWN),
    ("missing(x.kind.top)", {"kind": "c"}, True),
    ("missing(x.kind.top)", {"kind": None}, True),
    ("y.kind.odd", {}, True),
    ("y.kind.top < 'high'", {}, True),
    ("x.flag and x.kind == 'a'", {"flag": UNKNOWN}, UNKNOWN),
    ("x.flag and x.kind == 'a'", {"flag": UNKNOWN, "kind": "b"}, False),
    ("x.flag or x.kind == 'a'", {"flag": UNKNOWN}, True),
    ("x.flag or x.kind == 'a'", {"flag": UNKNOWN, "kind": "b"}, UNKNOWN),
    ("x.flag or x.kind == 'a'", {"flag": False, "kind": "b"}, False),
    ("True and (False or x.flag)", {}, True),
    ("not (True and False)", {}, True),
]


@pytest.mark.parametrize(("text", "change", "wanted"), CASES)
def test_meaning(text, change, wanted):
    node = condition(text, Vocabulary(KINDS, LISTS)).node
    x, y = Some(**{**X, **change}), Some(day=DAY, kind="a")
    assert Interpreter(COLUMNS, RANKS).truth(node, {"x": x, "y": y}) is wanted
    assert written(node, x, y) is wanted


def written(node, x, y):
    emitter = Emitter(KINDS, COLUMNS, RANKS, {name: len(words.words) for name, words in LISTS.items()})
    when, cautious, plain = emitter.condition(node)
    lines = ["def answer(x, y):"]
    lines += [f"    {local(path)} = {path}" for path in KINDS]
    if when:
        lines.append(f"    if {when}: return {cautious}")
    lines.append(f"    return {plain}")
    return define("\n".join(lines), "test", emitter.names)["answer"](x, y)


def test_facts_of_an_absent_scope_are_missing_in_the_written_form():
    emitter = Emitter(KINDS, COLUMNS, RANKS, {"kind": 3, "marking": 2})
    emitter.absent = frozenset(KINDS)
    for text, wanted in (
        ("x.kind == 'a'", "False"),
        ("missing(x.flag)", "(None is None)"),
        ("x.kind.odd", None),
    ):
        when, _cautious, plain = emitter.condition(condition(text, Vocabulary(KINDS, LISTS)).node)
        assert when == ""
        assert wanted is None or plain == wanted
