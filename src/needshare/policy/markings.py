"""The marking scheme of a pack, read: what a written marking means, what may be held, and how it is handled.

Which markings there are, and what each asks, is pack data; nothing here knows one by name.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .pack import Member, Pack

BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a marking as somebody wrote it means today: the marking, and what must be said of it.

    `marking` is empty where the scheme has no equal; then, and above the highest that may be held, it is refused.
    """

    marking: str
    former: str
    told: str
    is_held: bool


def understood(pack: Pack, written: str) -> Understood | None:
    """Read a marking by its stored word or as it is written on paper; None for what is no marking.

    >>> from needshare.policy import current_pack
    >>> understood(current_pack(), "Official-Sensitive").marking, understood(current_pack(), "RESTRICTED").marking
    ('official_sensitive', 'official_sensitive')
    """
    word = BETWEEN.sub("_", written.strip().lower()).strip("_")
    if word in pack.lists["marking"].members:
        instead = str(pack.column("marking", word, "instead") or "")
        return Understood(word, "", instead, is_held(pack, word))
    former = pack.lists["former_marking"].members.get(word)
    if former is None:
        return None
    now = str(former.columns.get("now") or "")
    if now and not is_held(pack, now):
        return Understood(now, word, str(pack.column("marking", now, "instead") or ""), False)
    return Understood(now, word, str(former.columns["told"]), bool(now))


def is_held(pack: Pack, marking: str) -> bool:
    """Tell whether this system may carry a marking."""
    return pack.rank("marking", marking) <= pack.rank("marking", str(pack.parameter("highest_marking")))


def named(pack: Pack) -> dict[str, str]:
    """Map each marking of which it may be said here that there is such material to its label."""
    return {
        each.id: each.label
        for each in pack.lists["marking"].members.values()
        if is_held(pack, each.id) or each.columns.get("may_be_named")
    }


def lowest(pack: Pack) -> str:
    """Name the lowest marking: what everything here has at least."""
    return next(iter(pack.lists["marking"].members))


def usual(pack: Pack) -> str:
    """Name the marking of what is said about people, until somebody marks it otherwise."""
    return str(pack.parameter("usual_marking"))


def highest(pack: Pack, markings: Iterable[str]) -> str:
    """Return the marking of a whole: that of its highest part, the lowest there is of none."""
    return max(markings, key=pack.ranks["marking"].__getitem__, default=lowest(pack))


def carried_by(pack: Pack) -> dict[str, int]:
    """Map each method that carries anything to the rank of the highest marking it carries."""
    ranks = pack.ranks["marking"]
    return {
        method: ranks[highest]
        for method in pack.words("method")
        if (highest := pack.column("method", method, "max_marking")) is not None
    }


def handling_rules(pack: Pack, marking: str) -> list[Member]:
    """List how something of a marking is to be handled: its own rules and those of every lower one."""
    reached = pack.rank("marking", marking)
    return [
        rule
        for rule in pack.lists["handling_rule"].members.values()
        if pack.rank("marking", str(rule.columns["marking"])) <= reached
    ]


def rules_digest(pack: Pack, marking: str) -> str:
    """Name these rules as they stand: another word in one of them gives another name."""
    told = [marking, *((rule.id, rule.label) for rule in handling_rules(pack, marking))]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]
