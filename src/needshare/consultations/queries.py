"""Every read of consultations: of a case for who works it, of one question for who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from needshare.accounts import queries as accounts
from needshare.kernel import Actor, Unknown
from needshare.kernel.actors import NOBODY
from needshare.kernel.sight import KeyKind, of_organisation, recognising, turn_to
from needshare.pathway import queries as pathway
from needshare.pathway.stages import DONE

from . import access
from .models import Consultation
from .rules import Consulted, LinkFacts, Standing, consulted, link_lives
from .terms import ConsultationState

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

PAGE = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """One consultation as somebody who works the case sees it; of a silent place, never what was answered."""

    consultation: Consultation
    state: ConsultationState
    answer: str
    reason: str
    answered_by: str


def _whole() -> QuerySet[Consultation]:
    return Consultation.objects.select_related(
        "case",
        "case__owner",
        "case__data_key",
        "data_key",
        "asked_account",
        "asked_account__data_key",
        "asked_by",
        "asked_by__data_key",
        "answered_by",
        "answered_by__data_key",
    )


def of_case(case: SharingCase, *, at: datetime) -> list[Seen]:
    """List the consultations of a case as who works it sees them, first to last."""
    return [seen(each, at=at) for each in _whole().filter(case=case).order_by("number")]


def seen(each: Consultation, *, at: datetime) -> Seen:
    """Show a consultation to who works the case: a silent place says only, and at its time, that it answered."""
    if each.withdrawn_at is not None:
        return Seen(each, ConsultationState.WITHDRAWN, "", "", "")
    is_told = each.answered_at is not None and (each.shown_from is None or each.shown_from <= at)
    if not is_told:
        return Seen(each, ConsultationState.WAITING, "", "", "")
    if each.is_silent:
        return Seen(each, ConsultationState.ANSWERED, "", "", "")
    name = each.answered_by.name if each.answered_by else each.outsider_name
    return Seen(each, ConsultationState.ANSWERED, each.answer, each.reason, name)


def next_number(case: SharingCase) -> int:
    """Return the number of the next consultation of a case."""
    return (Consultation.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0) + 1


def consulted_about(case: SharingCase, *, at: datetime) -> Consulted:
    """Tell the assessment which places have answered, whether a question is open, and of an objection."""
    rows = Consultation.objects.filter(case=case, withdrawn_at__isnull=True)
    columns = rows.values_list("place", "answer", "is_silent", "shown_from")
    return consulted(
        [
            Standing(place=place, answer=answer, is_silent=is_silent, shown_from=shown_from)
            for place, answer, is_silent, shown_from in columns
        ],
        at=at,
    )


def asked_of(viewer: Actor) -> Sequence[Consultation]:
    """List what waits for the viewer's answer, the first asked first, and one more than a page holds."""
    if not viewer.is_force:
        raise Unknown
    asked = Q(asked_account_id=viewer.id) | Q(owner_id=viewer.owner, asked_role__in=sorted(viewer.roles))
    rows = _whole().filter(asked, answered_at__isnull=True, withdrawn_at__isnull=True).order_by("id")
    found = [each for each in rows[: 2 * PAGE] if _may_answer(each, viewer)]
    return found[: PAGE + 1]


def _may_answer(each: Consultation, viewer: Actor) -> bool:
    return access.judged("consultation.answer", each, viewer).is_met and not pathway.has_conflict(
        each.case, viewer.id
    )


def consultation(consultation_id: UUID, *, viewer: Actor) -> Consultation:
    """Return one consultation to who is asked.

    Raises:
        Unknown: there is none such, or somebody else is asked.
    """
    found = _whole().filter(pk=consultation_id).first()
    if found is None or not _may_answer(found, viewer):
        raise Unknown
    return found


def to_change(consultation_id: UUID, *, viewer: Actor) -> Consultation:
    """Return one consultation to who is asked and keep others from changing it until this act ends.

    Raises:
        Unknown: there is none such, or somebody else is asked.
    """
    Consultation.objects.select_for_update().filter(pk=consultation_id).first()
    return consultation(consultation_id, viewer=viewer)


def of_case_to_change(case: SharingCase, number: int) -> Consultation:
    """Return a consultation of a case by its number and keep others from changing it until this act ends.

    Raises:
        Unknown: there is none such.
    """
    found = Consultation.objects.select_for_update().filter(case=case, number=number).first()
    if found is None:
        raise Unknown
    return found


def case_to_ask_about(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case the viewer may open and ask about.

    Raises:
        Unknown: absent or hidden.
        Blocked: the viewer does not ask.
    """
    case = pathway.sharing_case(reference, viewer=viewer)
    access.must("consultation.ask", case, viewer)
    return case


def account_to_ask(username: str, case: SharingCase, *, viewer: Actor, at: datetime) -> UUID:
    """Return somebody of the force who may be asked about a case: in its compartment, without a conflict.

    Raises:
        Unknown: there is no such person.
    """
    account = accounts.person(username, viewer=viewer)
    is_inside = case.compartment_id is None or case.compartment_id in accounts.compartments_of(account, at=at)
    if account.owner_id != case.owner_id or not account.is_active or not is_inside:
        raise Unknown
    if pathway.has_conflict(case, account.pk):
        raise Unknown
    return account.pk


def by_link(link: str, *, viewer: Actor, at: datetime) -> Consultation:
    """Return the question that a link leads to, by the digest of its token, while the link lives.

    It leads its holder alone there: whoever is signed in is asked by name or role.

    Raises:
        Unknown: no such link; or it is answered, withdrawn, over or blocked, or the force is suspended.
    """
    if viewer.id != NOBODY:
        raise Unknown
    rows = _whole().exclude(link_digest="").filter(link_digest=link)
    with recognising(KeyKind.QUESTION, link):
        found = rows.first()
    if found is None:
        raise Unknown
    turn_to(of_organisation(found.owner_id, is_force=True))
    facts = LinkFacts(
        expires_at=found.expires_at or found.due_at, wrong_codes=found.wrong_codes, is_open=found.is_open
    )
    if not link_lives(facts, at=at) or not found.case.owner.is_active:
        raise Unknown
    return found


def left_open(*, limit: int) -> list[tuple[UUID, UUID]]:
    """List (consultation, owner) that wait for an answer about a case that is over, for the worker."""
    rows = Consultation.objects.filter(
        answered_at__isnull=True, withdrawn_at__isnull=True, case__stage__in=DONE
    )
    return list(rows.order_by("id").values_list("id", "owner_id")[:limit])


def of_worker(consultation_id: UUID, *, owner: UUID) -> Consultation:
    """Return a consultation of an owner and keep others from changing it, for the worker.

    Raises:
        Unknown: there is none such.
    """
    found = Consultation.objects.select_for_update().filter(pk=consultation_id, owner_id=owner).first()
    if found is None:
        raise Unknown
    return found
