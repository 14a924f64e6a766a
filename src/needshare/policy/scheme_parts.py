"""A scheme with everything of the pack that is about it: clocks, deciders, conditions, rules, as pages show it."""

from dataclasses import dataclass

from needshare.kernel import Unknown

from .pack import Authority, Onward, Pack, Rule
from .schemes import Scheme
from .timing import Clock


@dataclass(frozen=True, slots=True)
class WholeScheme:
    """One scheme, and what stands about it in the other tables of the pack."""

    scheme: Scheme
    may_ask: tuple[str, ...]
    clocks: tuple[Clock, ...]
    deciders: tuple[Authority, ...]
    conditions: tuple[Onward, ...]
    rules: tuple[Rule, ...]


def described(pack: Pack, scheme: Scheme) -> WholeScheme:
    """Gather what a pack says of a scheme; the clock for the answer stands first.

    A row or a rule is about it where its condition looks at the scheme of a request and names this one, or
    names none (what every scheme must keep).
    """
    kinds = pack.words("requester_type")
    named = tuple(f"'{word}'" for word in pack.schemes)
    own = f"'{scheme.id}'"

    def is_about(text: str) -> bool:
        return "request.scheme" in text and (own in text or not any(word in text for word in named))

    rules = (rule for test in pack.tests for rule in test.rules if is_about(rule.condition.text))
    return WholeScheme(
        scheme=scheme,
        may_ask=tuple(label for word, label in kinds.items() if word in scheme.may_ask),
        clocks=tuple(pack.clocks[clock] for clock in (scheme.due, *scheme.clocks)),
        deciders=tuple(row for row in pack.authorities if is_about(row.condition.text)),
        conditions=tuple(each for each in pack.conditions.values() if each.id in scheme.conditions),
        rules=tuple(rules),
    )


def whole_schemes(pack: Pack) -> list[WholeScheme]:
    """List every scheme of a pack."""
    return [described(pack, each) for each in pack.schemes.values()]


def whole_scheme(pack: Pack, word: str) -> WholeScheme:
    """Return one scheme.

    Raises:
        Unknown: the pack has none of that name.
    """
    if word not in pack.schemes:
        raise Unknown
    return described(pack, pack.schemes[word])
