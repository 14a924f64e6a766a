"""How much of the rules the decision tables hold fast: every rule is changed in every small way, and a row must fail.

`python -m tests.policy.mutating` prints the score of each pack and the changes that no row notices; the exit
status is 1 where a score is below FLOOR. A change is: a rule that never or always holds, a part of `and` or
`or` left out, the one put for the other, a `not` left out or put in, a comparison turned around or moved by
its edge.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from needshare.policy.language import Node
from needshare.policy.loading import load_folder
from needshare.policy.pack import Pack, Rule, Test
from needshare.policy.tables import Table, failures_of, read_table

FLOOR = 0.85
PACKS = Path(__file__).resolve().parents[2] / "src" / "needshare" / "policy" / "packs"
NEVER: Node = ("or",)
ALWAYS: Node = ("and",)
TURNED = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "in": ("not in",),
    "not in": ("in",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One small change of a rule, and what it is in words."""

    rule: Rule
    node: Node
    words: str


def changes_of(rule: Rule) -> Iterator[Change]:
    """Yield every small change of a rule's condition."""
    yield Change(rule, NEVER, "never holds")
    yield Change(rule, ALWAYS, "always holds")
    for node, words in changed(rule.condition.node):
        yield Change(rule, node, words)


def changed(node: Node) -> Iterator[tuple[Node, str]]:
    """Yield each checked form that differs from one in a single place.

    >>> fact = ("holds", ("fact", "item.is_old"))
    >>> [words for _node, words in changed(("not", fact))]
    ['without not', 'not item.is_old']
    """
    name = node[0]
    if name in ("and", "or"):
        other = "or" if name == "and" else "and"
        yield (other, *node[1:]), f"{other} for {name}"
        for place, part in enumerate(node[1:], 1):
            if len(node) > 2:
                yield (*node[:place], *node[place + 1 :]), f"without {said(part)}"
            yield from (((*node[:place], new, *node[place + 1 :]), words) for new, words in changed(part))
    elif name == "not":
        yield node[1], "without not"
        yield from ((("not", new), words) for new, words in changed(node[1]))
    elif name == "compare":
        for sign in TURNED[node[1]]:
            yield (name, sign, *node[2:]), f"{sign} for {node[1]} in {said(node)}"
    else:
        yield ("not", node), f"not {said(node)}"


def said(node: Node) -> str:
    """Say which facts and words a part of a condition names."""
    if node[0] in ("fact", "literal"):
        return str(node[1])
    return " ".join(said(part) for part in node if isinstance(part, tuple)) or str(node[0])


def is_noticed(pack: Pack, test: Test, change: Change, table: Table) -> bool:
    """Tell whether a row of the test is answered otherwise than it says, once the rule is changed."""
    rule = replace(change.rule, condition=replace(change.rule.condition, node=change.node))
    rules = tuple(rule if each is change.rule else each for each in test.rules)
    altered = replace(pack, tests=(replace(test, rules=rules),))
    return any(failures_of(altered, table, row) for row in table.rows if row.test == test.id)


def score_of(name: str) -> tuple[int, int, list[Change]]:
    """Return how many changes of a pack's rules a row notices, of how many, and those that none does."""
    pack, table = load_folder(PACKS / name), read_table(PACKS / name)
    made = [(test, change) for test in pack.tests for rule in test.rules for change in changes_of(rule)]
    missed = [change for test, change in made if not is_noticed(pack, test, change, table)]
    return len(made) - len(missed), len(made), missed


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(words + "\n")


def main() -> int:
    """Print the score of each pack; tell by the exit status whether all reach the floor."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packs", nargs="*", default=["uk_police", "us_generic"])
    told = parser.parse_args()
    is_enough = True
    for name in told.packs:
        noticed, made, missed = score_of(name)
        for each in missed:
            say(f"{name}: {each.rule.test}, {each.rule.code or each.rule.kind}: {each.words}")
        say(f"{name}: {noticed} of {made} changes are noticed, {noticed / made:.1%} (at least {FLOOR:.0%})")
        is_enough = is_enough and noticed / made >= FLOOR
    return 0 if is_enough else 1


if __name__ == "__main__":
    sys.exit(main())
