"""Comparing what people declared of themselves with the people a request is about (domain reference 1.12)."""

from datetime import datetime
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.intake import queries
from needshare.kernel import Actor
from needshare.pathway import queries as pathway
from needshare.pathway.actions import note_check
from needshare.pathway.rules import touches
from needshare.tasks.access import must_be_worker


@recorded(Operation.ALTERATION)
def compare_interest(*, reference: str, person: UUID, by: Actor, at: datetime) -> bool:
    """Compare what somebody declared with everybody a case is about; a match has the case wait.

    Raises:
        Blocked: anybody but the worker.
        Unknown: there is no such case or person.
        Conflict: they were compared already.
    """
    must_be_worker(by)
    case = pathway.case_of_owner(reference, owner=by.owner)
    name = accounts.names_of([person], by)[person]
    interest = pathway.interest_of(person, name=name)
    is_match = any(
        touches(
            interest,
            names=(subject.name, *queries.parted(subject.aliases)),
            addresses=subject.addresses.replace(";", "\n").splitlines(),
            numbers=queries.parted(subject.identifiers),
        )
        for subject in queries.subjects_of(queries.request_of(case))
    )
    note_check(reference=reference, person=person, is_match=is_match, by=by, at=at)
    return is_match
