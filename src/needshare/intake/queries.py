"""Every read of requests, drafts and verifications, narrowed to the viewer."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, QuerySet

from needshare.agencies.prepared import Prepared, among
from needshare.crypto import keys
from needshare.kernel import Actor, Unknown
from needshare.kernel.tidying import tidy_identifier
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Urgency
from needshare.policy import current_pack
from needshare.search import queries as search
from needshare.search.rules import Details, asked_terms
from needshare.search.terms import Register

from . import access
from .models import Draft, RequestedItem, RequestSubject, SharingRequest, Verification
from .rules import SCHEME, AskedItem, AskedPerson, Asking, Words

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation
    from needshare.pathway.models import SharingCase


def words() -> Words:
    """Return the pack's words that the answers of a request are chosen from."""
    pack = current_pack()
    return Words(
        purposes=frozenset(pack.words("purpose")),
        gateways=frozenset(pack.words("gateway")),
        categories=frozenset(pack.words("category")),
        markings=frozenset(pack.words("marking")),
        methods=frozenset(pack.words("method")),
        roles=frozenset(pack.words("subject_role")),
        schemes=pack.schemes,
    )


def answer_due_at(asking: Asking, *, force: Organisation, at: datetime) -> datetime:
    """Return by when a request is to be answered: by its scheme's clock, and sooner where it is urgent."""
    scheme = current_pack(force.pk).schemes.get(asking.scheme)
    where: dict[str, Any] = {"jurisdiction": force.jurisdiction, "force": force.pk, "at": at}
    usual = pathway.due_at(f"due_{asking.urgency}", **where)
    if scheme is None:
        return usual
    own = pathway.due_at(scheme.due, **where)
    return own if asking.urgency == Urgency.ROUTINE else min(own, usual)


def steps_due_at(asking: Asking, *, force: Organisation, at: datetime) -> dict[str, datetime]:
    """Map each further clock of a request's scheme to when it runs out."""
    pack = current_pack(force.pk)
    scheme = pack.schemes.get(asking.scheme)
    return {
        clock: pathway.due_at(clock, jurisdiction=force.jurisdiction, force=force.pk, at=at)
        for clock in (scheme.clocks if scheme else ())
    }


def drafts_of(viewer: Actor) -> list[Draft]:
    """List the viewer's own drafts that are neither sent nor discarded, newest first."""
    found = Draft.objects.filter(access.own_drafts(viewer), sent_at=None, discarded_at=None)
    return list(found.select_related("force", "data_key").order_by("-changed_at")[:50])


def draft(draft_id: UUID, *, viewer: Actor) -> Draft:
    """Return one of the viewer's own open drafts.

    Raises:
        Unknown: absent, sent, discarded, or somebody else's.
    """
    return _one(open_drafts(draft_id, viewer=viewer))


def draft_to_change(draft_id: UUID, *, viewer: Actor) -> Draft:
    """Return one of the viewer's own open drafts and keep others from changing it until this act ends.

    Raises:
        Unknown: absent, sent, discarded, or somebody else's.
    """
    return _one(open_drafts(draft_id, viewer=viewer).select_for_update(of=("self",)))


def open_drafts(draft_id: UUID, *, viewer: Actor) -> QuerySet[Draft]:
    """Narrow to one of the viewer's own drafts, if it is neither sent nor discarded."""
    return Draft.objects.filter(access.own_drafts(viewer), pk=draft_id, sent_at=None, discarded_at=None)


def _one(drafts: QuerySet[Draft]) -> Draft:
    found = drafts.select_related("force", "data_key").first()
    if found is None:
        raise Unknown
    return found


def open_draft(draft_id: UUID, *, viewer: Actor) -> tuple[Draft, Asking]:
    """Return one of the viewer's own open drafts with what it says so far.

    Raises:
        Unknown: absent, sent, discarded, or somebody else's.
    """
    kept = draft(draft_id, viewer=viewer)
    return kept, unpack(kept.answers or {})


