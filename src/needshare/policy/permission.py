"""Permission: what the access part of a pack means, for one thing (`check_plainly`) and for lists (`residual`).

access = any ground that permits holds, and none that forbids; an unknown fact refuses. The residual
is what is left of the same conditions once the person is known: a tree over facts of the thing only,
without a framework, that `to_q` turns into a filter of the database.
"""

from collections.abc import Mapping
from typing import Any, Final

from needshare.kernel import Finding, Outcome

from .access_facts import AccessSubject, Resource
from .interpreter import Interpreter
from .kinds import UNKNOWN
from .language import Node
from .pack import Ground, Pack, Verb

NOTHING: Final = Resource()


def finding_of(pack: Pack, verb_id: str, ground: Ground | None) -> Finding:
    """Say whether a person may do something by the ground that decides; none refuses."""
    verb = pack.verbs[verb_id]
    if ground is None:
        return _finding(verb, Outcome.NOT_MET, verb.refusal, None)
    outcome = Outcome.MET if ground.kind == "permit" else Outcome.NOT_MET
    return _finding(verb, outcome, ground.message, ground)


def check_plainly(pack: Pack, verb_id: str, subject: AccessSubject, thing: Resource = NOTHING) -> Finding:
    """Tell whether a person may do something, and why or why not: the definition.

    Raises:
        KeyError: when the pack has no such verb; there is no default to fall back to.
    """
    verb = pack.verbs[verb_id]
    frame = {"subject": subject, "resource": thing}
    interpreter = Interpreter(pack.columns, pack.ranks)
    truths = [(ground, interpreter.truth(ground.condition.node, frame)) for ground in verb.grounds]
    for ground, truth in truths:
        if ground.kind == "forbid" and truth is not False:
            return finding_of(pack, verb_id, ground)
    for ground, truth in truths:
        if ground.kind == "permit" and truth is True:
            return finding_of(pack, verb_id, ground)
    return finding_of(pack, verb_id, None)


def _finding(verb: Verb, outcome: Outcome, reason: str, ground: Ground | None) -> Finding:
    code = "" if outcome is Outcome.MET else (ground.code if ground and ground.code else "not_permitted")
    return Finding(test=verb.id, outcome=outcome, reason=reason, code=code, sources=verb.clauses)


def residual(pack: Pack, verb_id: str, subject: AccessSubject) -> Node:
    """Work out what must be true of a thing for this person to do this to it.

    What every ground that permits asks for stands once and first, so that a database finds rows by it.

    Raises:
        KeyError: when the pack has no such verb.
    """
    permits, limits = _parts(pack, verb_id, subject)
    common = [part for part in _and_parts(permits[0]) if all(part in _and_parts(each) for each in permits)]
    rest = [joined("and", [part for part in _and_parts(each) if part not in common]) for each in permits]
    return joined("and", [*common, joined("or", rest), *limits])


def alternatives(pack: Pack, verb_id: str, subject: AccessSubject) -> tuple[Node, ...]:
    """Work out the residual as alternatives, one for each ground that permits; none asks for more than another.

    Raises:
        KeyError: when the pack has no such verb.
    """
    permits, limits = _parts(pack, verb_id, subject)
    asked = [set(_and_parts(each)) for each in permits]
    widest = [
        each
        for place, each in enumerate(permits)
        if not any(
            asked[other] < asked[place] or (asked[other] == asked[place] and other < place)
            for other in range(len(permits))
        )
    ]
    found = (joined("and", [each, *limits]) for each in widest)
    return tuple(each for each in found if each != ("false",))


def left_of_grounds(pack: Pack, verb_id: str, subject: AccessSubject) -> tuple[tuple[Ground, Node], ...]:
    """Give every ground of a verb with what is left to be true of a thing once the person is known.

    Raises:
        KeyError: when the pack has no such verb.
    """
    known = _Known(pack, subject)
    return tuple((ground, known.left(ground.condition.node)) for ground in pack.verbs[verb_id].grounds)


def _parts(pack: Pack, verb_id: str, subject: AccessSubject) -> tuple[list[Node], list[Node]]:
    """Give what is left of each ground that permits, and of each that forbids what must not be."""
    left = [(ground.kind, node) for ground, node in left_of_grounds(pack, verb_id, subject)]
    permits = [node for kind, node in left if kind == "permit" and node != ("false",)]
    return permits or [("false",)], [negated(node) for kind, node in left if kind == "forbid"]


def _and_parts(node: Node) -> tuple[Node, ...]:
    return node[1:] if node[0] == "and" else (node,)


