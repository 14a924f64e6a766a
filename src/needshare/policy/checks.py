"""Static checks of a loaded pack: what can be known to be wrong before any request is assessed."""

from collections.abc import Iterator

from needshare.kernel import Outcome

from . import leeway, loading_schemes
from .facts import later_facts, schema
from .language import PLACEHOLDER, Node, facts_of
from .pack import Pack, Rule, Test, Verb
from .polarity import wrong_way

NEEDED_PHRASES = ("facts_unknown", "permitted", "partial_cover")

# Where a mistake stands: the file, the steps down to it, and what is wrong.
Found = tuple[str, tuple[str, ...], str]


def mistakes_in(pack: Pack) -> list[Found]:
    """List every mistake with its place; none when the pack is sound."""
    return [
        *_needed(pack),
        *_clauses(pack),
        *(found for test in pack.tests for found in _test(test)),
        *(found for test in pack.tests for found in _rules(pack, test)),
        *_silence(pack),
        *_authorities(pack),
        *(found for verb in pack.verbs.values() for found in _verb(verb)),
        *leeway.mistakes_in(pack),
        *loading_schemes.mistakes_in(pack),
    ]


def _needed(pack: Pack) -> Iterator[Found]:
    for path, kind in schema().items():
        if kind.of not in ("", "id") and kind.of not in pack.lists and path not in later_facts():
            yield "lists", (), f"the list '{kind.of}' is missing; the fact {path} is chosen from it"
    for name in NEEDED_PHRASES:
        if name not in pack.phrases:
            yield "phrases.toml", (), f"the sentence '{name}' is missing"
    if "facts_unknown" not in pack.codes:
        yield "codes.toml", (), "the code 'facts_unknown' is missing"
    if pack.effective_to is not None and pack.effective_to < pack.effective_from:
        yield "pack.toml", ("effective_to",), "this is before 'effective_from'"


def _clauses(pack: Pack) -> Iterator[Found]:
    cited = {clause for test in pack.tests for clause in test.clauses}
    cited |= {clause for test in pack.tests for rule in test.rules for clause in rule.clauses}
    cited |= {clause for verb in pack.verbs.values() for clause in verb.clauses}
    for clause in pack.clauses.values():
        if clause.id in cited and clause.not_automatable:
            message = "a rule carries this out, so it is automatable; remove 'not_automatable'"
            yield clause.file, (clause.id, "not_automatable"), message
        if clause.id not in cited and not clause.not_automatable:
            message = "no rule carries this out; cite it in one, or say why in 'not_automatable'"
            yield clause.file, (clause.id,), message


def _test(test: Test) -> Iterator[Found]:
    def found(key: str, message: str) -> Found:
        return test.file, (test.id, *([key] if key else [])), message

    grounds = [rule for rule in test.rules if rule.kind != "restrict"]
    if grounds and test.default is Outcome.MET:
        yield found("default", "a test that needs a ground may not be met by default")
    if not test.clauses:
        yield found("clauses", "the test carries out no clause")
    if test.default is not Outcome.MET and not test.default_code:
        yield found("default_code", "a default that is not met needs a code")
    if test.partial_code and not test.per_item:
        yield found("partial_code", "'partial_code' is for a test of each item")
    scopes = {scope for rule in test.rules for scope in _scopes(rule)}
    if {"agreement", "gateway"} <= scopes:
        yield found("", "a test may look at the agreement or at the gateway, not at both")


def _scopes(rule: Rule) -> set[str]:
    found = {path.partition(".")[0] for path in rule.condition.facts}
    return found | ({"agreement"} if "has_agreement" in found else set())


def _rules(pack: Pack, test: Test) -> Iterator[Found]:
    seen: set[tuple[str, str]] = set()
    for rule in test.rules:
        where = (test.id, *([rule.code] if rule.code else []), rule.condition.text)
        if (rule.kind, rule.condition.text) in seen:
            yield rule.file, where, "the same condition is there twice"
        seen.add((rule.kind, rule.condition.text))
        yield from ((rule.file, where, message) for message in _rule(pack, test, rule))


def _rule(pack: Pack, test: Test, rule: Rule) -> Iterator[str]:
    scopes = _scopes(rule)
    if "item" in scopes and not test.per_item:
        yield "a test of the whole request cannot look at an item"
    if "outcome" in scopes:
        yield "only the authority table may look at the decision a person has in mind"
    if rule.tightens and not rule.code:
        yield "a rule that makes an outcome worse needs a code"
    if rule.agreement_terms and "agreement" not in scopes:
        yield "a rule that names a term of the agreement must look at the agreement"
    yield from _words(rule, scopes)
    yield from wrong_way(pack, test, rule)


def _words(rule: Rule, scopes: set[str]) -> Iterator[str]:
    for name in PLACEHOLDER.findall(rule.message):
        scope = name.partition(".")[0]
        if scope in ("item", "agreement", "gateway") and scope not in scopes:
            yield f"the message names {{{name}}}, which the condition does not look at"


def _silence(pack: Pack) -> Iterator[Found]:
    """Find every way by which an ordinary assessment, or anybody's words, could carry a silent code."""
    silent = {code.id for code in pack.codes.values() if code.severity == "silent"}
    for test in pack.tests:
        given = (*(rule.code for rule in test.rules), test.default_code, test.partial_code)
        for code in sorted(silent.intersection(given)):
            yield test.file, (test.id, code), "a silent code is never part of an ordinary assessment"
    for name in sorted({kind.of for kind in schema().values()} & set(pack.lists)):
        for word in sorted(silent & set(pack.lists[name].members)):
            message = f"'{word}' is a silent code, which is never a fact of an ordinary assessment"
            yield "lists", (name,), message
    yield from _silent_words(pack, silent)


def _silent_words(pack: Pack, silent: set[str]) -> Iterator[Found]:
    for verb in pack.verbs.values():
        for code in sorted(silent & {ground.code for ground in verb.grounds}):
            yield "access.toml", (verb.id,), f"'{code}' is a silent code, and nobody is told of one"
    for code in sorted(silent):
        if pack.codes[code].requester or pack.codes[code].step:
            message = "a silent code has no words for the requester and no place in an assessment"
            yield "codes.toml", (code,), message


def _authorities(pack: Pack) -> Iterator[Found]:
    if not pack.authorities:
        yield "authority.toml", (), "the authority table is missing"
    for row in pack.authorities:
        if not row.roles:
            yield row.file, (row.id, "roles"), "nobody may decide; name at least one role"
        if "gateway" in {path.partition(".")[0] for path in row.condition.facts}:
            yield row.file, (row.id, "when"), "the table may not look at the gateway"


def _verb(verb: Verb) -> Iterator[Found]:
    """Find conditions that would let somebody through because a fact of the thing is missing."""
    for ground in verb.grounds:
        where = (verb.id, ground.condition.text)
        leaves = [leaf for leaf in _leaves(ground.condition.node, turned=False) if _is_about_thing(leaf[0])]
        if ground.kind == "permit" and any(turned or leaf[0] == "missing" for leaf, turned in leaves):
            message = "it would permit where a fact of the thing is missing; say what must be known instead"
            yield ground.file, where, message
        if ground.kind == "forbid" and any(_is_unequal(leaf) and not turned for leaf, turned in leaves):
            message = "it would not forbid where a fact of the thing is missing; write not (... == ...)"
            yield ground.file, where, message


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