def request_of(case: SharingCase) -> SharingRequest:
    """Return the request of a case that the viewer has already been allowed to see."""
    found = SharingRequest.objects.select_related("data_key").get(case=case)
    found.case = case
    return found


def request_if_any(case: SharingCase) -> SharingRequest | None:
    """Return the request of a case, or None where nothing was asked, for what the worker does by itself."""
    return SharingRequest.objects.filter(case=case).first()


def items_of(sharing_request: SharingRequest) -> list[RequestedItem]:
    """List what a request asks for, in the order asked."""
    return list(
        RequestedItem.objects.filter(sharing_request=sharing_request, round=sharing_request.round)
        .select_related("data_key")
        .order_by("number")
    )


def subjects_of(sharing_request: SharingRequest) -> list[RequestSubject]:
    """List the people a request is about, in the order named."""
    return list(
        RequestSubject.objects.filter(sharing_request=sharing_request, round=sharing_request.round)
        .select_related("data_key")
        .order_by("number")
    )


def newest_verification(case: SharingCase) -> Verification | None:
    """Return the last check of the requester of a case, or None before the first."""
    found = Verification.objects.filter(case=case).select_related(
        "verified_by", "verified_by__data_key", "data_key"
    )
    return found.order_by("-id").first()


def asking_of(reference: str, *, viewer: Actor) -> Asking:
    """Return the answers of a sent request, as for correcting and sending it again."""
    sharing_request = request_of(pathway.sharing_case(reference, viewer=viewer))
    return as_asking(sharing_request, items_of(sharing_request), subjects_of(sharing_request))


def as_asking(
    sharing_request: SharingRequest, items: list[RequestedItem], subjects: list[RequestSubject]
) -> Asking:
    """Put a stored request back into the form it was asked in."""
    plain = {
        each.name: getattr(sharing_request, each.name)
        for each in fields(Asking)
        if each.name not in ("items", "persons", "gateways", SCHEME)
    }
    return Asking(
        **plain,
        gateways=tuple(sharing_request.gateways),
        scheme_answers=sharing_request.scheme_answers or {},
        items=tuple(
            AskedItem(each.category, each.description, each.date_from, each.date_to) for each in items
        ),
        persons=tuple(
            AskedPerson(
                name=each.name,
                role=each.role,
                aliases=each.aliases,
                date_of_birth=date.fromisoformat(each.date_of_birth) if each.date_of_birth else None,
                addresses=each.addresses,
                identifiers=each.identifiers,
            )
            for each in subjects
        ),
    )


def found_by(asking: Asking, *, reference: str) -> list[Details]:
    """Return by what a request is found: each person it is about, and what it says of itself.

    Only what the requester said is here, so that a search tells a requester nothing they did not say.
    """
    people = (
        _found_by_person(
            person.name, person.aliases, person.date_of_birth, person.addresses, person.identifiers
        )
        for person in asking.persons
    )
    return [*people, _found_by_itself(asking, reference)]


def _found_by_itself(said: Asking | SharingRequest, reference: str) -> Details:
    return Details(
        names=(said.requester_name,),
        identifiers=(reference, said.matter_reference, said.agreement_reference),
        texts=(said.objective, said.information_sought),
    )


def _found_by_person(name: str, aliases: str, born_on: date | None, addresses: str, numbers: str) -> Details:
    return Details((name, *parted(aliases)), born_on, parted(addresses), parted(numbers))


# What a request is found by; its other answers are neither read nor opened for a search.
FOUND_BY = (
    "owner",
    "case__reference",
    "round",
    "requester_name",
    "matter_reference",
    "agreement_reference",
    "objective",
    "information_sought",
    "data_key",
)


def every_request() -> QuerySet[SharingRequest]:
    """Return all requests with their cases, for the keyed index alone: nothing of them is shown to anybody."""
    return SharingRequest.objects.select_related("case").only(*FOUND_BY)


_REQUESTS = Prepared(lambda narrowed: every_request().filter(narrowed))
_PEOPLE = Prepared(
    lambda narrowed: RequestSubject.objects.filter(narrowed, round=F("sharing_request__round")).order_by(
        "number"
    )
)


