"""Static checks of a loaded pack: what can be known to be wrong before any request is assessed."""

from collections.abc import Iterator

from needshare.kernel import Outcome

from .facts import schema
from .language import PLACEHOLDER, Node, facts_of
from .pack import Pack, Rule, Test, Verb
from .polarity import wrong_way

NEEDED_PHRASES = ("facts_unknown", "permitted", "partial_cover")


def mistakes_in(pack: Pack) -> list[str]:
    """List every mistake, one sentence each; none when the pack is sound."""
    return [
        *_needed(pack),
        *_clauses(pack),
        *(found for test in pack.tests for found in _test(test)),
        *(found for test in pack.tests for found in _rules(pack, test)),
        *_codes(pack),
        *_silence(pack),
        *_authorities(pack),
        *(found for verb in pack.verbs.values() for found in _verb(verb)),
    ]


def _needed(pack: Pack) -> Iterator[str]:
    for path, kind in schema().items():
        if kind.of not in ("", "id") and kind.of not in pack.lists:
            yield f"lists: the list '{kind.of}' is missing; the fact {path} is chosen from it"
    for name in NEEDED_PHRASES:
        if name not in pack.phrases:
            yield f"phrases: the sentence '{name}' is missing"
    if "facts_unknown" not in pack.codes:
        yield "codes: the code 'facts_unknown' is missing"


def _clauses(pack: Pack) -> Iterator[str]:
    cited = {clause for test in pack.tests for clause in test.clauses}
    cited |= {clause for test in pack.tests for rule in test.rules for clause in rule.clauses}
    cited |= {clause for verb in pack.verbs.values() for clause in verb.clauses}
    for clause in pack.clauses.values():
        if clause.id in cited and clause.not_automatable:
            yield f"clauses, {clause.id}: a rule carries this out, so it is automatable; remove 'not_automatable'"
        if clause.id not in cited and not clause.not_automatable:
            yield f"clauses, {clause.id}: no rule carries this out; cite it in one, or say why in 'not_automatable'"


def _test(test: Test) -> Iterator[str]:
    grounds = [rule for rule in test.rules if rule.kind != "restrict"]
    if grounds and test.default is Outcome.MET:
        yield f"test {test.id}: a test that needs a ground may not be met by default"
    if not test.clauses:
        yield f"test {test.id}: it carries out no clause"
    if test.partial_code and not test.per_item:
        yield f"test {test.id}: 'partial_code' is for a test of each item"
    scopes = {scope for rule in test.rules for scope in _scopes(rule)}
    if {"agreement", "gateway"} <= scopes:
        yield f"test {test.id}: a test may look at the agreement or at the gateway, not at both"


def _scopes(rule: Rule) -> set[str]:
    found = {path.partition(".")[0] for path in rule.condition.facts}
    return found | ({"agreement"} if "has_agreement" in found else set())


def _rules(pack: Pack, test: Test) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for rule in test.rules:
        where = f"test {test.id}, rule {rule.code or rule.condition.text}"
        scopes = _scopes(rule)
        if (rule.kind, rule.condition.text) in seen:
            yield f"{where}: the same condition is there twice"
        seen.add((rule.kind, rule.condition.text))
        if "item" in scopes and not test.per_item:
            yield f"{where}: a test of the whole request cannot look at an item"
        if "outcome" in scopes:
            yield f"{where}: only the authority table may look at the decision a person has in mind"
        if rule.tightens and not rule.code:
            yield f"{where}: a rule that makes an outcome worse needs a code"
        if rule.agreement_terms and "agreement" not in scopes:
            yield f"{where}: a rule that names a term of the agreement must look at the agreement"
        yield from (f"{where}: {found}" for found in _words(rule, scopes))
        yield from (f"{where}: {found}" for found in wrong_way(pack, test, rule))


def _words(rule: Rule, scopes: set[str]) -> Iterator[str]:
    for name in PLACEHOLDER.findall(rule.message):
        scope = name.partition(".")[0]
        if scope in ("item", "agreement", "gateway") and scope not in scopes:
            yield f"the message names {{{name}}}, which the condition does not look at"


def _codes(pack: Pack) -> Iterator[str]:
    for test in pack.tests:
        if test.default is not Outcome.MET and not test.default_code:
            yield f"test {test.id}: a default that is not met needs a code"


def _silence(pack: Pack) -> Iterator[str]:
    """Find every way by which an ordinary assessment, or anybody's words, could carry a silent code."""
    silent = {code.id for code in pack.codes.values() if code.severity == "silent"}
    for test in pack.tests:
        given = (*(rule.code for rule in test.rules), test.default_code, test.partial_code)
        for code in sorted(silent.intersection(given)):
            yield f"test {test.id}, {code}: a silent code is never part of an ordinary assessment"
    for name in sorted({kind.of for kind in schema().values()} & set(pack.lists)):
        for word in sorted(silent & set(pack.lists[name].members)):
            yield f"lists, {name}: '{word}' is a silent code, which is never a fact of an ordinary assessment"
    yield from _silent_words(pack, silent)


def _silent_words(pack: Pack, silent: set[str]) -> Iterator[str]:
    for verb in pack.verbs.values():
        for code in sorted(silent & {ground.code for ground in verb.grounds}):
            yield f"verb {verb.id}: '{code}' is a silent code, and nobody is told of one"
    for code in sorted(silent):
        if pack.codes[code].requester or pack.codes[code].step:
            yield f"codes, {code}: a silent code has no words for the requester and no place in an assessment"


def _authorities(pack: Pack) -> Iterator[str]:
    if not pack.authorities:
        yield "authority: the table is missing"
    for row in pack.authorities:
        if not row.roles:
            yield f"authority {row.id}: nobody may decide; name at least one role"
        if "gateway" in {path.partition(".")[0] for path in row.condition.facts}:
            yield f"authority {row.id}: the table may not look at the gateway"


def _verb(verb: Verb) -> Iterator[str]:
    """Find conditions that would let somebody through because a fact of the thing is missing."""
    for ground in verb.grounds:
        where = f"verb {verb.id}, ground {ground.condition.text}"
        leaves = [leaf for leaf in _leaves(ground.condition.node, turned=False) if _is_about_thing(leaf[0])]
        if ground.kind == "permit" and any(turned or leaf[0] == "missing" for leaf, turned in leaves):
            yield f"{where}: it would permit where a fact of the thing is missing; say what must be known instead"
        if ground.kind == "forbid" and any(_is_unequal(leaf) and not turned for leaf, turned in leaves):
            yield f"{where}: it would not forbid where a fact of the thing is missing; write not (... == ...)"


def _leaves(node: Node, *, turned: bool) -> Iterator[tuple[Node, bool]]:
    """Yield each single question of a condition, and whether it stands under a "not"."""
    if node[0] in ("and", "or", "not"):
        for part in node[1:]:
            yield from _leaves(part, turned=turned is not (node[0] == "not"))
    else:
        yield node, turned


def _is_about_thing(leaf: Node) -> bool:
    return any(path.startswith("resource.") for path in facts_of(leaf))


def _is_unequal(leaf: Node) -> bool:
    return leaf[0] == "not in" or leaf[:2] == ("compare", "!=")
