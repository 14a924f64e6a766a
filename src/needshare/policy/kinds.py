"""Kinds: what a fact may hold, written as policy staff write it ("date", "enum purpose", "set category").

`UNKNOWN` is the explicit value of a fact nobody has established. It is not the same as a missing
value (`None`), which says that there is none.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from typing import Any, Final, Literal

NAMES: Final = ("bool", "int", "date", "instant", "id", "text", "map", "enum", "set")


class NotKnown(Enum):
    """The type of the one value `UNKNOWN`."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = NotKnown.UNKNOWN
LATER: Final = "came_later"
Unsure = Literal[NotKnown.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value: its name, and for "enum" and "set" what it is a choice or a set of."""

    name: str
    of: str = ""
    optional: bool = False
    may_be_unknown: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.of}".strip() + ("?" if self.optional else "")

    def is_like(self, other: "Kind") -> bool:
        """Tell whether values of both kinds may be compared with each other."""
        return (self.name, self.of) == (other.name, other.of)


def kind_of(text: str) -> Kind:
    """Read a kind as it is written in a pack.

    >>> kind_of("set category")
    Kind(name='set', of='category', optional=False, may_be_unknown=False)
    >>> kind_of("date?").optional
    True

    Raises:
        ValueError: for any other text.
    """
    optional = text.endswith("?")
    name, _, of = text.rstrip("?").partition(" ")
    if name not in NAMES or bool(of) != (name in ("enum", "set")):
        raise ValueError(
            f"'{text}' is not a kind of value; use bool, int, date, instant, id, text, enum <list> or set <list>"
        )
    return Kind(name, of, optional)


def fact(
    text: str,
    *,
    may_be_unknown: bool = False,
    is_derived: bool = False,
    came_later: bool = False,
    default: Any = MISSING,
) -> Any:
    """Declare a field of a facts class: its kind, and whether it may be unknown or is worked out.

    One that `came_later` has a default, is stored only where it differs from that, and asks nothing of a
    pack from before it (ADR 0041).
    """
    kind = kind_of(text)
    kind = Kind(kind.name, kind.of, kind.optional, may_be_unknown)
    metadata = {"kind": kind, "is_derived": is_derived, LATER: came_later}
    if is_derived:
        return field(init=False, metadata=metadata)
    if default is MISSING and kind.optional:
        default = None
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)


_known: dict[type[Any], Mapping[str, Kind]] = {}


def kinds_in(facts_class: type[Any]) -> Mapping[str, Kind]:
    """Map each fact of a facts class to its kind, in the order written down."""
    if facts_class not in _known:
        declared = (each for each in fields(facts_class) if "kind" in each.metadata)
        _known[facts_class] = {each.name: each.metadata["kind"] for each in declared}
    return _known[facts_class]


def later_in(facts_class: type[Any]) -> Mapping[str, Any]:
    """Map each fact that came later, of a facts class, to what it is where nobody gave it."""
    return {each.name: each.default for each in fields(facts_class) if each.metadata.get(LATER)}