def requests_in(case_ids: Collection[UUID]) -> list[SharingRequest]:
    """Return the requests of these cases, which the caller has narrowed to the viewer."""
    return _REQUESTS.rows(among("case", list(case_ids))) if case_ids else []


def found_by_of(requests: Sequence[SharingRequest]) -> dict[UUID, list[Details]]:
    """Map each of these requests, by its case, to what it is found by; two statements at most."""
    keys.warm({each.data_key_id for each in requests})
    people: dict[UUID, list[Details]] = {}
    rows = _PEOPLE.rows(among("sharing_request", [each.pk for each in requests])) if requests else ()
    for row in rows:
        born_on = date.fromisoformat(row.date_of_birth) if row.date_of_birth else None
        found = _found_by_person(row.name, row.aliases, born_on, row.addresses, row.identifiers)
        people.setdefault(row.sharing_request_id, []).append(found)
    return {
        each.case_id: [*people.get(each.pk, []), _found_by_itself(each, each.case.reference)]
        for each in requests
    }


def of_one_matter(asked: SharingRequest, cases: QuerySet[SharingCase]) -> set[UUID]:
    """Name those of these cases whose request gives the same reference of its matter as this one."""
    wanted = tidy_identifier(asked.matter_reference)
    sought, _faults = asked_terms({"identifier": asked.matter_reference})
    if not (wanted and sought.elements):
        return set()
    found = search.candidates(Register.CASES, sought, narrowed=cases, owners=[asked.owner_id]).ids
    return {each.case_id for each in requests_in(found) if tidy_identifier(each.matter_reference) == wanted}


def categories_asked(case_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Map each of these cases to the categories its request asks for."""
    rows = RequestedItem.objects.filter(
        sharing_request__case__in=case_ids, round=F("sharing_request__round")
    ).values_list("sharing_request__case_id", "category")
    asked: dict[UUID, set[str]] = {}
    for case_id, category in rows:
        asked.setdefault(case_id, set()).add(category)
    return asked


def parted(typed: str) -> tuple[str, ...]:
    """Part what was typed into one box, by lines, commas and semicolons.

    >>> parted("Marl; The Prince, MP")
    ('Marl', 'The Prince', 'MP')
    """
    return tuple(part.strip() for part in re.split("[\n;,]+", typed) if part.strip())


def unpack(answers: dict[str, Any]) -> Asking:
    """Turn the stored answers of a draft into an asking; an answer not given keeps its default.

    Raises:
        KeyError, TypeError, ValueError: the answers were not made by `pack`.
    """
    values = dict(answers)
    values["items"] = tuple(_with_dates(AskedItem, each) for each in values.get("items", ()))
    values["persons"] = tuple(_with_dates(AskedPerson, each) for each in values.get("persons", ()))
    values["gateways"] = tuple(values.get("gateways", ()))
    asking: Asking = _with_dates(Asking, values)
    return asking


def pack(asking: Asking) -> dict[str, Any]:
    """Turn an asking into plain values that can be stored as JSON."""
    return {each.name: _plain(getattr(asking, each.name)) for each in fields(asking)}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, AskedItem | AskedPerson):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    return value


def _with_dates(kind: type[Any], values: dict[str, Any]) -> Any:
    dates = {each.name for each in fields(kind) if each.type in (date | None, "date | None")}
    return kind(
        **{
            name: date.fromisoformat(value) if name in dates and value else (None if name in dates else value)
            for name, value in values.items()
        }
    )


def people_asked_about(*, since: UUID) -> QuerySet[RequestSubject]:
    """Return the people of requests from an id on, the oldest first, for the worker: shown to nobody."""
    found = RequestSubject.objects.filter(id__gte=since).order_by("id")
    return found.select_related(
        "data_key",
        "sharing_request",
        "sharing_request__data_key",
        "sharing_request__case",
        "sharing_request__case__requesting_organisation",
    )
