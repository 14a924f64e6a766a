"""A product database of many cases, and people signed in to look at them.

One story is walked by the product's own actions; the many cases beside it are written in batches, each
batch one act with its entry, so that every guard of the database holds for them too.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.middleware.csrf import _get_new_csrf_string

from benchmarks.searching import somebody
from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import TokenScope
from needshare.audit import sealing
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.crypto.fields import SealedText
from needshare.intake.models import RequestSubject, SharingRequest
from needshare.intake.queries import pack
from needshare.kernel import Actor, new_id, new_reference
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.search import actions as index
from needshare.search.rules import Details
from needshare.search.terms import Register
from tests.cast import assemble
from tests.signing_in import signed_in
from tests.story import approval, begin

BATCH = 2000
TOKEN_DAYS = 2


def build(cases: int, decide: int, release: int) -> dict[str, Any]:
    """Fill the database and sign people in."""
    at = datetime.now(UTC)
    story = begin(assemble(), at=at)
    pattern = story.to(Stage.CLOSED)
    case = SharingCase.objects.get(reference=pattern.reference)
    fresh_references = references(cases, year=at.year, taken=case.reference)
    for start in range(0, cases, BATCH):
        numbered = list(enumerate(fresh_references[start : start + BATCH], start))
        add_like(pattern=case, numbered=numbered, by=operator(at=at), at=at)
    token = _get_new_csrf_string()
    people = {}
    for part in ("decider", "preparer", "partner"):
        account = getattr(story.cast, part)
        _issued, secret = accounts.add_token(
            username=account.username,
            label="measuring",
            expires_at=at + timedelta(days=TOKEN_DAYS),
            scope=TokenScope.STEPS,
            by=operator(at=at),
            at=at,
        )
        client = signed_in(account)
        cookies = {"__Host-session": client.cookies["__Host-session"].value, "__Host-csrf": token}
        people[part] = {"cookies": cookies, "token": secret}
    fresh = replace(story, reference="", stage=Stage.DRAFT)
    waiting = [replace(fresh).to(Stage.AWAITING_DECISION) for _number in range(decide)]
    checked = [replace(fresh).to(Stage.SECOND_CHECKED) for _number in range(release)]
    sealing.tick(at=datetime.now(UTC))
    os.sync()  # what was filled is on the disk before anything is measured
    return {
        "people": people,
        "csrf": token,
        "case": pattern.reference,
        "decide": [decision_of(each) for each in waiting],
        "release": [each.reference for each in checked],
        "request": request_of(story),
    }


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


def references(count: int, *, year: int, taken: str) -> list[str]:
    """Draw as many references as cases; among so many, one is sometimes drawn twice."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn.setdefault(new_reference("NMC", year))
        drawn.pop(taken, None)
    return list(drawn)


@recorded(Operation.COLLECTION)
def add_like(*, pattern: SharingCase, numbered: list[tuple[int, str]], by: Actor, at: datetime) -> None:
    """Write cases like the pattern, each with two steps and one person it is about, in one act."""
    made = [like(pattern, number, reference, at) for number, reference in numbered]
    SharingCase.objects.bulk_create(made, batch_size=500)
    asked = SharingRequest.objects.get(case=pattern)
    requests = SharingRequest.objects.bulk_create((asked_like(asked, case) for case in made), batch_size=100)
    add_people(
        [
            (number, reference, request)
            for (number, reference), request in zip(numbered, requests, strict=True)
        ],
        by=by,
        at=at,
    )
    Step.objects.bulk_create(
        (
            Step(
                owner_id=case.owner_id,
                case=case,
                number=number,
                act="intake.submit",
                from_stage="draft",
                to_stage="received",
                taken_at=case.opened_at,
                taken_by_id=case.opened_by_id,
                data_key_id=pattern.data_key_id,
            )
            for case in made
            for number in (1, 2)
        ),
        batch_size=500,
    )


def add_people(asked: Sequence[tuple[int, str, SharingRequest]], *, by: Actor, at: datetime) -> None:
    """Write whom each request (its number, its reference) is about, and index it; inside an act."""
    people = [(somebody(number), reference, request) for number, reference, request in asked]
    RequestSubject.objects.bulk_create(
        (
            RequestSubject(
                owner_id=request.owner_id,
                sharing_request=request,
                number=1,
                role="suspect",
                name=name,
                date_of_birth=born_on.isoformat(),
                data_key_id=request.data_key_id,
            )
            for (name, born_on), _reference, request in people
        ),
        batch_size=500,
    )
    rows = [
        (
            request.case_id,
            request.owner_id,
            [Details(names=(name,), born_on=born_on), Details(identifiers=(reference,))],
        )
        for (name, born_on), reference, request in people
    ]
    index.index_records(register=Register.CASES, rows=rows, by=by, at=at)


def asked_like(pattern: SharingRequest, case: SharingCase) -> SharingRequest:
    """Return a request of a case, as long as the pattern in columns and without its words."""
    values = {
        field.attname: "" if isinstance(field, SealedText) else getattr(pattern, field.attname)
        for field in SharingRequest._meta.concrete_fields
    }
    return SharingRequest(**values | {"id": new_id(), "case_id": case.pk})


def like(pattern: SharingCase, number: int, reference: str, at: datetime) -> SharingCase:
    """Return another case of the same organisations, received earlier by its number of minutes."""
    received_at = at - timedelta(minutes=number)
    return SharingCase(
        owner_id=pattern.owner_id,
        reference=reference,
        direction=pattern.direction,
        stage=STAGES[number % len(STAGES)],
        urgency=pattern.urgency,
        purpose=pattern.purpose,
        requesting_organisation_id=pattern.requesting_organisation_id,
        requester_id=pattern.requester_id,
        opened_at=received_at,
        opened_by_id=pattern.opened_by_id,
        received_at=received_at,
        due_at=received_at + timedelta(days=10),
        data_key_id=pattern.data_key_id,
        version=2,
    )


def decision_of(story: Any) -> dict[str, Any]:
    """Return what approving a story's case by API takes."""
    shared, reasoning = approval(story)
    sent = asdict(reasoning)
    for mark in sent["marks"]:
        del mark["words"]  # whose words they are is told by where they are sent
    return {"reference": story.reference, "body": asdict(shared) | {"reasoning": sent}}


def request_of(story: Any) -> dict[str, Any]:
    """Return a request as the API takes it."""
    cast = story.cast
    return {"force": cast.force.code, "organisation": cast.council.code, "answers": pack(story.asked)}
