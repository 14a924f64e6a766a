"""Cases: the base case of the decision tables, changed, and a generator of cases drawn near agreements."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from needshare.policy import (
    UNKNOWN,
    AgreementFacts,
    AssessmentFacts,
    HandlerFacts,
    HarmFacts,
    ItemFacts,
    RequesterFacts,
    RequestFacts,
)
from needshare.policy.engine import PACKS
from needshare.policy.facts import SCOPES, given
from needshare.policy.tables import case, read_table

FOLDER: Path = PACKS / "uk_police"
AT = datetime(2026, 3, 16, 9, tzinfo=UTC)
TODAY = AT.date()
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)


@lru_cache(maxsize=1)
def base() -> dict[str, Any]:
    return dict(read_table(FOLDER).base)


def changed(**change: Any) -> AssessmentFacts:
    """Give the base case with facts changed: `changed(request__purpose="licensing")`."""
    return case(base(), {path.replace("__", "."): value for path, value in change.items()})


def item(number: int, category: str, **rest: Any) -> ItemFacts:
    return ItemFacts(**{**base()["item"][0], "number": number, "category": category, **rest})


def agreement(**rest: Any) -> AgreementFacts:
    return AgreementFacts(**{**base()["agreement"][0], **rest})


def with_items(facts: AssessmentFacts, *items: ItemFacts) -> AssessmentFacts:
    return rebuilt(facts, items=items)


def rebuilt(facts: AssessmentFacts, **parts: Any) -> AssessmentFacts:
    names = ("at", "request", "requester", "handler", "harm", "items", "agreements")
    return AssessmentFacts(**{**{name: getattr(facts, name) for name in names}, **parts})


def altered(record: Any, **change: Any) -> Any:
    return type(record)(**{**given(record), **change})


DATES = (None, YESTERDAY, TODAY, TOMORROW, date(2025, 1, 1), date(2027, 1, 1))
PURPOSES = (
    "asb_prevention",
    "prevent_detect_crime",
    "employment_vetting",
    "safeguard_child",
    "housing_management",
)
CATEGORIES = (
    "identity",
    "incident_log",
    "court_orders",
    "health",
    "arrest_no_charge",
    "convictions_spent",
    "genetic",
)
MARKINGS = ("official", "official_sensitive", "official_sensitive", "secret")
ROLES = ("suspect", "victim", "witness_or_other_informant", "arrested_nfa")
METHODS = ("portal", "gov_tls_email", "phone", "messaging_app", "hand")
GATEWAYS = ("g01", "g02", "g05", "g09", "g13", "g15", "g29", "g35", "g37", "g03")
LEVELS = ("none", "low", "medium", "severe")
BOOL = (True, False)
ALTERNATIVES = frozenset(
    ("partial", "sanitised", "different_recipient", "police_act", "verbal_warning", "consent_in_parallel")
)

POOLS: dict[str, dict[str, tuple[Any, ...]]] = {
    "request": {
        "direction": ("inbound_request", "proactive"),
        "purpose": (None, *PURPOSES),
        **dict.fromkeys(
            (
                "purpose_is_described",
                "objective_is_stated",
                "necessity_is_stated",
                "proportionality_is_stated",
                "consequence_is_stated",
                "retention_is_stated",
                "declarations_are_made",
                "identifies_one_person",
                "is_overdue",
                "is_duplicate_suspected",
                "transfer_is_necessary",
                "has_interests_stated",
                "is_international",
            ),
            BOOL,
        ),
        "onward_sharing": ("none", "named", "open"),
        "urgency": ("routine", "urgent", "emergency"),
        "highest_marking_held": (None, "official", "official_sensitive", "secret"),
        "method": (None, *METHODS),
        "wrong_route": (None, None, "dbs"),
        "subject_is_told": ("yes", "no_with_reason", UNKNOWN),
        "relies_on": (None, "NMC-ISA-014", "NMC-ISA-1", "NMC-ISA-999"),
        "jurisdiction": (None, "england_and_wales", "scotland"),
        "regime": (None, "le", "gen", "either"),
        "lawful_basis": (None, "art6_e"),
        "recipient_basis": (None, "art6_e"),
        "transfer_ground": (None, "safeguards"),
        "transfer_recipient": (None, "relevant_authority"),
        "originator_agreed": (None, "agreed", "immediate_threat"),
        "transfer_risk": (None, "none_found", "unresolved"),
    },
    "requester": {
        "is_verified": (True, False, UNKNOWN),
        "organisation_type": (
            "local_authority",
            "housing_provider",
            "dbs",
            "charity_vcs",
            "school_or_college",
        ),
        "is_relevant_authority": BOOL,
        "destination": ("verified", "lookalike", "unverified", "personal", UNKNOWN),
        "declares_no_conflict": BOOL,
        "training_until": DATES,
        "clearance": (None, "none", "employer_check", "sc", "dv"),
        "clearance_until": DATES,
        "is_authorised": (True, False, UNKNOWN),
    },
    "handler": {"training_until": DATES, "is_conflicted": BOOL},
    "item": {
        "category": CATEGORIES,
        "marking": MARKINGS,
        "as_at": DATES,
        "accuracy": ("verified", "stale", "disputed", "unverified", UNKNOWN),
        "identity_match": ("confirmed", "weak", "ambiguous", UNKNOWN),
        "sensitive_condition": (None, "sch8_1", "sch8_4", "sch1_10"),
        "is_relevant": (True, False, UNKNOWN),
        **dict.fromkeys(
            (
                "is_excessive",
                "is_misleading",
                "is_child",
                "is_vulnerable",
                "is_depersonalised",
                "has_best_interests",
            ),
            BOOL,
        ),
        "subject_role": ROLES,
        "is_live_investigation": BOOL,
        "label": ("fact", "allegation", "intelligence"),
        "blocks": (frozenset(), frozenset({"b07"}), frozenset({"b05", "b11"})),
        "authorised_by": (
            frozenset(),
            frozenset({"court_order"}),
            frozenset({"consent", "originator_consent"}),
        ),
        "authorised_under": (None, "AU-26-7K3F-9QXW"),
    },
    "agreement": {
        "status": ("draft", "in_force", "suspended", "withdrawn", "expired"),
        "starts_on": DATES[1:],
        "ends_on": DATES,
        "review_on": DATES,
        "discloser_is_party": BOOL,
        "recipient_is_party": BOOL,
        "requester_is_named": BOOL,
        "ceiling": MARKINGS,
    },
}
SETS = {"purposes": PURPOSES, "categories": CATEGORIES, "subject_groups": ROLES, "methods": METHODS}


def near(chance: random.Random) -> AssessmentFacts:
    """Draw a case near the base case: most facts as there, a few changed to values beside a boundary."""
    agreements = tuple(_agreement(chance, number) for number in range(chance.choice((0, 1, 1, 2))))
    items = tuple(
        _drawn(chance, "item", base()["item"][0], 2, number=number + 1)
        for number in range(chance.choice((1, 1, 2)))
    )
    gateways = frozenset(chance.sample(GATEWAYS, chance.choice((0, 0, 0, 1)))) | {
        chance.choice(("g02", "g01"))
    }
    levels = LEVELS if chance.random() < 0.1 else LEVELS[:2]
    harms = chance.sample(("h1", "h3", "h8"), chance.choice((0, 1, 1, 1, 2)))
    others = chance.sample(("n1", "n3"), chance.choice((1, 1, 1, 2)))
    return AssessmentFacts(
        at=AT,
        request=_drawn(
            chance,
            "request",
            base()["request"],
            2,
            gateways=gateways if chance.random() < 0.95 else frozenset(),
        ),
        requester=_drawn(chance, "requester", base()["requester"], 1),
        handler=HandlerFacts(
            training_until=chance.choice((TOMORROW, *[date(2027, 1, 1)] * 5, YESTERDAY)),
            is_conflicted=chance.random() < 0.05,
        ),
        harm=HarmFacts(
            sharing=tuple((code, chance.choice(levels)) for code in harms),
            not_sharing=tuple((code, chance.choice(levels)) for code in others),
            scores=tuple(
                (code, chance.randint(1, 5), chance.randint(1, 5), chance.choice(BOOL)) for code in harms[:1]
            ),
            alternatives=chance.choice((frozenset(), ALTERNATIVES)),
        ),
        items=items,
        agreements=agreements,
    )


def _drawn(chance: random.Random, scope: str, start: dict[str, Any], most: int, **rest: Any) -> Any:
    pool = POOLS[scope]
    names = chance.sample(list(pool), chance.choice((0, 0, 0, 1, most)))
    return SCOPES[scope](**{**start, **{name: chance.choice(pool[name]) for name in names}, **rest})


def _agreement(chance: random.Random, number: int) -> AgreementFacts:
    sets = {
        name: frozenset(chance.sample(words, chance.randint(1, len(words))))
        for name, words in SETS.items()
        if chance.random() < 0.2
    }
    reference = "NMC-ISA-014" if number == 0 else f"NMC-ISA-{number}"
    made: AgreementFacts = _drawn(
        chance, "agreement", base()["agreement"][0], 2, id=f"{number:03d}", reference=reference, **sets
    )
    return made


def cases(seed: int, count: int) -> Iterator[AssessmentFacts]:
    chance = random.Random(seed)
    for _each in range(count):
        yield near(chance)


__all__ = ["RequestFacts", "RequesterFacts", "agreement", "altered", "cases", "changed", "item", "rebuilt"]
