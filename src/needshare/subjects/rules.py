"""What no agency may change about a subject: when a person is a child, and enough to be one person."""

from dataclasses import dataclass
from datetime import date

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met
from needshare.kernel.texts import faults_in

from .terms import IdentifierKind, OpenFlag

ADULT_AT = 18
EARLIEST = date(1880, 1, 1)
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
LONGEST_IDENTIFIER = 80
MOST_OF_EACH = 50


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number or name that a body gave a person."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Person:
    """What says who somebody is."""

    name: str
    aliases: tuple[str, ...] = ()
    born_on: date | None = None
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    open_flags: tuple[str, ...] = ()


def is_child_on(born_on: date | None, *, on: date) -> bool | None:
    """Tell whether somebody is under 18 on a day; None, never a guess, where the birth date is unknown.

    A person born on 29 February reaches 18 on 1 March of a year without that day.

    >>> is_child_on(date(2008, 3, 16), on=date(2026, 3, 15)), is_child_on(date(2008, 3, 16), on=date(2026, 3, 16))
    (True, False)
    >>> is_child_on(date(2008, 2, 29), on=date(2026, 2, 28))
    True
    """
    if born_on is None:
        return None
    return (on.year - ADULT_AT, on.month, on.day) < (born_on.year, born_on.month, born_on.day)


def identifies_one_person(person: Person) -> Finding:
    """Check that there is enough to tell this person from a namesake (domain reference 1.2)."""
    if person.born_on is None and not person.addresses and not person.identifiers:
        return not_met(
            _("Add a date of birth, an address or an identifier: a name alone fits many people."),
            test="accuracy",
            code="identity_ambiguous",
            sources=("A6",),
        )
    return met(_("There is enough to identify one person."), test="accuracy")


def faults_of(person: Person, *, today: date) -> list[FieldError]:
    """List each detail that is given but cannot be right, with what to do."""
    faults = faults_in("name", person.name, most=LONGEST_NAME, is_required=True)
    for number, alias in enumerate(person.aliases):
        faults += faults_in(f"aliases.{number}", alias, most=LONGEST_NAME, is_required=True)
    for number, address in enumerate(person.addresses):
        faults += faults_in(f"addresses.{number}", address, most=LONGEST_ADDRESS, is_required=True)
    for number, identifier in enumerate(person.identifiers):
        faults += faults_of_identifier(identifier, name=f"identifiers.{number}")
    faults += _faults_of_numbers(person)
    if person.born_on is not None and not EARLIEST <= person.born_on <= today:
        faults.append(FieldError("born_on", _("Enter a date of birth in the past.")))
    if set(person.open_flags) - set(OpenFlag):
        faults.append(FieldError("open_flags", _("Choose from the flags offered.")))
    return faults


def _faults_of_numbers(person: Person) -> list[FieldError]:
    return [
        FieldError(name, _("Give at most 50."))
        for name in ("aliases", "addresses", "identifiers")
        if len(getattr(person, name)) > MOST_OF_EACH
    ]


def faults_of_identifier(identifier: Identifier, *, name: str) -> list[FieldError]:
    """List what is wrong with one identifier."""
    faults = faults_in(f"{name}.value", identifier.value, most=LONGEST_IDENTIFIER, is_required=True)
    if identifier.kind not in set(IdentifierKind):
        faults.append(FieldError(f"{name}.kind", _("Choose one of the kinds offered.")))
    return faults
