"""Keep compartments: open one under a code name, bring people in for a time, take them out (A3, C8)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.accounts import access, queries, rules
from needshare.accounts.models import Account, Compartment
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, FieldError, Invalid, gettext_noop as _, require

LONGEST_NAME = 60


@recorded(Operation.ADMINISTRATION)
def open_compartment(
    *, code_name: str, purpose: str, sponsor: str, reason: str, by: Actor, at: datetime
) -> Compartment:
    """Open a compartment under a code name; its sponsor, somebody else, is in it from the start.

    Raises:
        Blocked: not information management or the risk owner, not just confirmed, or oneself as the sponsor.
        Conflict: the code name is taken.
        Invalid: a code name, a purpose or a reason is missing.
    """
    access.must_open_compartments(by, at)
    _must_be_said(code_name=code_name, purpose=purpose, reason=reason)
    person = queries.person_to_change(sponsor, by=by)
    access.must_fit_into_compartment(person, by)
    circle = Compartment(
        owner_id=by.owner,
        code_name=code_name.strip().upper(),
        purpose=purpose.strip(),
        sponsor=person,
        opened_at=at,
        opened_by_id=by.id,
        data_key=new_data_key(owner=by.owner, purpose="compartment", at=at),
    )
    try:
        with transaction.atomic():
            circle.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("There is a compartment of this name.")) from None
    _write_stays(person, [*person.compartments, _stay(circle, at, None)], circle, reason)
    return circle


@recorded(Operation.ADMINISTRATION)
def bring_in(
    *, compartment_id: UUID, username: str, until: datetime | None, reason: str, by: Actor, at: datetime
) -> Account:
    """Bring a person into a compartment from now, until a time or until they are taken out.

    Raises:
        Unknown: no such compartment or person for this actor.
        Blocked: not its sponsor, not just confirmed, or a person who cannot be in one.
        Conflict: the person is in it already.
        Invalid: no reason, or an end that is past.
    """
    circle = queries.compartment(compartment_id, viewer=by)
    access.must_sponsor(circle, by, at)
    _must_be_said(reason=reason)
    if until is not None and until <= at:
        raise Invalid.field("until", _("Enter a time to come."))
    person = queries.person_to_change(username, by=by)
    access.must_fit_into_compartment(person, by)
    if circle.pk in queries.compartments_of(person, at=at):
        raise Conflict(_("The person is in this compartment already."))
    _write_stays(person, [*person.compartments, _stay(circle, at, until)], circle, reason)
    return person


@recorded(Operation.ADMINISTRATION)
def take_out(*, compartment_id: UUID, username: str, reason: str, by: Actor, at: datetime) -> Account:
    """Take a person out of a compartment: from their next request on nothing in it is there for them.

    Raises:
        Unknown: no such compartment or person for this actor.
        Blocked: not its sponsor, not just confirmed, or the sponsor themself: it is never without one.
        Conflict: the person is not in it.
    """
    circle = queries.compartment(compartment_id, viewer=by)
    access.must_sponsor(circle, by, at)
    _must_be_said(reason=reason)
    person = queries.person_to_change(username, by=by)
    require(rules.not_oneself(by, person.id))
    if circle.pk not in queries.compartments_of(person, at=at):
        raise Conflict(_("The person is not in this compartment."))
    stays = [
        {**stay, "until": at.isoformat()} if _lasts(stay, circle, at) else stay
        for stay in person.compartments
    ]
    _write_stays(person, stays, circle, reason)
    return person


@consulted(Operation.CONSULTATION)
def look_into_compartment(
    *, compartment_id: UUID, by: Actor, at: datetime
) -> tuple[Compartment, list[Account]]:
    """Read what a compartment is for and who is in it.

    Raises:
        Unknown: there is none such for this actor.
        Blocked: the actor knows its code name and is not in it.
    """
    circle = queries.compartment(compartment_id, viewer=by)
    access.must_be_inside(circle, by)
    about(owner=circle.owner_id)
    detail(compartment=circle.code_name)
    return circle, queries.people_in(circle, viewer=by, at=at)


def _stay(circle: Compartment, at: datetime, until: datetime | None) -> dict[str, str]:
    """Write down a stay in a compartment; an empty end is open."""
    end = until.isoformat() if until else ""
    return {"compartment": str(circle.pk), "from": at.isoformat(), "until": end}


def _lasts(stay: dict[str, str], circle: Compartment, at: datetime) -> bool:
    """Tell whether a stay in this compartment has not ended."""
    is_over = stay["until"] and datetime.fromisoformat(stay["until"]) <= at
    return stay["compartment"] == str(circle.pk) and not is_over


def _write_stays(person: Account, stays: list[Any], circle: Compartment, reason: str) -> None:
    person.compartments = stays
    person.save(update_fields=["compartments", "recorded_as"])
    about(owner=person.owner_id, subject=person.id, reason=reason.strip())
    detail(compartment=circle.code_name, username=person.username)


def _must_be_said(**said: str) -> None:
    wrong = [FieldError(name, _WORDS[name]) for name, text in said.items() if not text.strip()]
    if len(said.get("code_name", "").strip()) > LONGEST_NAME:
        wrong.append(FieldError("code_name", _("Use a shorter code name.")))
    if wrong:
        raise Invalid(*wrong)


_WORDS = {
    "code_name": _("Enter a code name that says nothing of the matter."),
    "purpose": _("Say what the compartment is for."),
    "reason": _("Say why."),
}
