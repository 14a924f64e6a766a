"""Facts of a permission: who asks to do something, and what is known of the thing itself.

A fact of the thing that is left out is missing: no comparison with it holds, so nothing is permitted
by it. `UNKNOWN` refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from needshare.kernel import Actor

from .facts import Checked, FactsError
from .kinds import Kind, Unsure, fact, kinds_in


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessSubject(Checked):
    """The person (or partner's system) who acts, as known at this instant."""

    id: str = fact("id")
    owner: str = fact("id")
    is_force: bool = fact("bool")
    roles: frozenset[str] = fact("set role")
    unit: str | None = fact("id?")
    principals: frozenset[str] = fact("set id", default=frozenset())
    compartments: frozenset[str] = fact("set id", default=frozenset())
    clearance: str | None = fact("enum clearance?")
    vetting: str | None = fact("enum clearance?")
    is_system: bool = fact("bool", default=False)

    @classmethod
    def of(cls, actor: Actor) -> "AccessSubject":
        """Take the facts of an actor."""
        return cls(
            id=str(actor.id),
            owner=str(actor.owner),
            is_force=actor.is_force,
            roles=actor.roles,
            unit=str(actor.unit) if actor.unit else None,
            principals=frozenset(map(str, actor.principals)),
            compartments=frozenset(map(str, actor.compartments)),
            clearance=actor.clearance,
            vetting=actor.vetting,
            is_system=actor.is_system,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Checked):
    """What is known of the thing acted on: ids as text, sets of ids, its stage. Leave out what it has not."""

    owner: str | Unsure | None = fact("id?", may_be_unknown=True)
    requesting_organisation: str | Unsure | None = fact("id?", may_be_unknown=True)
    requester: str | Unsure | None = fact("id?", may_be_unknown=True)
    recorded_by: str | Unsure | None = fact("id?", may_be_unknown=True)
    handler: str | Unsure | None = fact("id?", may_be_unknown=True)
    preparer: str | Unsure | None = fact("id?", may_be_unknown=True)
    decided_by: str | Unsure | None = fact("id?", may_be_unknown=True)
    person: str | Unsure | None = fact("id?", may_be_unknown=True)
    audience: frozenset[str] | Unsure | None = fact("set id?", may_be_unknown=True)
    compartment: str | Unsure | None = fact("id?", may_be_unknown=True)
    conflicted: frozenset[str] | Unsure | None = fact("set id?", may_be_unknown=True)
    opened_in_emergency_by: frozenset[str] | Unsure | None = fact("set id?", may_be_unknown=True)
    unit: str | Unsure | None = fact("id?", may_be_unknown=True)
    escalated_to: frozenset[str] | Unsure | None = fact("set role?", may_be_unknown=True)
    recipients: frozenset[str] | Unsure | None = fact("set id?", may_be_unknown=True)
    parties: frozenset[str] | Unsure | None = fact("set id?", may_be_unknown=True)
    marking: str | Unsure | None = fact("enum marking?", may_be_unknown=True)
    stage: str | Unsure | None = fact("enum stage?", may_be_unknown=True)
    is_unhandled: bool | Unsure | None = fact("bool?", may_be_unknown=True)
    is_own: bool | Unsure | None = fact("bool?", may_be_unknown=True)
    is_released: bool | Unsure | None = fact("bool?", may_be_unknown=True)


ACCESS_SCOPES: Final[Mapping[str, type[Any]]] = {"subject": AccessSubject, "resource": Resource}


def access_schema() -> dict[str, Kind]:
    """Map every fact an access ground may name to its kind."""
    return {
        f"{scope}.{name}": kind
        for scope, cls in ACCESS_SCOPES.items()
        for name, kind in kinds_in(cls).items()
    }


def resource(**given: Any) -> Resource:
    """Build a `Resource` from rows' own values: ids of any type become text, collections become sets.

    Raises:
        FactsError: for a fact that does not exist.
    """
    kinds = kinds_in(Resource)
    for name in given:
        if name not in kinds:
            raise FactsError(f"a resource has no fact named '{name}'")
    return Resource(**{name: _plain(value, kinds[name]) for name, value in given.items()})


def _plain(value: Any, kind: Kind) -> Any:
    if value is None or kind.name not in ("id", "set"):
        return value
    if kind.name == "set":
        return frozenset(str(each) for each in value)
    return str(value)
