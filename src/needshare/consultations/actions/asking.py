"""Asking about a case: a place of the policy, a person, or by a link somebody outside; and asking no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.accounts.access import confirmed_recently
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.consultations import access, queries, rules
from needshare.consultations.models import Consultation
from needshare.consultations.rules import Outsider, Question
from needshare.consultations.terms import ConsultationState
from needshare.crypto.tokens import code_hash, new_code, new_token
from needshare.kernel import Actor, Conflict, FieldError, Invalid, Unknown, gettext_noop as _, new_id, require
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice, is_address
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries as pathway
from needshare.pathway.stages import NOT_ANSWERED
from needshare.policy import current_pack
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody outside who was asked, and the code, shown once, to be given to them another way than the link."""

    consultation: Consultation
    code: str


def _admitted_case(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Find the case and judge whether the actor may see it, before anything in it is read."""
    case = pathway.sharing_case(reference, viewer=by)
    if not by.is_force:
        raise Unknown
    about(case=case.reference, owner=case.owner_id, reason="consultation")
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_case)
def look_at_consultations(
    case: SharingCase, *, reference: str, by: Actor, at: datetime
) -> tuple[SharingCase, list[queries.Seen]]:
    """Read who was asked about a case and what they answered, as who works it sees it.

    Raises:
        Unknown: absent, or hidden from the actor.
    """
    return case, queries.of_case(case, at=at)


@recorded(Operation.CONSULTATION)
def ask(*, reference: str, asked: Question, by: Actor, at: datetime) -> Consultation:
    """Ask a place of the policy, or a person by name, one question about a case; nothing waits for it by itself.

    Raises:
        Invalid: whom or what to ask is missing, or the person may not be asked about this case.
        Conflict: the case is answered.
    """
    case = _case_to_ask_about(reference, by=by)
    faults = rules.faults_of_question(asked, places=access.places())
    if faults:
        raise Invalid(*faults)
    made = _drawn_up(case, asked, by=by, at=at)
    if asked.username:
        made.asked_account_id = _person(asked.username, case, by=by, at=at)
    elif case.compartment_id is not None:
        raise Invalid(
            FieldError("username", _("In a compartment, ask a person who is in it, by sign-in name."))
        )
    else:
        made.asked_role = str(current_pack(case.owner_id).column("referral", asked.place, "role"))
    made.save(force_insert=True)
    task = NewTask(
        kind=TaskKind.ANSWER_CONSULTATION,
        reference=case.reference,
        record_id=made.pk,
        owner=case.owner_id,
        due_at=made.due_at,
        account=made.asked_account_id,
        role=made.asked_role,
    )
    open_task(task=task, by=by, at=at)
    detail(asked=made.place, number=made.number, due_at=made.due_at.isoformat())
    return made


@recorded(Operation.DISCLOSURE)
def invite(*, reference: str, asked: Question, outsider: Outsider, by: Actor, at: datetime) -> Invited:
    """Ask somebody outside one question by a link that ends by itself; they see the question and what is shown.

    Raises:
        Blocked: the actor has not just confirmed who they are.
        Invalid: whom or what to ask is missing, or the address is none.
        Conflict: the case is answered.
    """
    case = _case_to_ask_about(reference, by=by)
    require(confirmed_recently(by, at))
    faults = rules.faults_of_question(asked, places=access.places()) + rules.faults_of_outsider(outsider)
    if not is_address(outsider.email):
        faults.append(FieldError("email", _("Enter an e-mail address such as name@council.example.")))
    if faults:
        raise Invalid(*faults)
    link, code = new_token(), new_code()
    made = _drawn_up(case, asked, by=by, at=at)
    made.outsider_name, made.outsider_organisation = outsider.name, outsider.organisation
    made.outsider_email = outsider.email
    made.link_digest, made.code_digest = link.hash, code_hash(code)
    made.expires_at = made.due_at
    made.save(force_insert=True)
    notice = NewNotice(
        kind=NoticeKind.ASKED_OUTSIDE,
        reference=case.reference,
        owner=case.owner_id,
        address=outsider.email,
        facts={"token": link.token, "due_at": made.due_at.isoformat()},
        data_key=case.data_key,
    )
    queue(notice=notice, by=by, at=at)
    about(recipients=[str(made.pk)])
    detail(asked=made.place, number=made.number, due_at=made.due_at.isoformat())
    return Invited(made, code)


@recorded(Operation.CONSULTATION)
def withdraw(*, reference: str, number: int, by: Actor, at: datetime) -> Consultation:
    """Ask somebody no more; what was asked stays on the record.

    Raises:
        Unknown: there is none such.
        Conflict: it was answered or withdrawn.
    """
    made = queries.of_case_to_change(pathway.case_in_index(reference, viewer=by), number)
    case = queries.case_to_ask_about(reference, viewer=by)
    about(case=case.reference, owner=case.owner_id)
    return _withdrawn(made, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def end_with_case(*, consultation_id: UUID, by: Actor, at: datetime) -> Consultation:
    """Ask no more about a case that is over.

    Raises:
        Blocked: anybody but the worker.
        Unknown: there is none such of this owner.
        Conflict: it was answered or withdrawn.
    """
    access.must_be_worker(by)
    return _withdrawn(queries.of_worker(consultation_id, owner=by.owner), by=by, at=at)


def _withdrawn(made: Consultation, *, by: Actor, at: datetime) -> Consultation:
    if made.withdrawn_at is not None or queries.seen(made, at=at).state is not ConsultationState.WAITING:
        raise Conflict(_("It was answered already, or is not asked any more."))
    made.withdrawn_at = at
    made.save(update_fields=["withdrawn_at", "recorded_as"])
    kinds = (TaskKind.ANSWER_CONSULTATION,)
    complete_for(record_id=made.pk, owner=made.owner_id, kinds=kinds, by=by, at=at)
    detail(asked=made.place, number=made.number)
    return made


def _case_to_ask_about(reference: str, *, by: Actor) -> SharingCase:
    case = pathway.case_to_change(reference, viewer=by)
    access.must("consultation.ask", case, by)
    about(case=case.reference, owner=case.owner_id)
    if case.stage not in NOT_ANSWERED:
        raise Conflict(_("The case is answered. Nobody is asked about it any more."))
    return case


def _person(username: str, case: SharingCase, *, by: Actor, at: datetime) -> UUID:
    try:
        return queries.account_to_ask(username, case, viewer=by, at=at)
    except Unknown as absent:
        remedy = _("Name a person of your force who may be asked about this case, by sign-in name.")
        raise Invalid(FieldError("username", remedy)) from absent


def _drawn_up(case: SharingCase, asked: Question, *, by: Actor, at: datetime) -> Consultation:
    clock = f"consultation_{case.urgency}"
    due_at = pathway.due_at(clock, jurisdiction=case.owner.jurisdiction, force=case.owner_id, at=at)
    is_silent = bool(current_pack(case.owner_id).column("referral", asked.place, "is_silent"))
    return Consultation(
        id=new_id(),
        owner_id=case.owner_id,
        case=case,
        number=queries.next_number(case),
        place=asked.place,
        is_silent=is_silent,
        question=asked.question,
        shown=asked.shown,
        asked_at=at,
        asked_by_id=by.id,
        due_at=due_at,
        shown_from=due_at if is_silent else None,
        data_key=case.data_key,
    )
