"""What no agency may change about an agreement: its dates, who makes it stand, and what it says twice.

An agreement is in force from the start of its first day to the end of its last, in the force's time.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in

from .terms import STANDING, Status

REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9-]*")
LONGEST_TITLE = 200
LONGEST_REFERENCE = 40
LONGEST_CLAUSE = 40
MOST_PEOPLE = 500
LISTS = {
    "purposes": "purpose",
    "prohibited_purposes": "purpose",
    "categories_out": "category",
    "categories_in": "category",
    "prohibited": "category",
    "subject_groups": "subject_role",
    "methods": "method",
    "jurisdictions": "jurisdiction",
    "gateways": "gateway",
}
MUST_SAY = ("purposes", "categories_out", "subject_groups", "methods", "jurisdictions")


@dataclass(frozen=True, slots=True)
class Party:
    """One organisation that agrees; `signed_on` is empty until it has signed."""

    organisation: UUID
    contact_point: UUID | None = None
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """One person allowed to ask and receive; dates left out are those of the agreement."""

    organisation: UUID
    account: UUID | None = None
    name: str = ""
    job_title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Everything one version of an agreement says."""

    title: str
    owner_person: UUID
    starts_on: date
    ends_on: date
    review_on: date
    purposes: Sequence[str]
    categories_out: Sequence[str]
    subject_groups: Sequence[str]
    ceiling: str
    methods: Sequence[str]
    parties: Sequence[Party]
    number: int = 1
    prohibited_purposes: Sequence[str] = ()
    categories_in: Sequence[str] = ()
    prohibited: Sequence[str] = ()
    jurisdictions: Sequence[str] = ("england_and_wales",)
    gateways: Sequence[str] = ()
    named_users: Sequence[NamedPerson] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)


def status_on(day: date, *, stored: Status, starts_on: date, ends_on: date) -> Status:
    """Return what a version is on a day: its dates turn `in_force` into `not_started` or `expired`.

    A suspended version that has run out is expired: resuming it would not bring it back.

    >>> ends = date(2026, 3, 15)
    >>> status_on(ends, stored=Status.IN_FORCE, starts_on=date(2024, 3, 15), ends_on=ends).value
    'in_force'
    >>> status_on(date(2026, 3, 16), stored=Status.IN_FORCE, starts_on=date(2024, 3, 15), ends_on=ends).value
    'expired'
    """
    if stored not in STANDING:
        return stored
    if day > ends_on:
        return Status.EXPIRED
    if stored is Status.IN_FORCE and day < starts_on:
        return Status.NOT_STARTED
    return stored


def is_reference(text: str) -> bool:
    """Tell whether a text could be the reference of an agreement.

    >>> is_reference("NMC-ISA-014"), is_reference("nmc isa 14"), is_reference("")
    (True, False, False)
    """
    return len(text) <= LONGEST_REFERENCE and REFERENCE.fullmatch(text) is not None


def is_signed_by_enough(parties: Sequence[Party], *, owner: UUID) -> bool:
    """Tell whether a version can stand: the force itself and at least one other party have signed."""
    signed = {party.organisation for party in parties if party.signed_on is not None}
    return owner in signed and len(signed) > 1


def dates_follow(agreed: Agreed) -> Finding:
    """Check that the agreement starts before it ends and is reviewed in between."""
    if agreed.ends_on < agreed.starts_on:
        return not_met(_("The agreement ends before it starts."), test="dates", facts={"field": "ends_on"})
    if not agreed.starts_on <= agreed.review_on <= agreed.ends_on:
        return not_met(
            _("The review must be between the start and the end."),
            test="dates",
            facts={"field": "review_on"},
        )
    return met(_("The dates follow one another."), test="dates")


def purposes_are_disjoint(agreed: Agreed) -> Finding:
    """Check that nothing is both agreed and prohibited."""
    both = set(agreed.purposes) & set(agreed.prohibited_purposes)
    if both:
        return not_met(
            _("A purpose is both agreed and prohibited."),
            test="purposes",
            facts={"field": "prohibited_purposes"},
        )
    if (set(agreed.categories_out) | set(agreed.categories_in)) & set(agreed.prohibited):
        return not_met(
            _("A category is both agreed and prohibited."),
            test="prohibited",
            facts={"field": "prohibited"},
        )
    return met(_("Nothing is both agreed and prohibited."), test="purposes")


