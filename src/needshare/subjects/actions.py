"""Every write to the register of people; finding them again by their details is `documents`' work."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from needshare.agencies.ownership import as_kept, row_again
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require

from . import access, queries
from .models import Subject
from .rules import Identifier, Person, faults_of, faults_of_identifier, identifies_one_person


@recorded(Operation.COLLECTION)
def record_subject(*, person: Person, by: Actor, at: datetime) -> Subject:
    """Enter a person in the register.

    Raises:
        Blocked: the actor may not, or the details fit more than one person.
        Invalid: a detail cannot be right; each is named.
    """
    access.must_be_able_to_record(by)
    faults = faults_of(person, today=localdate(at))
    if faults:
        raise Invalid(*faults)
    require(identifies_one_person(person))
    subject = Subject.objects.create(
        owner_id=by.owner,
        data_key=new_data_key(owner=by.owner, purpose="subject", at=at),
        name=person.name.strip(),
        aliases=[alias.strip() for alias in person.aliases],
        date_of_birth=person.born_on.isoformat() if person.born_on else "",
        addresses=[address.strip() for address in person.addresses],
        identifiers=[{"kind": each.kind, "value": each.value.strip()} for each in person.identifiers],
        open_flags=sorted(set(person.open_flags)),
        entered_at=at,
        entered_by_id=by.id,
    )
    about(owner=by.owner, subject=subject.id)
    return subject


@recorded(Operation.ALTERATION)
def add_identifier(*, subject_id: UUID, identifier: Identifier, by: Actor, at: datetime) -> Subject:
    """Add a number or reference by which the person is known to some body.

    Raises:
        Conflict: the person already has it.
    """
    access.must_be_able_to_record(by)
    subject = queries.subject_to_change(subject_id, viewer=by)
    faults = faults_of_identifier(identifier, name="identifier")
    if faults:
        raise Invalid(*faults)
    entry = {"kind": identifier.kind, "value": identifier.value.strip()}
    if entry in subject.identifiers:
        raise Conflict(_("The person already has this identifier."))
    subject.identifiers = [*subject.identifiers, entry]
    subject.save(update_fields=["identifiers", "recorded_as"])
    about(owner=by.owner, subject=subject.id)
    detail(identifier_kind=identifier.kind)
    return subject


@recorded(Operation.ERASURE)
def take_out(*, subject_id: UUID, by: Actor, at: datetime) -> dict[str, Any]:
    """Take a person out of the register, key and all, and return what it said of them.

    Who may is asked by the act this is part of, which keeps what is returned or lets it go.

    Raises:
        Unknown: there is no such person for this actor.
    """
    subject = queries.subject_to_change(subject_id, viewer=by)
    kept, key = as_kept(subject), subject.data_key_id
    subject.delete()
    keys.destroy(key)
    return kept


@recorded(Operation.COLLECTION)
def put_back(*, kept: Mapping[str, Any], owner: UUID, by: Actor, at: datetime) -> Subject:
    """Enter a person again who was taken out, as they were and under the same id."""
    key = new_data_key(owner=owner, purpose="subject", at=at)
    subject = row_again(Subject, kept, owner_id=owner, data_key=key)
    subject.save(force_insert=True)
    return subject


@recorded(Operation.ALTERATION)
def keep_only(
    *, subject_id: UUID, aliases: Collection[str], identifiers: Collection[Any], by: Actor, at: datetime
) -> Subject:
    """Leave a person these other names and numbers; who may is asked by the act this is part of."""
    subject = queries.subject_to_change(subject_id, viewer=by)
    subject.aliases, subject.identifiers = list(aliases), list(identifiers)
    subject.save(update_fields=["aliases", "identifiers", "recorded_as"])
    return subject
