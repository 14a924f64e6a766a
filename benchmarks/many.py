"""Many cases beside the few that were walked: written in batches, each batch one act with its entry.

A case has its request, the person it is about, two steps and its row of the keyed index, and goes through
every guard of the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import UUID

from benchmarks.copies import Copies
from benchmarks.searching import somebody
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.intake.models import RequestSubject, SharingRequest
from needshare.kernel import Actor, new_id, new_number, new_reference
from needshare.pathway.models import SharingCase, Step
from needshare.search.models import IndexedRecord
from needshare.search.queries import row_of
from needshare.search.rules import Details
from needshare.search.terms import Register

BATCH = 5000
STAGES = (
    "received",
    "under_assessment",
    "awaiting_decision",
    "refused",
    "closed",
    "closed",
    "closed",
    "closed",
)


@dataclass(frozen=True, slots=True)
class Patterns:
    """One row of each table that a case has."""

    case: Copies
    request: Copies
    subject: Copies
    step: Copies
    indexed: Copies
    owner: UUID

    @classmethod
    def of(cls, case: SharingCase) -> Self:
        """Take the rows of a case that was walked; inside an act."""
        request = SharingRequest.objects.get(case=case)
        for field in SharingRequest._meta.concrete_fields:
            if field.description == "Sealed text":
                setattr(request, field.attname, "")
        request.earlier = []
        subject = RequestSubject(
            owner_id=case.owner_id,
            sharing_request=request,
            number=1,
            role="suspect",
            data_key_id=request.data_key_id,
        )
        step = Step(
            owner_id=case.owner_id,
            case=case,
            number=1,
            act="intake.submit",
            from_stage="draft",
            to_stage="received",
            taken_at=case.opened_at,
            taken_by_id=case.opened_by_id,
            data_key_id=case.data_key_id,
        )
        case.handler_id, case.held_from, case.version = None, "", 2
        indexed = IndexedRecord.objects.get(register=Register.CASES, record_id=case.pk)
        return cls(*map(Copies, (case, request, subject, step, indexed)), case.owner_id)


def add_many(count: int, *, pattern: SharingCase, by: Actor, at: datetime) -> None:
    """Write this many cases like the pattern, the first of them received last."""
    drawn = references(count, year=at.year, taken=pattern.reference)
    for start in range(0, count, BATCH):
        numbered = list(enumerate(drawn[start : start + BATCH], start))
        add_batch(pattern=SharingCase.objects.get(pk=pattern.pk), numbered=numbered, by=by, at=at)


def references(count: int, *, year: int, taken: str) -> list[str]:
    """Draw as many references as cases; among so many, one is sometimes drawn twice."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn.setdefault(new_reference("NMC", year))
        drawn.pop(taken, None)
    return list(drawn)


@recorded(Operation.COLLECTION)
def add_batch(
    *,
    pattern: SharingCase,
    numbered: Sequence[tuple[int, str]],
    by: Actor,  # noqa: ARG001 - for the entry
    at: datetime,
) -> None:
    patterns = Patterns.of(pattern)
    made = [_rows_of(patterns, number, reference, at) for number, reference in numbered]
    cases, requests, subjects, steps, indexed = zip(*made, strict=True)
    patterns.case.write(cases)
    patterns.request.write(requests)
    patterns.subject.write(subjects)
    patterns.step.write(step for both in steps for step in both)
    patterns.indexed.write(indexed)


def _rows_of(patterns: Patterns, number: int, reference: str, at: datetime) -> tuple[Any, ...]:
    case, request, received_at = new_id(), new_id(), at - timedelta(minutes=number)
    name, born_on = somebody(number)
    return (
        patterns.case.row(
            case,
            reference=reference,
            stage=STAGES[number % len(STAGES)],
            opened_at=received_at,
            received_at=received_at,
            due_at=received_at + timedelta(days=10),
        ),
        patterns.request.row(request, case_id=case),
        patterns.subject.row(
            new_id(), sharing_request_id=request, name=name, date_of_birth=born_on.isoformat()
        ),
        [patterns.step.row(new_id(), case_id=case, number=place, taken_at=received_at) for place in (1, 2)],
        patterns.indexed.row(
            new_id(),
            record_id=case,
            number=new_number(),
            tokens=" ".join(sorted(set(_tokens(patterns.owner, name, born_on, reference)))),
        ),
    )


def _tokens(owner: UUID, name: str, born_on: date, reference: str) -> Iterator[str]:
    """Yield what the index keeps of a case; names and days come again, so that their tokens are kept."""
    for word in name.split():
        yield from _of_word(owner, word)
    yield from _of_day(owner, born_on)
    yield from row_of([Details(identifiers=(reference,))], owner=owner).split()


@cache
def _of_word(owner: UUID, word: str) -> tuple[str, ...]:
    return tuple(row_of([Details(names=(word,))], owner=owner).split())


@cache
def _of_day(owner: UUID, day: date) -> tuple[str, ...]:
    return tuple(row_of([Details(born_on=day)], owner=owner).split())