def parties_are_enough(agreed: Agreed, *, owner: UUID) -> Finding:
    """Check that the force and at least one partner are parties, each of them once."""
    organisations = [party.organisation for party in agreed.parties]
    if owner not in organisations or len(organisations) < 2:
        return not_met(
            _("Name the force and at least one partner as parties."),
            test="parties",
            facts={"field": "parties"},
        )
    if len(set(organisations)) != len(organisations):
        return not_met(_("An organisation is named twice."), test="parties", facts={"field": "parties"})
    return met(_("The parties are named."), test="parties")


def signatures_are_given(agreed: Agreed, *, today: date) -> Finding:
    """Check that no signature is dated in the future."""
    if any(party.signed_on is not None and party.signed_on > today for party in agreed.parties):
        return not_met(
            _("A party cannot have signed on a day to come."), test="parties", facts={"field": "parties"}
        )
    return met(_("The signatures are given."), test="parties")


def people_belong(agreed: Agreed) -> Finding:
    """Check that each named user is of a party, and is either an account or a name with a post."""
    organisations = {party.organisation for party in agreed.parties}
    for person in agreed.named_users:
        if person.organisation not in organisations:
            return not_met(
                _("A named user belongs to an organisation that is not a party."),
                test="people",
                facts={"field": "named_users"},
            )
        if person.account is None and not (person.name.strip() and person.job_title.strip()):
            return not_met(
                _("Give each named user an account, or a name and a job title."),
                test="people",
                facts={"field": "named_users"},
            )
    accounts = [person.account for person in agreed.named_users if person.account is not None]
    if len(set(accounts)) != len(accounts):
        return not_met(_("A person is named twice."), test="people", facts={"field": "named_users"})
    return met(_("The named users belong to the parties."), test="people")


def is_replaced(agreed: Agreed, *, starts_on: date, ends_on: date, today: date) -> Finding:
    """Check that a new version does not begin beside one that still stands.

    It may begin today or have begun, and then it replaces what stood; or begin after that has ended.
    """
    if agreed.starts_on <= today or agreed.starts_on > ends_on or agreed.ends_on < starts_on:
        return met(_("The versions do not stand beside each other."), test="dates")
    return not_met(
        _(
            "The version that stands now has not ended when this one starts. "
            "Enter the new version on the day it starts, or let it start after the end."
        ),
        test="dates",
        code="agreement_versions_overlap",
        sources=("B9",),
    )


def faults_of(agreed: Agreed, *, words: Mapping[str, Collection[str]]) -> list[FieldError]:
    """List each part that is missing, too long, or not in the words of the policy pack."""
    faults = faults_in("title", agreed.title, most=LONGEST_TITLE, is_required=True)
    for name, list_name in LISTS.items():
        given = list(getattr(agreed, name))
        if name in MUST_SAY and not given:
            faults.append(FieldError(name, _("Choose at least one.")))
        if set(given) - set(words[list_name]) or len(set(given)) != len(given):
            faults.append(FieldError(name, _("Choose from those offered, each once.")))
    if agreed.ceiling not in words["marking"]:
        faults.append(FieldError("ceiling", _("Choose one of the markings offered.")))
    if agreed.number < 1:
        faults.append(FieldError("number", _("Enter the version number on the paper, from 1.")))
    if set(agreed.clauses) - set(words["agreement_term"]):
        faults.append(FieldError("clauses", _("Name the terms of an agreement as they are listed.")))
    return faults + _faults_of_clauses(agreed) + _faults_of_people(agreed)


def _faults_of_clauses(agreed: Agreed) -> list[FieldError]:
    faults = []
    for term, clause in agreed.clauses.items():
        faults += faults_in(f"clauses.{term}", clause, most=LONGEST_CLAUSE, is_required=True)
    return faults


def _faults_of_people(agreed: Agreed) -> list[FieldError]:
    faults = []
    if len(agreed.named_users) > MOST_PEOPLE:
        faults.append(FieldError("named_users", _("Name at most 500 people.")))
    for number, person in enumerate(agreed.named_users):
        faults += faults_in(f"named_users.{number}.name", person.name, most=LONGEST_TITLE)
        faults += faults_in(f"named_users.{number}.job_title", person.job_title, most=120)
        starts_on, ends_on = person.starts_on or agreed.starts_on, person.ends_on or agreed.ends_on
        if ends_on < starts_on:
            faults.append(FieldError(f"named_users.{number}.ends_on", _("The last day is before the first.")))
    return faults


def faults_from(*findings: Finding) -> list[FieldError]:
    """Turn findings that are not met into the faults of the fields they are about."""
    return [
        FieldError(str(finding.facts.get("field", "")), finding.reason)
        for finding in findings
        if not finding.is_met
    ]
