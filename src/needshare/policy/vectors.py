"""Vectors: a checked condition answered for every row of a table at once, with NumPy (ADR 0049).

A truth is worked out over the fewest rows that settle it: a gateway's own cells once, a request's once for
each request, and only what names both an item and an agreement for each pair of them.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import numpy as np

from .columns import MISSING, UNSURE, Array, Dictionary, Table, list_of
from .facts import WORKED_OUT, schema
from .interpreter import Interpreter
from .kinds import UNKNOWN, Kind
from .language import Node, facts_of
from .pack import Pack

# Which rows: none (the same for all), of requests, items, agreements, gateways, or of pairs of these.
REQUEST, ITEM, AGREEMENT, GATEWAY = 1, 2, 4, 8
OF_ITEM: Final = REQUEST | ITEM
SIGNED, SIGNED_ITEM = REQUEST | AGREEMENT, OF_ITEM | AGREEMENT
GATE, GATE_ITEM = REQUEST | GATEWAY, OF_ITEM | GATEWAY
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SCOPES: Final = {"item": OF_ITEM, "agreement": AGREEMENT, "gateway": GATEWAY}


class Truth(NamedTuple):
    """Where something holds, and where that is unknown (None: nowhere), over some rows."""

    rows: int
    held: Array
    unsure: Array | None


class Value(NamedTuple):
    """A value in numbers over some rows, of a kind that tells whether it may be missing or unknown."""

    rows: int
    data: Array
    kind: Kind


class Rows:
    """The rows of one part of a table, and how those of one sort are found from another."""

    def __init__(self, table: Table, days: Array) -> None:
        items, agreements = np.diff(table.first_item), np.diff(table.first_agreement)
        gateways = np.diff(table.first_gateway)
        requests = np.arange(len(table))
        self.table = table
        self.days = days
        self.items = items
        self.request_of = {
            OF_ITEM: np.repeat(requests, items),
            SIGNED: np.repeat(requests, agreements),
            GATE: np.repeat(requests, gateways),
        }
        self.paired = {
            SIGNED_ITEM: self._pairs(SIGNED),
            GATE_ITEM: self._pairs(GATE),
        }

    def _pairs(self, basis: int) -> tuple[Array, Array]:
        """Pair each basis with each item of its request: the places of both."""
        of = self.request_of[basis]
        counts = self.items[of]
        whole = np.repeat(np.arange(len(of)), counts)
        starts = self.table.first_item[:-1][of]
        before = np.cumsum(counts) - counts
        return whole, np.repeat(starts - before, counts) + np.arange(len(whole))

    def places(self, rows: int, within: int) -> Array:
        """Tell of each row of `within` which row of `rows` it has."""
        if within in self.paired:
            basis, item = self.paired[within]
            if rows == OF_ITEM:
                return item
            own = within & ~ITEM
            return basis if rows == own else self.places(rows, own)[basis]
        if rows == AGREEMENT:
            return self.table.agreement
        return self.table.gateway if rows == GATEWAY else self.request_of[within]

    def lift(self, data: Array, rows: int, within: int) -> Array:
        """Repeat what stands for some rows for each row that has them."""
        if rows in (0, within):
            return data
        found: Array = data[self.places(rows, within)]
        return found


class Judge:
    """Answers the conditions of a pack for the rows it is given; `absent` judges without an agreement."""

    def __init__(self, pack: Pack, table: Table, *, absent: bool = False) -> None:
        self.pack = pack
        self.absent = absent
        self.dictionary = learned(pack, table)
        self.kinds = schema()
        self.plain = Interpreter(pack.columns, pack.ranks)
        self.rows: Rows | None = None
        self.fixed: dict[Node, Truth] = {}
        self.known: dict[Node, Truth] = {}
        self.tables: dict[Any, Array] = {}

    def look_at(self, rows: Rows) -> None:
        """Judge these rows from now on; what is the same for all rows stays answered."""
        self.rows = rows
        self.known = {}

    def truth(self, node: Node) -> Truth:
        """Answer a condition."""
        found = self.fixed.get(node) or self.known.get(node)
        if found is None:
            found = self._truth(node)
            (self.known if found.rows & OF_ITEM else self.fixed)[node] = found
        return found

    def _truth(self, node: Node) -> Truth:
        if not any(facts_of(node)):
            plain = self.plain.truth(node, {})
            return Truth(0, np.array(plain is True), np.array(True) if plain is UNKNOWN else None)
        known: Mapping[str, Callable[[Node], Truth]] = {
            "and": lambda each: self._all([self.truth(part) for part in each[1:]]),
            "or": lambda each: _turned(self._all([_turned(self.truth(part)) for part in each[1:]])),
            "not": lambda each: _turned(self.truth(each[1])),
            "missing": self._asked,
            "unknown": self._asked,
            "holds": self._asked,
            "in": self._member,
            "not in": self._member,
            "overlap": self._sets,
            "within": self._sets,
        }
        return known.get(node[0], self._compared)(node)

    def _all(self, parts: Iterable[Truth]) -> Truth:
        """Join truths: those of the same rows first, then with those of more rows."""
        left = sorted(parts, key=lambda part: part.rows.bit_count())
        while len(left) > 1:
            first = left.pop(0)
            second = left.pop(0)
            left.insert(0, self._both(first, second))
        return left[0]

    def _both(self, a: Truth, b: Truth) -> Truth:
        rows = joined(a.rows, b.rows)
        held = self._lift(a.held, a.rows, rows) & self._lift(b.held, b.rows, rows)
        if a.unsure is None and b.unsure is None:
            return Truth(rows, held, None)
        maybe = [
            self._lift(each.held if each.unsure is None else each.held | each.unsure, each.rows, rows)
            for each in (a, b)
        ]
        return Truth(rows, held, maybe[0] & maybe[1] & ~held)

    def _lift(self, data: Array, rows: int, within: int) -> Array:
        if rows in (0, within):
            return data
        assert self.rows is not None
        return self.rows.lift(data, rows, within)

    def _asked(self, node: Node) -> Truth:
        value = self.value(node[1], None)
        if node[0] == "unknown":
            return Truth(value.rows, value.data == UNSURE, None)
        held = value.data == (MISSING if node[0] == "missing" else 1)
        return Truth(value.rows, held, value.data == UNSURE if value.kind.may_be_unknown else None)

    def _compared(self, node: Node) -> Truth:
        _name, sign, ranked, left, right = node
        a, b = self._sides(left, right)
        if ranked:
            order = self._table(("rank", ranked), lambda: self._by_word(ranked, self.pack.ranks[ranked]))
            a, b = (each._replace(data=order[each.data]) for each in (a, b))
        return self._joined(a, b, _OPERATORS[sign])

    def _by_word(self, name: str, values: Mapping[str, int]) -> Array:
        return self.dictionary[name].by_word(values)

    def _joined(self, a: Value, b: Value, sign: Callable[[Any, Any], Any]) -> Truth:
        """Compare side by side; false where one is missing, else unknown where one is unknown."""
        rows = joined(a.rows, b.rows)
        one, other = self._lift(a.data, a.rows, rows), self._lift(b.data, b.rows, rows)
        held = sign(one, other)
        unsure: Array | None = None
        if a.kind.may_be_unknown or b.kind.may_be_unknown:
            unsure = ((one == UNSURE) & (other != MISSING)) | ((other == UNSURE) & (one != MISSING))
        for data, kind in ((one, a.kind), (other, b.kind)):
            if kind.optional or kind.may_be_unknown:
                held = held & (data >= 0)
        return Truth(rows, np.asarray(held), unsure)

    def _sides(self, left: Node, right: Node) -> tuple[Value, Value]:
        like = self._kind(left) or self._kind(right)
        return self.value(left, like), self.value(right, like)

    def _member(self, node: Node) -> Truth:
        word, words = self._sides(node[1], node[2])
        name = list_of(words.kind)
        words_of = self.dictionary[name]
        table = self._table(("member", name, len(words_of.sets)), lambda: _members(words_of.bits()))
        flat, width = table.ravel(), table.shape[1]
        wanted = 1 if node[0] == "in" else 0

        def sign(one: Array, other: Array) -> Any:
            return flat[(other.astype(np.intp) + 2) * width + one + 2] == wanted

        return self._joined(word, words, sign)

    def _sets(self, node: Node) -> Truth:
        a, b = self._sides(node[1], node[2])
        name = list_of(a.kind)
        words = self.dictionary[name]
        bits = self._table(("bits", name, len(words.sets)), words.bits)
        if node[0] == "overlap":
            return self._joined(a, b, lambda one, other: (bits[one] & bits[other]).any(axis=-1))
        return self._joined(a, b, lambda one, other: ~(bits[one] & ~bits[other]).any(axis=-1))

    def _table(self, key: Any, made: Callable[[], Array]) -> Array:
        found = self.tables.get(key)
        if found is None:
            found = self.tables[key] = made()
        return found

    def value(self, node: Node, like: Kind | None) -> Value:
        """Look up or work out a value; a word by itself is read as the kind it is compared with."""
        name = node[0]
        if name == "literal":
            return self._literal(node[1], like)
        if name == "fact":
            return self._fact(node[1])
        if name == "add_days":
            given = self.value(node[1], None)
            return given._replace(data=np.where(given.data < 0, given.data, given.data + node[2]))
        row = self.value(node[3], None)
        cells = self._table(node[:3], lambda: self._cells(node[1], node[2]))
        kind = self.pack.lists[node[1]].columns[node[2]]
        return Value(row.rows, cells[row.data], _with_unknown(kind, row.kind))

    def _cells(self, name: str, column: str) -> Array:
        encode = self.dictionary.encoder(self.pack.lists[name].columns[column])
        return self._by_word(
            name, {word: encode(cell) for word, cell in self.pack.columns[name, column].items()}
        )

    def _literal(self, value: Any, like: Kind | None) -> Value:
        if isinstance(value, bool):
            return Value(0, np.array(int(value)), Kind("bool"))
        if isinstance(value, frozenset):
            kind = Kind("set", like.of if like else "")
        elif isinstance(value, str):
            kind = Kind(like.name if like and like.name == "id" else "enum", like.of if like else "")
        else:
            kind = Kind(
                "int" if isinstance(value, int) else "instant" if isinstance(value, datetime) else "date"
            )
        number = value if kind.name == "int" else self.dictionary.encoder(kind)(value)
        return Value(0, np.array(number), kind)

    def _kind(self, node: Node) -> Kind | None:
        if node[0] == "fact":
            return self.kinds[node[1]]
        if node[0] == "column":
            return self.pack.lists[node[1]].columns[node[2]]
        return self._kind(node[1]) if node[0] == "add_days" else None

    def _fact(self, path: str) -> Value:
        scope = path.partition(".")[0]
        kind = self.kinds[path]
        if path == "has_agreement":
            return Value(0, np.array(0 if self.absent else 1), kind)
        if scope == "agreement" and self.absent:
            return Value(0, np.array(MISSING), Kind(kind.name, kind.of, optional=True))
        if path == "gateway":
            words = self.dictionary["gateway"].codes
            return Value(GATEWAY, np.array([*range(len(words)), UNSURE, MISSING]), kind)
        assert self.rows is not None
        if path in WORKED_OUT and path != "at":
            return Value(REQUEST, self._worked_out(path, self.rows), kind)
        return Value(_SCOPES.get(scope, REQUEST), self.rows.table.columns[path], kind)

    def _worked_out(self, path: str, rows: Rows) -> Array:
        if path == "today":
            return rows.days
        table = rows.table
        if path == "partner_has_agreement":
            return (np.diff(table.first_agreement) > 0).astype(np.int8)
        return (np.bincount(rows.request_of[SIGNED][relied_on(rows)], minlength=len(table)) > 0).astype(
            np.int8
        )


def learned(pack: Pack, table: Table) -> Dictionary:
    """Give every word of a pack its number before any is looked up; words only the facts have keep their numbers."""
    for name, words in pack.lists.items():
        for word in words.members:
            table.dictionary[name].code(word)
    return table.dictionary


def relied_on(rows: Rows) -> Array:
    """Tell of each agreement with a partner whether it is the one that the requester relies on."""
    table = rows.table
    wanted = table.columns["request.relies_on"][rows.request_of[SIGNED]]
    found: Array = (wanted >= 0) & (table.columns["agreement.reference"][table.agreement] == wanted)
    return found


def joined(a: int, b: int) -> int:
    """Name the rows that have both."""
    rows = a | b
    if rows & ITEM:
        return rows | REQUEST
    return rows


def _members(bits: Array) -> Array:
    """Tell for each set and word whether the word is in it; the first two of both are unsure and missing."""
    width = bits.shape[1] * 64
    flat = np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little")
    found = np.zeros((len(bits), width + 2), np.int8)
    found[2:, 2:] = flat[:-2]
    return found


def _turned(truth: Truth) -> Truth:
    held = ~truth.held if truth.unsure is None else ~(truth.held | truth.unsure)
    return truth._replace(held=held)


def _with_unknown(kind: Kind, row: Kind) -> Kind:
    return Kind(kind.name, kind.of, optional=True, may_be_unknown=row.may_be_unknown)
