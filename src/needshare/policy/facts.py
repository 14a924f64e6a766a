"""Facts: what one assessment looks at, as typed, frozen records built by the stages from their own rows.

Every value is a plain word, number, date or set. `UNKNOWN` (or the word "unknown", for a fact that
may be unknown) says that nobody has established it; `None` says that there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from .kinds import LATER, UNKNOWN, Kind, Unsure, fact, kinds_in, later_in

# Likelihood times severity from which a harm is high: it is rated so, or something must lessen it.
HIGH_SCORE: Final = 12

_TYPES: Final[Mapping[str, tuple[type[Any], ...]]] = {
    "bool": (bool,),
    "int": (int,),
    "date": (date,),
    "instant": (datetime,),
    "id": (str,),
    "text": (str,),
    "enum": (str,),
    "set": (frozenset,),
    "map": (dict,),
}


class FactsError(ValueError):
    """A fact is of the wrong kind, or names something the pack does not know."""


def _fits(value: Any, kind: Kind) -> bool:
    if value is None:
        return kind.optional
    if value is UNKNOWN:
        return kind.may_be_unknown
    if kind.name == "int":
        return type(value) is int
    if kind.name == "date":
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, _TYPES[kind.name])


class Checked:
    """Checks each field once, when the record is made; a set may be given as any collection."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, kind in kinds_in(type(self)).items():
            value = getattr(self, name)
            if value is None and kind.optional:  # most of what is known of a thing is not
                continue
            if kind.name == "set" and isinstance(value, (set, tuple, list)):
                value = frozenset(value)
                object.__setattr__(self, name, value)
            elif kind.may_be_unknown and value == "unknown":
                value = UNKNOWN
                object.__setattr__(self, name, value)
            if not _fits(value, kind):
                raise FactsError(f"{type(self).__name__}.{name} must be {kind}, not {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts(Checked):
    """The asking itself, or the act of volunteering."""

    direction: str = fact("enum direction")
    purpose: str | None = fact("enum purpose?")
    purpose_is_described: bool = fact("bool")
    gateways: frozenset[str] = fact("set gateway")
    objective_is_stated: bool = fact("bool")
    necessity_is_stated: bool = fact("bool")
    proportionality_is_stated: bool = fact("bool")
    consequence_is_stated: bool = fact("bool")
    retention_is_stated: bool = fact("bool")
    declarations_are_made: bool = fact("bool")
    onward_sharing: str = fact("enum onward_sharing")
    identifies_one_person: bool = fact("bool")
    urgency: str = fact("enum urgency")
    is_overdue: bool = fact("bool")
    highest_marking_held: str | None = fact("enum marking?")
    method: str | None = fact("enum method?")
    wrong_route: str | None = fact("enum wrong_route?")
    subject_is_told: str | Unsure = fact("enum subject_told", may_be_unknown=True)
    relies_on: str | None = fact("id?")
    jurisdiction: str | None = fact("enum jurisdiction?")
    regime: str | None = fact("enum regime?")
    subjects: int = fact("int", default=1)
    is_duplicate_suspected: bool = fact("bool", default=False)
    is_international: bool = fact("bool", default=False)
    lawful_basis: str | None = fact("enum lawful_basis?", came_later=True)
    recipient_basis: str | None = fact("enum lawful_basis?", came_later=True)
    transfer_ground: str | None = fact("enum transfer_ground?", came_later=True)
    transfer_recipient: str | None = fact("enum transfer_recipient?", came_later=True)
    transfer_is_necessary: bool = fact("bool", default=False, came_later=True)
    originator_agreed: str | None = fact("enum originator_agreed?", came_later=True)
    transfer_risk: str | None = fact("enum transfer_risk?", came_later=True)
    has_interests_stated: bool = fact("bool", default=False, came_later=True)
    route_spoken_of: str | None = fact("enum wrong_route?", came_later=True)
    changes_purpose: bool = fact("bool", default=False, came_later=True)
    passes_on_released: bool = fact("bool", default=False, came_later=True)
    consulted: frozenset[str] = fact("set referral", default=frozenset(), came_later=True)
    has_question_open: bool = fact("bool", default=False, came_later=True)
    has_objection: bool = fact("bool", default=False, came_later=True)
    scheme: str | None = fact("enum scheme?", came_later=True)
    scheme_said: frozenset[str] = fact("set scheme_word", default=frozenset(), came_later=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequesterFacts(Checked):
    """The person who asks and would receive, and the organisation they ask for."""

    is_verified: bool | Unsure = fact("bool", may_be_unknown=True)
    organisation_type: str = fact("enum requester_type")
    is_relevant_authority: bool = fact("bool")
    destination: str | Unsure = fact("enum destination", may_be_unknown=True)
    declares_no_conflict: bool = fact("bool")
    training_until: date | None = fact("date?")
    clearance: str | None = fact("enum clearance?")
    clearance_until: date | None = fact("date?")
    is_authorised: bool | Unsure = fact("bool", may_be_unknown=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerFacts(Checked):
    """The person of the force who handles the case."""

    training_until: date | None = fact("date?")
    is_conflicted: bool = fact("bool")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts(Checked):
    """One item of information asked for or to be shared."""

    number: int = fact("int")
    category: str = fact("enum category")
    marking: str = fact("enum marking")
    held_elsewhere_as: str | None = fact("enum marking?", default=None, came_later=True)
    asked_roles: frozenset[str] = fact("set subject_role", default=frozenset(), came_later=True)
    shown_roles: frozenset[str] = fact("set subject_role", default=frozenset(), came_later=True)
    as_at: date | None = fact("date?")
    accuracy: str | Unsure = fact("enum accuracy", may_be_unknown=True)
    identity_match: str | Unsure = fact("enum identity_match", may_be_unknown=True)
    sensitive_condition: str | None = fact("enum sensitive_condition?")
    is_relevant: bool | Unsure = fact("bool", may_be_unknown=True)
    is_excessive: bool = fact("bool")
    is_misleading: bool = fact("bool")
    subject_role: str = fact("enum subject_role")
    is_child: bool = fact("bool")
    is_vulnerable: bool = fact("bool")
    is_live_investigation: bool = fact("bool")
    label: str = fact("enum assertion")
    blocks: frozenset[str] = fact("set block")
    is_depersonalised: bool = fact("bool")
    has_best_interests: bool = fact("bool", default=False, came_later=True)
    authorised_by: frozenset[str] = fact("set authorisation_kind", default=frozenset(), came_later=True)
    authorised_under: str | None = fact("text?", came_later=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmFacts(Checked):
    """The harm of sharing and of not sharing, each as pairs of a harm and the level that is left of it.

    `scores` says of a harm how likely (1 to 5) and how bad (1 to 5) it is by itself, and whether something
    lessens it; `alternatives` are the other ways to protect that were considered.
    """

    sharing: tuple[tuple[str, str], ...] = ()
    not_sharing: tuple[tuple[str, str], ...] = ()
    scores: tuple[tuple[str, int, int, bool], ...] = field(default=(), metadata={LATER: True})
    alternatives: frozenset[str] = fact("set alternative", default=frozenset(), came_later=True)
    sharing_serious: frozenset[str] = fact("set harm", is_derived=True)
    sharing_severe: frozenset[str] = fact("set harm", is_derived=True)
    not_sharing_severe: frozenset[str] = fact("set harm_of_not_sharing", is_derived=True)
    is_weighed: bool = fact("bool", is_derived=True)
    is_scored: bool = fact("bool", is_derived=True, came_later=True)
    is_understated: bool = fact("bool", is_derived=True, came_later=True)

    def __post_init__(self) -> None:
        for name in ("sharing", "not_sharing"):
            pairs = tuple(sorted((str(code), str(level)) for code, level in getattr(self, name)))
            object.__setattr__(self, name, pairs)
        object.__setattr__(self, "scores", tuple(sorted(map(tuple, self.scores))))
        object.__setattr__(self, "alternatives", frozenset(self.alternatives))
        levels = {**dict(self.sharing), **dict(self.not_sharing)}
        serious = {code for code, level in levels.items() if level in ("medium", "severe")}
        derived: dict[str, Any] = {
            "sharing_serious": frozenset(
                code for code, level in self.sharing if level in ("medium", "severe")
            ),
            "sharing_severe": frozenset(code for code, level in self.sharing if level == "severe"),
            "not_sharing_severe": frozenset(code for code, level in self.not_sharing if level == "severe"),
            "is_weighed": bool(self.sharing) and bool(self.not_sharing),
            "is_scored": serious <= {code for code, *_rest in self.scores},
            "is_understated": any(
                likely * bad >= HIGH_SCORE and not is_lessened and code not in serious
                for code, likely, bad, is_lessened in self.scores
            ),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts(Checked):
    """One version of one agreement with the partner; `clauses` maps a term to its clause there."""

    id: str = fact("id")
    reference: str = fact("text")
    version: int = fact("int")
    clauses: Mapping[str, str] = fact("map", default=None)
    status: str = fact("enum agreement_status")
    starts_on: date = fact("date")
    ends_on: date | None = fact("date?")
    review_on: date | None = fact("date?")
    discloser_is_party: bool = fact("bool")
    recipient_is_party: bool = fact("bool")
    requester_is_named: bool = fact("bool")
    purposes: frozenset[str] = fact("set purpose")
    categories: frozenset[str] = fact("set category")
    subject_groups: frozenset[str] = fact("set subject_role")
    ceiling: str = fact("enum marking")
    methods: frozenset[str] = fact("set method")
    jurisdictions: frozenset[str] = fact("set jurisdiction")

    def __post_init__(self) -> None:
        object.__setattr__(self, "clauses", dict(self.clauses or {}))
        Checked.__post_init__(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFacts:
    """Everything one assessment looks at, at one instant."""

    at: datetime
    request: RequestFacts
    requester: RequesterFacts
    handler: HandlerFacts
    harm: HarmFacts
    items: tuple[ItemFacts, ...]
    agreements: tuple[AgreementFacts, ...] = ()

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise FactsError("AssessmentFacts.at must carry a time zone")
        object.__setattr__(self, "items", tuple(sorted(self.items, key=lambda item: item.number)))
        object.__setattr__(self, "agreements", tuple(self.agreements))
        numbers = [item.number for item in self.items]
        if len(set(numbers)) != len(numbers):
            raise FactsError("two items carry the same number")
        ids = [agreement.id for agreement in self.agreements]
        if len(set(ids)) != len(ids):
            raise FactsError("the same agreement is given twice")


SCOPES: Final[Mapping[str, type[Any]]] = {
    "request": RequestFacts,
    "requester": RequesterFacts,
    "handler": HandlerFacts,
    "harm": HarmFacts,
    "item": ItemFacts,
    "agreement": AgreementFacts,
}

# Facts the engine itself works out: the instant, the day there, the basis being assessed and the
# decision a person has in mind (for the authority table).
WORKED_OUT: Final[Mapping[str, Kind]] = {
    "at": Kind("instant"),
    "today": Kind("date"),
    "gateway": Kind("enum", "gateway", optional=True),
    "has_agreement": Kind("bool"),
    "partner_has_agreement": Kind("bool"),
    "relied_agreement_is_known": Kind("bool"),
    "outcome": Kind("enum", "decision_outcome", optional=True),
}


def schema() -> dict[str, Kind]:
    """Map every fact an assessment rule may name to its kind."""
    named = {f"{scope}.{name}": kind for scope, cls in SCOPES.items() for name, kind in kinds_in(cls).items()}
    return {**named, **WORKED_OUT}


def later_facts() -> frozenset[str]:
    """Name the facts that came later: a pack from before them needs no list for them."""
    return frozenset(f"{scope}.{name}" for scope, cls in SCOPES.items() for name in later_in(cls))


def given(record: Any) -> dict[str, Any]:
    """List the fields of a record that were given, not worked out."""
    return {each.name: getattr(record, each.name) for each in fields(record) if each.init}
