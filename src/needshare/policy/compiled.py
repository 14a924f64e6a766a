"""The compiled assessment: Python generated from checked conditions, each rule one bit of a number.

Rules are sorted by what they look at, so that each is answered as seldom as it can be: once for the
request, once for each item, agreement, gateway, and only where a rule names both, for each pair. The
numbers then index shared rows, so the words are made only for findings somebody looks at.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from .emission import Emitter, local
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
        self.width = 2 * len(self.lanes)
        self.chosen = chosen_facts(pack)
        self.rows: list[dict[int, Row]] = [{}, {}, {}, {}]
        self.groups = tuple(dict.fromkeys(_columns(bit) for bit in self.lanes))
        sizes = {name: len(words.members) for name, words in pack.lists.items()}
        self.emitter = Emitter(schema(), pack.columns, pack.ranks, sizes)
        self.source = self._source()
        self.functions = self._functions()

    def _functions(self) -> dict[str, Any]:
        names = dict(self.emitter.names)
        exec(compile(self.source, f"<{self.pack.name} {self.pack.version}>", "exec"), names)  # noqa: S102 - see ADR on the policy engine: the source is generated from checked conditions, never from text
        return names

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
        if scope.absent:
            lines.append("    has_agreement = False")
        lines += _loads(bits, self.emitter.absent)
        lines.append("    a = b = c = d = 0")
        for bit in bits:
            lines += self._rule(
                bit, "    ", "abcd"[bit.family], 1 << bit.place, 1 << bit.place + self.sizes[bit.family]
            )
        lines.append("    return a, b, c, d")
        self.emitter.absent = frozenset()
        return "\n".join(lines)

    def _rule(self, bit: Bit, indent: str, target: str, held: object, unknown: object) -> list[str]:
        when, cautious, plain = self.emitter.condition(bit.rule.condition.node)
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
        lines += ["    found = []", "    has_agreement = True"]
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
        return "\n".join(lines)

    def _lane_loop(self, name: str, columns: tuple[str, ...]) -> list[str]:
        lines = [f"        for {', '.join(local(path) for path in columns)}, lane in {name}:"]
        for place, bit in enumerate(self.lanes):
            if _columns(bit) == columns:
                held = f"lane << {place}"
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


class _Run:
    """One assessment being made."""

    def __init__(self, compiled: Compiled, facts: AssessmentFacts) -> None:
        self.compiled = compiled
        self.facts = facts
        functions = compiled.functions
        relied = facts.request.relies_on
        known = any(each.reference == relied for each in facts.agreements) if relied is not None else False
        day = day_of(compiled.pack, facts.at)
        self.whole = (
            facts.request, facts.requester, facts.handler, facts.harm, facts.at, day, bool(facts.agreements), known,
        )  # fmt: skip
        self.common = functions["of_request"](*self.whole)
        self.by_item = [functions["of_item"](*self.whole, item) for item in facts.items]
        self.parts: dict[tuple[int, int, int], tuple[Row, tuple[Row, ...], int, int]] = {}

    def assessment(self) -> Assessment:
        gates = [self._gate(gateway) for gateway in gateways_of(self.facts)]
        best = min(gates, key=lambda gate: (gate[3], gate[4], gate[0] or ""))
        bases = self._signed(best)
        bases += [self._one_off(gate) for gate in gates]
        return Assessment(self.compiled.pack, self.facts, self.compiled.families, tuple(bases))

    def _gate(self, gateway: str | None) -> tuple[str | None, Row, tuple[Row, ...], int, int]:
        functions, row = self.compiled.functions, self.compiled.row
        _, _, whole, each = functions["of_gateway"](*self.whole, gateway)
        first = row(GATEWAY_REQUESTS, self.common[GATEWAY_REQUESTS] | whole)
        common = self.common[GATEWAY_ITEMS] | each
        items = tuple(
            row(
                GATEWAY_ITEMS,
                common | mine[GATEWAY_ITEMS] | functions["of_gateway_item"](*self.whole, item, gateway)[3],
            )
            for item, mine in zip(self.facts.items, self.by_item, strict=True)
        )
        return gateway, first, items, *_counts(first, items)

    def _one_off(self, gate: tuple[str | None, Row, tuple[Row, ...], int, int]) -> Basis:
        functions, row = self.compiled.functions, self.compiled.row
        whole, each, _, _ = functions["without_agreement"](*self.whole)
        first = row(REQUESTS, self.common[REQUESTS] | whole)
        common = self.common[ITEMS] | each
        items = tuple(
            row(ITEMS, common | mine[ITEMS] | functions["without_agreement_item"](*self.whole, item)[1])
            for item, mine in zip(self.facts.items, self.by_item, strict=True)
        )
        not_met, person = _counts(first, items)
        return Basis(None, gate[0], first, items, gate[1], gate[2], not_met + gate[3], person + gate[4])

    def _signed(self, gate: tuple[str | None, Row, tuple[Row, ...], int, int]) -> list[Basis]:
        agreements = self.facts.agreements
        groups = _groups(self.compiled.groups, self.facts.items, self.compiled.width)
        found = self.compiled.functions["of_agreements"](*self.whole, agreements, *groups)
        gateway, gate_first, gate_items, gate_not_met, gate_person = gate
        parts, bases = self.parts, []
        for agreement, key in zip(agreements, found, strict=True):
            part = parts.get(key)
            if part is None:
                part = parts[key] = self._part(*key)
            first, items, not_met, person = part
            bases.append(
                Basis(
                    agreement,
                    gateway,
                    first,
                    items,
                    gate_first,
                    gate_items,
                    not_met + gate_not_met,
                    person + gate_person,
                )
            )
        return bases

    def _part(self, whole: int, each: int, lanes: int) -> tuple[Row, tuple[Row, ...], int, int]:
        compiled = self.compiled
        width, row = compiled.width, compiled.row
        first = row(REQUESTS, self.common[REQUESTS] | whole)
        common, lane = self.common[ITEMS] | each, (1 << width) - 1
        items = tuple(
            row(ITEMS, common | mine[ITEMS] | compiled.unfold(lanes >> place * width & lane))
            for place, mine in enumerate(self.by_item)
        )
        return first, items, *_counts(first, items)


def _counts(first: Row, items: Sequence[Row]) -> tuple[int, int]:
    return first.not_met + sum(row.not_met for row in items), first.person + sum(row.person for row in items)


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
    """For each set of item facts, list its distinct values with the lanes of the items that have them."""
    made = []
    for columns in groups:
        names = [path.removeprefix("item.") for path in columns]
        lanes: dict[tuple[Any, ...], int] = {}
        for place, item in enumerate(items):
            values = tuple(getattr(item, name) for name in names)
            lanes[values] = lanes.get(values, 0) | 1 << place * width
        made.append([(*values, lane) for values, lane in lanes.items()])
    return made
