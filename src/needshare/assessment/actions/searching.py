"""Opening a case to work on it, and searching for it: who asked and for what is committed before anything is read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.assessment import access, queries
from needshare.assessment.models import Search
from needshare.audit.recording import about, consulted, recorded
from needshare.audit.terms import Operation
from needshare.challenges.actions import draw
from needshare.challenges.terms import LookUpKind
from needshare.documents import queries as documents
from needshare.kernel import Actor, Invalid, gettext_noop as _
from needshare.pathway import actions as moves, queries as pathway
from needshare.search.actions import note_inquiry
from needshare.search.rules import NewInquiry, asked_terms
from needshare.search.terms import InquiryKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase
    from needshare.search.rules import Asked
    from needshare.subjects.models import Subject


def _admitted_case(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Find the case and judge whether the actor assesses it, before anything in it is read."""
    case = queries.case_of(reference, "case.assess", viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="case.assess")
    access.must_be_under_assessment(case)
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_case)
def open_work(
    case: SharingCase,
    *,
    reference: str,
    bases_from: int = 0,
    by: Actor,
    at: datetime,
) -> queries.Work:
    """Open a case to search, gather and assess; of its bases, those from a place on.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor does not assess requests.
        Conflict: the case is not under assessment.
    """
    return queries.work_of(case, bases_from=bases_from, viewer=by, at=at)


def _admitted_comparison(
    *, reference: str, subject: UUID, by: Actor, **_asked: object
) -> tuple[SharingCase, Subject]:
    """Find the person too; what is known of them stays sealed."""
    case = _admitted_case(reference=reference, by=by)
    return case, queries.person_held(subject, viewer=by)


@consulted(Operation.CONSULTATION, admitted_by=_admitted_comparison)
def compare_subject(
    admitted: tuple[SharingCase, Subject],
    *,
    reference: str,
    subject: UUID,
    by: Actor,
    at: datetime,
) -> tuple[queries.Work, Subject]:
    """Open a person held beside the people a request names.

    Raises:
        Unknown: no such person, or the case is hidden from the actor.
        Blocked: the actor does not assess requests.
        Conflict: the case is not under assessment.
    """
    case, held = admitted
    return queries.work_of(case, viewer=by, at=at), held


def _asked_people(
    *,
    reference: str,
    name: str = "",
    date_of_birth: str = "",
    identifier: str = "",
    by: Actor,
    at: datetime,
) -> tuple[SharingCase, Asked]:
    """Find the case and say by what is searched for a person, or refuse it."""
    case = pathway.sharing_case(reference, viewer=by)
    access.must("case.assess", case, by)
    access.must_be_under_assessment(case)
    asked, faults = asked_terms({"name": name, "date_of_birth": date_of_birth, "identifier": identifier})
    if faults:
        raise Invalid(*faults)
    if not asked.elements:
        raise Invalid.field("name", _("Enter a name, a date of birth or an identifier to search for."))
    about(case=case.reference, owner=case.owner_id)
    return case, asked


def _noted_people(sought: tuple[SharingCase, Asked], *, by: Actor, at: datetime, **_terms: object) -> None:
    """Write down what is compared with what the searcher does not see, and pick the search or not."""
    case, asked = sought
    draw(kind=LookUpKind.PERSON_SEARCH, case=case.reference, by=by, at=at)
    kind, owner = InquiryKind.CASE_SEARCH, case.owner_id
    inquiry = NewInquiry(kind=kind, owner=owner, asked=(asked,), reference=case.reference)
    note_inquiry(inquiry=inquiry, by=by, at=at)


@consulted(Operation.CONSULTATION, asked_by=_asked_people, noted_by=_noted_people)
def find_subjects(
    sought: tuple[SharingCase, Asked],
    *,
    reference: str,
    name: str = "",
    date_of_birth: str = "",
    identifier: str = "",
    by: Actor,
    at: datetime,
) -> list[documents.FoundPerson]:
    """Search the force's people for a case: each person found, with why, the surest first.

    Raises:
        Invalid: nothing to search for, or too many people match.
        Blocked: the actor does not assess requests.
        Conflict: the requester is not verified yet.
    """
    _case, asked = sought
    people = documents.people_like(asked, viewer=by)
    if people.has_more:
        raise Invalid.field("name", _("Too many people match. Add a date of birth or an identifier."))
    about(subject=[each.subject.pk for each in people.found] or None)
    return list(people.found)


@recorded(Operation.CONSULTATION)
def record_search(*, reference: str, scope: str, has_found: bool, by: Actor, at: datetime) -> Search:
    """Record where was searched and for what, and whether anything was found.

    Raises:
        Invalid: the scope is not said.
        Conflict: the case is not under assessment.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    if not scope.strip():
        raise Invalid.field("scope", _("Say which systems you searched, for what, and over which dates."))
    made = Search(
        owner_id=case.owner_id,
        case=case,
        scope=scope,
        has_found=has_found,
        searched_at=at,
        searched_by_id=by.id,
        data_key=case.data_key,
    )
    made.save(force_insert=True)
    moves.note_step(case=case, act="assessment.record_search", by=by, at=at)
    return made
