"""Every read of authorisations, from within a case that the viewer may open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from needshare.crypto import vault
from needshare.crypto.keys import unwrap
from needshare.intake import queries as intake
from needshare.kernel import Actor, Conflict, Unknown, gettext_noop as _
from needshare.kernel.references import tidy_reference
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.policy import Pack

from . import access
from .models import Authorisation, AuthorisedPerson, Reliance
from .rules import Dates, Kind, standing_on
from .terms import Standing

if TYPE_CHECKING:
    from needshare.intake.models import RequestSubject
    from needshare.pathway.models import SharingCase

KINDS = "authorisation_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One authorisation a case relies on, as it is on a day; `people` is None for who may not open its own case."""

    authorisation: Authorisation
    standing: Standing
    people: Sequence[str] | None
    is_of_this_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAuthorisations:
    """A case, the people its request names, and the authorisations it relies on."""

    case: SharingCase
    persons: Sequence[RequestSubject]
    kept: Sequence[Kept]


def kinds(pack: Pack) -> dict[str, Kind]:
    """Return what a pack says of each kind of authorisation; nothing of a pack from before there were any."""
    if KINDS not in pack.lists:
        return {}
    return {
        word: Kind(
            names_people=pack.column(KINDS, word, "names_people"),
            covers_everybody_shown=pack.column(KINDS, word, "covers_everybody_shown"),
            has_end=pack.column(KINDS, word, "has_end"),
            is_checked_by_another=pack.column(KINDS, word, "is_checked_by_another"),
        )
        for word in pack.words(KINDS)
    }


def standing_of(found: Authorisation, *, on: date) -> Standing:
    """Tell what an authorisation is on a day."""
    return standing_on(
        on,
        Dates(
            valid_from=found.valid_from,
            valid_to=found.valid_to,
            is_checked=found.checked_at is not None,
            is_revoked=found.revoked_at is not None,
            is_replaced=found.replaced_by is not None,
        ),
    )


def case_under_assessment(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case under assessment to somebody who records authorisations, and keep others from changing it.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer does not record authorisations.
        Conflict: the case is not under assessment.
    """
    case = pathway.case_to_change(reference, viewer=viewer)
    access.must(access.RECORD, case, viewer)
    if case.stage != Stage.UNDER_ASSESSMENT:
        raise Conflict(_("The case is not under assessment. Send it back for more assessment first."))
    return case


def relied_on(case: SharingCase) -> list[Authorisation]:
    """List the authorisations a case rests on, the first first, each with the people it names."""
    rows = _read().filter(reliances__case=case, reliances__ended_at__isnull=True)
    return list(rows.prefetch_related("people", "replacements").order_by("id"))


def is_withdrawn_from(case: SharingCase) -> bool:
    """Tell whether something a case rests on was revoked or replaced; a mere lapse is none of it."""
    rows = Reliance.objects.filter(case=case, ended_at__isnull=True)
    return rows.filter(
        Q(authorisation__revoked_at__isnull=False) | Q(authorisation__replacements__isnull=False)
    ).exists()


def in_case(case: SharingCase, *, viewer: Actor, at: datetime) -> CaseAuthorisations:
    """Return what a case that was opened relies on, with the people of the cases its viewer may open."""
    today, found = pathway.day_of(at), relied_on(case)
    homes = {each.case_id for each in found}
    open_to = set(pathway.cases_for(viewer).filter(pk__in=homes).values_list("pk", flat=True))
    names = _names(each.pk for each in found if each.case_id in open_to)
    return CaseAuthorisations(
        case=case,
        persons=intake.subjects_of(intake.request_of(case)),
        kept=[
            Kept(
                authorisation=each,
                standing=standing_of(each, on=today),
                people=names.get(each.pk, []) if each.case_id in open_to else None,
                is_of_this_case=each.case_id == case.pk,
            )
            for each in found
        ],
    )


def _names(ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    rows = AuthorisedPerson.objects.filter(authorisation__in=list(ids)).select_related(
        "person", "person__data_key"
    )
    names: dict[UUID, list[str]] = {}
    for each in rows.order_by("person__number"):
        names.setdefault(each.authorisation_id, []).append(each.person.name)
    return names


def _read() -> QuerySet[Authorisation]:
    return Authorisation.objects.select_related(
        "data_key",
        "case",
        *(f"{who}{key}" for who in ("recorded_by", "checked_by", "revoked_by") for key in ("", "__data_key")),
    )


def one_of_case(case: SharingCase, reference: str) -> Authorisation:
    """Return one authorisation that a case relies on, and keep others from changing it until this act ends.

    Raises:
        Unknown: the case relies on none of this reference.
    """
    rows = _named(reference).filter(reliances__case=case, reliances__ended_at__isnull=True)
    return _one(rows)


def one_in(case: SharingCase, reference: str) -> Authorisation:
    """Return one authorisation that a case relies on, to be looked at.

    Raises:
        Unknown: the case relies on none of this reference.
    """
    found = next((each for each in relied_on(case) if each.reference == tidy_reference(reference)), None)
    if found is None:
        raise Unknown
    return found


def one_to_rely_on(reference: str, *, viewer: Actor) -> Authorisation:
    """Return an authorisation of the viewer's force whose own case the viewer may open.

    Raises:
        Unknown: there is none such.
    """
    homes = pathway.cases_for(viewer).filter(owner_id=viewer.owner)
    return _one(_named(reference).filter(owner_id=viewer.owner, case__in=homes))


def _named(reference: str) -> QuerySet[Authorisation]:
    return Authorisation.objects.filter(reference=tidy_reference(reference))


def _one(rows: QuerySet[Authorisation]) -> Authorisation:
    ids = rows.select_for_update(of=("self",)).values_list("pk", flat=True)
    found = _read().filter(pk__in=list(ids[:1])).first()
    if found is None:
        raise Unknown
    return found


def reliance_on(case: SharingCase, found: Authorisation) -> Reliance:
    """Return that a case rests on an authorisation.

    Raises:
        Unknown: it does not.
    """
    reliance = Reliance.objects.filter(case=case, authorisation=found, ended_at__isnull=True).first()
    if reliance is None:
        raise Unknown
    return reliance


def scan_of(found: Authorisation) -> bytes:
    """Return the scan from the vault; bytes that were altered do not open."""
    return vault.read_bytes(found.stored_as, key=unwrap(found.data_key), object_id=found.pk)


def _to_follow(at: datetime) -> QuerySet[Reliance]:
    today = pathway.day_of(at)
    return Reliance.objects.filter(
        Q(authorisation__revoked_at__isnull=False)
        | Q(authorisation__replacements__isnull=False)
        | Q(authorisation__valid_to__lt=today),
        ended_at__isnull=True,
        followed_at__isnull=True,
    )


def ended_unfollowed(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (reliance, owner) of cases that rest on what has ended, where nobody was asked what that means yet."""
    return list(_to_follow(at).order_by("id").values_list("id", "owner_id")[:limit])


def reliance_to_follow(reliance_id: UUID, *, at: datetime) -> Reliance:
    """Return one of them, for the act that asks.

    Raises:
        Unknown: it was asked already, or what the case rests on has not ended.
    """
    ids = _to_follow(at).filter(pk=reliance_id).values_list("pk", flat=True)
    rows = Reliance.objects.filter(pk__in=list(ids)).select_related("case", "authorisation")
    found = rows.first()
    if found is None:
        raise Unknown
    return found


def stored_files() -> set[str]:
    """Name every file of the vault that is the scan of an authorisation."""
    return set(Authorisation.objects.values_list("stored_as", flat=True))