def joined(name: str, parts: list[Node]) -> Node:
    """Join conditions by "and" or "or", dropping what is settled; none at all is true or false."""
    settles = ("false",) if name == "and" else ("true",)
    neutral = ("true",) if name == "and" else ("false",)
    flat = [each for part in parts for each in (part[1:] if part[0] == name else (part,))]
    left = list(dict.fromkeys(each for each in flat if each != neutral))
    if settles in left:
        return settles
    if not left:
        return neutral
    return left[0] if len(left) == 1 else (name, *left)


def negated(node: Node) -> Node:
    """Turn a condition round; "not" ends up only on single comparisons."""
    opposite = {"true": "false", "false": "true"}
    if node[0] in opposite:
        return (opposite[node[0]],)
    if node[0] == "not":
        inner: Node = node[1]
        return inner
    if node[0] in ("and", "or"):
        return joined("or" if node[0] == "and" else "and", [negated(part) for part in node[1:]])
    return ("not", node)


class _Known:
    """Settles every part of a condition that only looks at the person."""

    def __init__(self, pack: Pack, subject: AccessSubject) -> None:
        self.interpreter = Interpreter(pack.columns, pack.ranks)
        self.frame: Mapping[str, Any] = {"subject": subject}

    def left(self, node: Node) -> Node:
        """Give what is left of a condition: a tree of and, or, not over single questions."""
        name = node[0]
        if name in ("and", "or"):
            return joined(name, [self.left(part) for part in node[1:]])
        if name == "not":
            return negated(self.left(node[1]))
        if not _about_thing(node):
            return ("true",) if self.interpreter.truth(node, self.frame) is True else ("false",)
        if name in ("missing", "unknown", "holds"):
            return ("false",) if name == "unknown" else (name, self._side(node[1]))
        return self._comparison(node)

    def _comparison(self, node: Node) -> Node:
        a, b = (self._side(part) for part in node[-2:])
        if ("value", None) in (a, b):
            return ("false",)
        if node[0] in ("in", "overlap") and ("value", frozenset()) in (a, b):
            return ("false",)
        ranked = node[2] if node[0] == "compare" else ""
        return self._ranked(node[1], ranked, a, b) if ranked else (*node[:-2], a, b)

    def _ranked(self, sign: str, words: str, a: Node, b: Node) -> Node:
        """Put an order between a word that is known and one of the thing into the words the thing may have."""
        if (a[0], b[0]) not in (("field", "value"), ("value", "field")):
            return ("compare", sign, words, a, b)
        found = frozenset(
            word
            for word in self.interpreter.ranks[words]
            if self.interpreter.truth(("compare", sign, words, _put(a, word), _put(b, word)), {}) is True
        )
        field = a if a[0] == "field" else b
        return ("in", field, ("value", found)) if found else ("false",)

    def _side(self, node: Node) -> Node:
        """Give a side of a comparison: ("field", name) of the thing, or ("value", what is known)."""
        if node[0] == "fact" and node[1].startswith("resource."):
            return ("field", node[1].removeprefix("resource."))
        if _about_thing(node):
            return ("column", node[1], node[2], self._side(node[3]))
        value = self.interpreter.value(node, self.frame)
        return ("value", value if value is not UNKNOWN else None)


def _put(side: Node, word: str) -> Node:
    """Put a word where a fact of the thing stood."""
    return ("literal", word if side[0] == "field" else side[1])


def _about_thing(node: Node) -> bool:
    if node[0] == "fact":
        return str(node[1]).startswith("resource.")
    return any(_about_thing(part) for part in node if isinstance(part, tuple))


def holds_for(node: Node, thing: Resource) -> bool:
    """Answer a residual for one thing: the oracle the database filter is tested against.

    Facts of the thing must be known or missing here, as a row of a table is.
    """
    name = node[0]
    if name in ("true", "false"):
        return bool(name == "true")
    if name in ("and", "or"):
        found = [holds_for(part, thing) for part in node[1:]]
        return all(found) if name == "and" else any(found)
    if name == "not":
        return not holds_for(node[1], thing)
    frame = {"resource": thing}
    return Interpreter({}, {}).truth(_as_condition(node), frame) is True


def _as_condition(node: Node) -> Node:
    if node[0] == "field":
        return ("fact", f"resource.{node[1]}")
    if node[0] == "value":
        return ("literal", node[1])
    return tuple(_as_condition(part) if isinstance(part, tuple) else part for part in node)
