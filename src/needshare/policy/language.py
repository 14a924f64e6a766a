"""The closed language of policy conditions: one Python-like expression, parsed and type-checked, never run.

The text is parsed by `ast` and turned into tuples (the checked form) that the interpreter walks and
the compilers translate. Only what is listed here exists: facts, columns of lists, parameters, words,
numbers, comparisons, `in`, `and`, `or`, `not`, and four functions.

Meaning: a comparison with a missing value is false, and `missing(x)` is the only way to ask. A
comparison with an unknown value is unknown, and `unknown(x)` is the only way to ask.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .kinds import Kind

Node = tuple[Any, ...]

LONGEST: Final = 1000
PLACEHOLDER: Final = re.compile(r"\{([a-z0-9_.]+)\}")
BOOL: Final = Kind("bool")
INT: Final = Kind("int")
ORDERED: Final = ("int", "date", "instant")
OPERATORS: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}


class LanguageError(ValueError):
    """A condition is not in the language; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Words:
    """One list of the pack as the language sees it: its words, whether ordered, and its columns."""

    name: str
    words: tuple[str, ...]
    is_ordered: bool = False
    columns: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything a condition may name."""

    facts: Mapping[str, Kind]
    lists: Mapping[str, Words] = field(default_factory=dict)
    parameters: Mapping[str, tuple[Kind, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked condition: its text, its checked form, and the facts it names, in order."""

    text: str
    node: Node
    facts: tuple[str, ...]


def condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Parse and check one condition.

    >>> lists = {"colour": Words("colour", ("red", "blue"))}
    >>> words = Vocabulary({"car.colour": Kind("enum", "colour")}, lists)
    >>> condition("car.colour == 'red'", words).node
    ('compare', '==', '', ('fact', 'car.colour'), ('literal', 'red'))

    Raises:
        LanguageError: when it is not in the language, or compares unlike things.
    """
    if len(text) > LONGEST:
        raise LanguageError(f"a condition may be at most {LONGEST} characters long")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as wrong:
        raise LanguageError(f"this is not a condition: {wrong.args[0]}") from None
    node = _Reader(vocabulary).truth(tree.body)
    return Condition(text, node, tuple(dict.fromkeys(facts_of(node))))


def facts_of(node: Node) -> Iterator[str]:
    """Name the facts a checked form mentions, in order, repeats included."""
    if node[0] == "fact":
        yield node[1]
    for part in node:
        if isinstance(part, tuple):
            yield from facts_of(part)


class _Reader:
    """Reads one parsed expression; each method returns the checked form, values with their kind."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.functions = {
            "missing": self._asks,
            "unknown": self._asks,
            "overlap": self._sets,
            "within": self._sets,
        }

    def truth(self, tree: ast.expr) -> Node:
        """Read something that holds or does not."""
        if isinstance(tree, ast.BoolOp):
            name = "and" if isinstance(tree.op, ast.And) else "or"
            return (name, *(self.truth(part) for part in tree.values))
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.Not):
            return ("not", self.truth(tree.operand))
        if isinstance(tree, ast.Compare):
            return self._comparison(tree)
        if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in self.functions:
            return self.functions[tree.func.id](tree.func.id, tree)
        node, kind = self.value(tree)
        if kind.name != "bool":
            raise LanguageError(f"'{ast.unparse(tree)}' is {kind}, not something that is true or false")
        return ("holds", node)

    def value(self, tree: ast.expr, like: Kind | None = None) -> tuple[Node, Kind]:
        """Read a value; `like` is the kind a quoted word is to be read as."""
        if isinstance(tree, ast.Constant):
            return self._literal(tree, like)
        if isinstance(tree, (ast.Set, ast.List, ast.Tuple)):
            return self._set_of_words(tree, like)
        if isinstance(tree, (ast.Name, ast.Attribute)):
            return self._named(tree)
        if isinstance(tree, ast.BinOp) and isinstance(tree.op, (ast.Add, ast.Sub)):
            return self._days_added(tree)
        raise LanguageError(f"'{ast.unparse(tree)}' is not part of the language")

    def _literal(self, tree: ast.Constant, like: Kind | None) -> tuple[Node, Kind]:
        value = tree.value
        if isinstance(value, bool):
            return ("literal", value), BOOL
        if isinstance(value, int):
            return ("literal", value), INT
        if isinstance(value, str) and like is not None and like.name in ("enum", "set"):
            words = self._words(like.of)
            if value not in words.words:
                raise LanguageError(f"'{value}' is not in the list '{words.name}'")
            return ("literal", value), Kind("enum", like.of)
        raise LanguageError(
            f"{value!r} has no meaning here; words are compared only with facts chosen from a list"
        )

    def _set_of_words(self, tree: ast.Set | ast.List | ast.Tuple, like: Kind | None) -> tuple[Node, Kind]:
        if like is None or like.name not in ("enum", "set"):
            raise LanguageError(
                f"'{ast.unparse(tree)}': a set of words needs a fact chosen from a list beside it"
            )
        words = [self.value(part, like)[0][1] for part in tree.elts]
        return ("literal", frozenset(words)), Kind("set", like.of)

    def _words(self, name: str) -> Words:
        if name not in self.vocabulary.lists:
            raise LanguageError(f"the pack has no list named '{name}'")
        return self.vocabulary.lists[name]

    def _named(self, tree: ast.Name | ast.Attribute) -> tuple[Node, Kind]:
        path = ast.unparse(tree)
        if path in self.vocabulary.facts:
            return ("fact", path), self.vocabulary.facts[path]
        if path.startswith("parameter."):
            return self._parameter(path.removeprefix("parameter."))
        if isinstance(tree, ast.Attribute) and isinstance(tree.value, (ast.Name, ast.Attribute)):
            return self._column(tree)
        raise LanguageError(f"there is no fact named '{path}'")

    def _parameter(self, name: str) -> tuple[Node, Kind]:
        if name not in self.vocabulary.parameters:
            raise LanguageError(f"the pack has no parameter named '{name}'")
        kind, value = self.vocabulary.parameters[name]
        return ("literal", value), kind

    def _column(self, tree: ast.Attribute) -> tuple[Node, Kind]:
        if isinstance(tree.value, ast.Name) and tree.value.id not in self.vocabulary.facts:
            raise LanguageError(f"there is no fact named '{ast.unparse(tree)}'")
        assert isinstance(tree.value, (ast.Name, ast.Attribute))
        row, kind = self._named(tree.value)
        columns = self._words(kind.of).columns if kind.name == "enum" else {}
        if tree.attr not in columns:
            raise LanguageError(f"'{ast.unparse(tree.value)}' has no column named '{tree.attr}'")
        return ("column", kind.of, tree.attr, row), columns[tree.attr]

    def _days_added(self, tree: ast.BinOp) -> tuple[Node, Kind]:
        node, kind = self.value(tree.left)
        days, right = self.value(tree.right)
        if kind.name != "date" or right.name != "int" or days[0] != "literal":
            raise LanguageError(f"'{ast.unparse(tree)}': only a number of days can be added to a date")
        sign = 1 if isinstance(tree.op, ast.Add) else -1
        return ("add_days", node, sign * days[1]), kind

    def _comparison(self, tree: ast.Compare) -> Node:
        sides = [tree.left, *tree.comparators]
        pairs = zip(sides, tree.ops, sides[1:], strict=False)
        found = [self._pair(left, OPERATORS.get(type(sign), "is"), right) for left, sign, right in pairs]
        return found[0] if len(found) == 1 else ("and", *found)

    def _pair(self, left: ast.expr, operator: str, right: ast.expr) -> Node:
        if operator == "is":
            raise LanguageError("'is' is not part of the language; use ==, or missing(...)")
        (a, kind_a), (b, kind_b) = self._both(left, right)
        if operator in ("in", "not in"):
            if kind_b.name != "set" or not _may_contain(kind_b, kind_a):
                raise LanguageError(f"{kind_a} cannot be looked for in {kind_b}")
            return (operator, a, b)
        if not kind_a.is_like(kind_b) or kind_a.name in ("set", "map", "text"):
            raise LanguageError(f"{kind_a} cannot be compared with {kind_b}")
        ranked = ""
        if operator not in ("==", "!="):
            ranked = self._ranking(kind_a, operator)
        return ("compare", operator, ranked, a, b)

    def _both(self, left: ast.expr, right: ast.expr) -> tuple[tuple[Node, Kind], tuple[Node, Kind]]:
        if isinstance(left, (ast.Constant, ast.Set, ast.List, ast.Tuple)):
            second = self.value(right)
            return self.value(left, second[1]), second
        first = self.value(left)
        return first, self.value(right, first[1])

    def _ranking(self, kind: Kind, operator: str) -> str:
        if kind.name in ORDERED:
            return ""
        if kind.name == "enum" and self._words(kind.of).is_ordered:
            return kind.of
        raise LanguageError(f"'{operator}' needs an order, and {kind} has none")

    def _asks(self, name: str, tree: ast.Call) -> Node:
        if len(tree.args) != 1 or tree.keywords:
            raise LanguageError(f"{name}(...) takes one fact")
        return (name, self.value(tree.args[0])[0])

    def _sets(self, name: str, tree: ast.Call) -> Node:
        if len(tree.args) != 2 or tree.keywords:
            raise LanguageError(f"{name}(...) takes two sets")
        a, b = self._both(*tree.args)
        if a[1].name != "set" or not a[1].is_like(b[1]):
            raise LanguageError(f"{name}(...) takes two sets of the same kind, not {a[1]} and {b[1]}")
        return (name, a[0], b[0])


def _may_contain(whole: Kind, part: Kind) -> bool:
    return part.name == "id" if whole.of == "id" else (part.name, part.of) == ("enum", whole.of)


def placeholder(text: str, vocabulary: Vocabulary) -> tuple[Node, Kind]:
    """Read what stands between the braces of a message: a fact, or a column of one.

    Raises:
        LanguageError: when there is no such fact.
    """
    return _Reader(vocabulary).value(ast.parse(text, mode="eval").body)
