"""The compiled assessment: Python generated from checked conditions, each rule one bit of a number.

Rules are sorted by what they look at, so that each is answered as seldom as it can be: once for the
request, once for each item, agreement, gateway, and only where a rule names both, for each pair. The
numbers then index shared rows, so the words are made only for findings somebody looks at.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter, getitem
from typing import Any, Final, NamedTuple

from .emission import Emitter, define, local
from .facts import AssessmentFacts, ItemFacts, schema
from .facts_check import check_words, chosen_facts, day_of, gateways_of
from .kinds import UNKNOWN
from .pack import Pack, Rule
from .results import Assessment, Basis, Families, Row, row_of

REQUESTS, ITEMS, GATEWAY_REQUESTS, GATEWAY_ITEMS = range(4)
WHOLE: Final = (
    "request",
    "requester",
    "handler",
    "harm",
    "at",
    "today",
    "partner_has_agreement",
    "relied_agreement_is_known",
)
MOST_ROWS: Final = 20_000
_TALLY: Final[Callable[[Row], int]] = attrgetter("tally")


class Bit(NamedTuple):
    """One rule, the family of its test, its bit there, and what it looks at."""

    rule: Rule
    family: int
    place: int
    looks_at: frozenset[str]


class Scope(NamedTuple):
    """One generated function: its name, what it is given, and the rules it answers."""

    name: str
    looks_at: frozenset[str]
    absent: frozenset[str]


SCOPES: Final = (
    Scope("of_request", frozenset(), frozenset()),
    Scope("of_item", frozenset({"item"}), frozenset()),
    Scope("of_gateway", frozenset({"gateway"}), frozenset()),
    Scope("of_gateway_item", frozenset({"gateway", "item"}), frozenset()),
    Scope("without_agreement", frozenset({"agreement"}), frozenset({"agreement"})),
    Scope("without_agreement_item", frozenset({"agreement", "item"}), frozenset({"agreement"})),
)


def looks_at(rule: Rule) -> frozenset[str]:
    """Tell which of item, agreement and gateway a rule looks at."""
    scopes = {path.partition(".")[0] for path in rule.condition.facts}
    found = {"agreement"} if "has_agreement" in scopes else set()
    return frozenset(found | scopes & {"item", "agreement", "gateway"})


class Compiled:
    """One pack, compiled: call `assess` with facts."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.families = Families.of(pack)
        self.bits = tuple(_bits(self.families))
        self.sizes = [sum(len(test.rules) for test in family) for family in self.families.all()]
        self.lanes = [bit for bit in self.bits if bit.looks_at == {"agreement", "item"}]
        self.width = -(-2 * len(self.lanes) // 8)
        self.chosen = chosen_facts(pack)
        self.rows: list[dict[int, Row]] = [{}, {}, {}, {}]
        self.groups = tuple(dict.fromkeys(_columns(bit) for bit in self.lanes))
        sizes = {name: len(words.members) for name, words in pack.lists.items()}
        self.emitter = Emitter(schema(), pack.columns, pack.ranks, sizes)
        self.source = self._source()
        self.functions = define(self.source, f"{pack.name} {pack.version}", self.emitter.names)

    def _source(self) -> str:
        written = [self._function(scope) for scope in SCOPES]
        return "\n\n".join([*written, self._agreements()])

    def _function(self, scope: Scope) -> str:
        self.emitter.absent = frozenset(
            path for path in self.emitter.kinds if path.partition(".")[0] in scope.absent
        )
        bits = [bit for bit in self.bits if bit.looks_at == scope.looks_at]
        given = (
            *WHOLE,
            *(["item"] if "item" in scope.looks_at else []),
            *(["gateway"] if "gateway" in scope.looks_at else []),
        )
        lines = [f"def {scope.name}({', '.join(given)}):"]
        self.emitter.settled = {"has_agreement": False} if scope.absent else {}
        lines += _loads(bits, self.emitter.absent)
        lines.append("    a = b = c = d = 0")
        for bit in bits:
            lines += self._rule(
                bit, "    ", "abcd"[bit.family], 1 << bit.place, 1 << bit.place + self.sizes[bit.family]
            )
        lines.append("    return a, b, c, d")
        self.emitter.absent, self.emitter.settled = frozenset(), {}
        return "\n".join(lines)

    def _rule(self, bit: Bit, indent: str, target: str, held: object, unknown: object) -> list[str]:
        when, cautious, plain = self.emitter.condition(bit.rule.condition.node)
        if plain == "False" and not when:
            return []
        if not when:
            return [f"{indent}if {plain}: {target} |= {held}"]
        return [
            f"{indent}if {when}:",
            f"{indent}    t = {cautious}",
            f"{indent}    if t is UNKNOWN: {target} |= {unknown}",
            f"{indent}    elif t: {target} |= {held}",
            f"{indent}elif {plain}: {target} |= {held}",
        ]

    def _agreements(self) -> str:
        groups = [f"group_{place}" for place in range(len(self.groups))]
        whole = [bit for bit in self.bits if bit.looks_at == {"agreement"}]
        lines = [f"def of_agreements({', '.join((*WHOLE, 'agreements', *groups))}):"]
        lines.append("    found = []")
        self.emitter.settled = {"has_agreement": True}
        both = [*whole, *self.lanes]
        lines += _loads(both, frozenset(), leaving=("agreement", "item"))
        lines.append("    for agreement in agreements:")
        lines += ["    " + line for line in _loads(both, frozenset(), only="agreement")]
        lines.append("        a = b = lanes = 0")
        for bit in whole:
            lines += self._rule(
                bit, "        ", "ab"[bit.family], 1 << bit.place, 1 << bit.place + self.sizes[bit.family]
            )
        for name, columns in zip(groups, self.groups, strict=True):
            lines += self._lane_loop(name, columns)
        lines += ["        found.append((a, b, lanes))", "    return found"]
        self.emitter.settled = {}
        return "\n".join(lines)

    def _lane_loop(self, name: str, columns: tuple[str, ...]) -> list[str]:
        lines = [
            f"        for {', '.join(local(path) for path in columns)}, lane in {name}:",
            "            pass",
        ]
        for place, bit in enumerate(self.lanes):
            if _columns(bit) == columns:
                held = f"lane << {place}" if place else "lane"
                unknown = f"lane << {place + len(self.lanes)}"
                lines += self._rule(bit, "            ", "lanes", held, unknown)
        return lines

    def assess(self, facts: AssessmentFacts) -> Assessment:
        """Assess every basis whole.

        Raises:
            FactsError: when a fact names something the pack does not know.
        """
        check_words(self.chosen, facts)
        return _Run(self, facts).assessment()

    def row(self, family: int, mask: int) -> Row:
        """Give the row of a family for the rules that hold (low bits) or are unknown (high bits)."""
        rows = self.rows[family]
        found = rows.get(mask)
        if found is None:
            if len(rows) >= MOST_ROWS:
                rows.clear()
            found = rows[mask] = self._new_row(family, mask)
        return found

    def _new_row(self, family: int, mask: int) -> Row:
        tests = self.families.all()[family]
        truths: dict[int, Any] = {}
        for bit in self.bits:
            if bit.family == family:
                is_unknown = mask >> bit.place + self.sizes[family] & 1
                truths[id(bit.rule)] = UNKNOWN if is_unknown else bool(mask >> bit.place & 1)
        return row_of(tests, [[truths[id(rule)] for rule in test.rules] for test in tests])

    def unfold(self, lane: int) -> int:
        """Turn one item's lane into bits of the family of items."""
        low = len(self.lanes)
        held, unknown = lane & (1 << low) - 1, lane >> low
        return held | unknown << self.sizes[ITEMS]


class Gate(NamedTuple):
    """One gateway assessed: the rows of the tests that look at it."""

    gateway: str | None
    first: Row
    items: tuple[Row, ...]
    tally: int


class _ItemRows(dict[int, Row]):
    """The rows of one item by its lane, made when first asked for."""

    def __init__(self, compiled: Compiled, mask: int) -> None:
        self.compiled = compiled
        self.mask = mask

    def __missing__(self, lane: int) -> Row:
        made = self[lane] = self.compiled.row(ITEMS, self.mask | self.compiled.unfold(lane))
        return made


class _Run:
    """One assessment being made."""

    def __init__(self, compiled: Compiled, facts: AssessmentFacts) -> None:
        self.compiled = compiled
        self.facts = facts
        functions = compiled.functions
        relied = facts.request.relies_on
        known = any(each.reference == relied for each in facts.agreements)
        day = day_of(compiled.pack, facts.at)
        request = (facts.request, facts.requester, facts.handler, facts.harm)
        self.whole = (*request, facts.at, day, bool(facts.agreements), known)
        self.common = functions["of_request"](*self.whole)
        self.by_item = [functions["of_item"](*self.whole, item) for item in facts.items]

    def assessment(self) -> Assessment:
        gates = [self._gate(gateway) for gateway in gateways_of(self.facts)]
        best = min(gates, key=lambda gate: (gate.tally, gate.gateway or ""))
        bases = (*self._signed(best), *(self._one_off(gate) for gate in gates))
        return Assessment(self.compiled.pack, self.facts, self.compiled.families, bases)

    def _gate(self, gateway: str | None) -> Gate:
        functions, row = self.compiled.functions, self.compiled.row
        _, _, whole, each = functions["of_gateway"](*self.whole, gateway)
        first = row(GATEWAY_REQUESTS, self.common[GATEWAY_REQUESTS] | whole)
        common = self.common[GATEWAY_ITEMS] | each
        own = [
            functions["of_gateway_item"](*self.whole, item, gateway)[GATEWAY_ITEMS]
            for item in self.facts.items
        ]
        masks = [common | mine[GATEWAY_ITEMS] | mask for mine, mask in zip(self.by_item, own, strict=True)]
        items = tuple(row(GATEWAY_ITEMS, mask) for mask in masks)
        return Gate(gateway, first, items, _tally(first, items))

    def _one_off(self, gate: Gate) -> Basis:
        functions, row = self.compiled.functions, self.compiled.row
        whole, each, _, _ = functions["without_agreement"](*self.whole)
        first = row(REQUESTS, self.common[REQUESTS] | whole)
        common = self.common[ITEMS] | each
        own = [functions["without_agreement_item"](*self.whole, item)[ITEMS] for item in self.facts.items]
        masks = [common | mine[ITEMS] | mask for mine, mask in zip(self.by_item, own, strict=True)]
        items = tuple(row(ITEMS, mask) for mask in masks)
        return Basis(
            None, gate.gateway, first, items, gate.first, gate.items, _tally(first, items) + gate.tally
        )

    def _signed(self, gate: Gate) -> list[Basis]:
        compiled, agreements = self.compiled, self.facts.agreements
        groups = _groups(compiled.groups, self.facts.items, compiled.width)
        found = compiled.functions["of_agreements"](*self.whole, agreements, *groups)
        parts: dict[tuple[int, int, int], tuple[Row, tuple[Row, ...], int]] = {}
        rows: dict[int, list[_ItemRows]] = {}
        bases = []
        for agreement, key in zip(agreements, found, strict=True):
            part = parts.get(key)
            if part is None:
                part = parts[key] = self._part(rows, *key)
            first, items, tally = part
            bases.append(
                Basis(agreement, gate.gateway, first, items, gate.first, gate.items, tally + gate.tally)
            )
        return bases

    def _part(
        self, rows: dict[int, list[_ItemRows]], whole: int, each: int, lanes: int
    ) -> tuple[Row, tuple[Row, ...], int]:
        first = self.compiled.row(REQUESTS, self.common[REQUESTS] | whole)
        if each not in rows:
            common = self.common[ITEMS] | each
            rows[each] = [_ItemRows(self.compiled, common | mine[ITEMS]) for mine in self.by_item]
        items = tuple(map(getitem, rows[each], self._split(lanes)))
        return first, items, _tally(first, items)

    def _split(self, lanes: int) -> Sequence[int]:
        """Take the lanes apart, one number for each item."""
        width, count = self.compiled.width, len(self.by_item)
        joined = lanes.to_bytes(width * count, "little")
        if width == 1:
            return joined
        return [
            int.from_bytes(joined[place : place + width], "little")
            for place in range(0, width * count, width)
        ]


def _tally(first: Row, items: Sequence[Row]) -> int:
    return sum(map(_TALLY, items), first.tally)


def _bits(families: Families) -> Iterable[Bit]:
    """Give each rule of each family its bit; those that name agreement and item come first, as lanes do."""
    for family, tests in enumerate(families.all()):
        rules = [(rule, looks_at(rule)) for test in tests for rule in test.rules]
        rules.sort(key=lambda pair: pair[1] != {"agreement", "item"})
        for place, (rule, scopes) in enumerate(rules):
            yield Bit(rule, family, place, scopes)


def _columns(bit: Bit) -> tuple[str, ...]:
    return tuple(sorted(path for path in bit.rule.condition.facts if path.startswith("item.")))


def _loads(
    bits: Sequence[Bit], absent: frozenset[str], *, leaving: tuple[str, ...] = (), only: str = ""
) -> list[str]:
    paths = dict.fromkeys(path for bit in bits for path in bit.rule.condition.facts if "." in path)
    wanted = [
        path
        for path in paths
        if path not in absent and path.partition(".")[0] not in leaving and path.startswith(only)
    ]
    return [f"    {local(path)} = {path}" for path in wanted]


def _groups(
    groups: Sequence[tuple[str, ...]], items: Sequence[ItemFacts], width: int
) -> list[list[tuple[Any, ...]]]:
    """For each set of item facts, list its distinct values with the lanes (of `width` bytes) of their items."""
    made = []
    for columns in groups:
        names = [path.removeprefix("item.") for path in columns]
        lanes: dict[tuple[Any, ...], int] = {}
        for place, item in enumerate(items):
            values = tuple(getattr(item, name) for name in names)
            lanes[values] = lanes.get(values, 0) | 1 << place * 8 * width
        made.append([(*values, lane) for values, lane in lanes.items()])
    return made
