"""Enter people, find them again, and say what each one is in an item.

People and the keyed index stand side by side and do not know each other; they are put together here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.challenges.actions import draw
from needshare.challenges.terms import LookUpKind
from needshare.crypto import keys
from needshare.documents import access, queries
from needshare.documents.models import ItemSubject
from needshare.documents.queries import FoundPerson
from needshare.documents.rules import role_fits_category
from needshare.documents.terms import SubjectRole
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require
from needshare.search import actions as index, queries as search
from needshare.search.access import must_be_able_to_reindex
from needshare.search.rules import Asked, NewInquiry, asked_of, asked_terms
from needshare.search.terms import InquiryKind, Register
from needshare.subjects import actions as register, queries as subjects
from needshare.subjects.rules import Identifier, Person

if TYPE_CHECKING:
    from needshare.subjects.models import Subject

REINDEXED_AT_ONCE = 500


@recorded(Operation.COLLECTION)
def enter_subject(*, person: Person, by: Actor, at: datetime) -> "Subject":
    """Enter a person in the register, so that a search finds them by what is known of them.

    Raises:
        Blocked: the actor may not, or the details fit more than one person.
        Invalid: a detail cannot be right.
    """
    subject = register.record_subject(person=person, by=by, at=at)
    index_subject(subject, by=by, at=at)
    entered = asked_of([queries.details_of(subject)])
    inquiry = NewInquiry(kind=InquiryKind.ENTRY, owner=by.owner, asked=entered)
    index.note_inquiry(inquiry=inquiry, by=by, at=at)
    return subject


@recorded(Operation.ALTERATION)
def add_subject_identifier(*, subject_id: UUID, identifier: Identifier, by: Actor, at: datetime) -> "Subject":
    """Add a number or reference to a person, so that a search finds them by it."""
    subject = register.add_identifier(subject_id=subject_id, identifier=identifier, by=by, at=at)
    index_subject(subject, by=by, at=at)
    return subject


@recorded(Operation.COLLECTION)
def index_subject(subject: "Subject", *, by: Actor, at: datetime) -> None:
    """Index a person by all that is known of them; who may is asked by the act this is part of."""
    index.index_record(
        register=Register.SUBJECTS,
        record_id=subject.id,
        owner=subject.owner_id,
        held=[queries.details_of(subject)],
        by=by,
        at=at,
    )


@recorded(Operation.ADMINISTRATION)
def reindex_subjects(*, by: Actor, at: datetime, most: int = REINDEXED_AT_ONCE) -> int:
    """Index some people that the index does not hold under its present key; return how many there were."""
    must_be_able_to_reindex(by)
    waiting = list(search.not_indexed(Register.SUBJECTS, subjects.everybody(), limit=most))
    keys.warm(subject.data_key_id for subject in waiting)
    rows = [(subject.id, subject.owner_id, [queries.details_of(subject)]) for subject in waiting]
    done = index.index_records(register=Register.SUBJECTS, rows=rows, by=by, at=at)
    detail(indexed_records=done)
    return done


def _asked_people(*, terms: Mapping[str, str], reason: str, by: Actor, **_at: object) -> Asked:
    """Say by what is searched for a person, or refuse it."""
    access.must_be_able_to_search(by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why you search for this person."))
    asked, faults = asked_terms(terms)
    if faults:
        raise Invalid(*faults)
    if not asked.elements:
        raise Invalid.field("name", _("Give a name, a date of birth, an address or an identifier."))
    about(owner=by.owner, reason=reason.strip())
    return asked


def _noted_people(asked: Asked, *, reason: str, by: Actor, at: datetime, **_terms: object) -> None:
    """Write down what is compared with what the searcher does not see, and pick the search or not."""
    draw(kind=LookUpKind.PERSON_SEARCH, reason=reason, by=by, at=at)
    inquiry = NewInquiry(kind=InquiryKind.SEARCH, owner=by.owner, asked=(asked,), reason=reason.strip())
    index.note_inquiry(inquiry=inquiry, by=by, at=at)


@consulted(Operation.CONSULTATION, asked_by=_asked_people, noted_by=_noted_people)
def find_subjects(
    asked: Asked, *, terms: Mapping[str, str], reason: str, by: Actor, at: datetime
) -> list[FoundPerson]:
    """Search the register of people by name, date of birth, address or identifier, surest first.

    Raises:
        Blocked: the actor may not search for people.
        Invalid: no reason, nothing to search by, or too many people match.
    """
    people = queries.people_like(asked, viewer=by)
    if people.has_more:
        raise Invalid.field("name", _("Too many people match. Add a date of birth or an identifier."))
    found = list(people.found)
    about(subject=[each.subject.id for each in found] or None)
    return found


@recorded(Operation.COMBINATION)
def link_subject(
    *, item_id: UUID, subject_id: UUID, role: SubjectRole, by: Actor, at: datetime
) -> ItemSubject:
    """Say what a person is in an item. A person may hold several roles, each once.

    Raises:
        Blocked: the role would show somebody as convicted who is not.
        Conflict: the person has this role in the item already.
    """
    item = queries.item_to_change(item_id, viewer=by)
    access.must_be_able_to_change(by, item)
    subject = subjects.subject(subject_id, viewer=by)
    require(role_fits_category(role, item.category))
    try:
        with transaction.atomic():
            link = ItemSubject.objects.create(
                owner_id=item.owner_id,
                item=item,
                subject=subject,
                role=role,
                linked_at=at,
                linked_by_id=by.id,
            )
    except IntegrityError:
        raise Conflict(_("The person already has this role in the item.")) from None
    about(owner=item.owner_id, subject=subject.id)
    detail(item=str(item.id), role=role.value)
    return link
