"""Asking to be shown what stands under a reference, whether or not anything does (A3, B13, ADR 0024).

What is written when somebody asks is the same for a case, for a hidden one and for nothing: the case is
looked for by the worker afterwards. What the asker hears is the same too, unless access is given: a fixed
time after the asking, that it was not.
"""

from datetime import datetime, timedelta
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Blocked, Channel, Conflict, Invalid, gettext_noop as _, new_reference
from needshare.kernel.sight import deal_with
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway import access, queries
from needshare.pathway.models import AccessRequest, CaseAudience, SharingCase
from needshare.pathway.rules import faults_of_asking
from needshare.pathway.stages import DONE
from needshare.pathway.terms import AskingOutcome, AskingVerdict, AudienceGround
from needshare.policy import current_pack
from needshare.tasks.access import must_be_worker
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind


@recorded(Operation.COLLECTION)
def ask_for_access(
    *, reference: str, purpose: str, words: str, by: Actor, at: datetime, force: str = ""
) -> AccessRequest:
    """Ask a force to be shown what stands under a reference; nothing is looked up.

    Raises:
        Invalid: an answer is missing, or the force to ask is not known.
        Blocked: the actor may not ask, or asked too often in a day.
    """
    access.must_hold("access.ask", by)
    pack = current_pack()
    asked = queries.force_to_ask(force, viewer=by)
    deal_with(asked.pk)
    faults = faults_of_asking(
        typed=reference,
        purpose=purpose,
        words=words,
        purposes=pack.words("opening_purpose"),
        least=pack.parameter("reason_letters"),
    )
    if faults:
        raise Invalid(*faults)
    if queries.asked_since(by, at=at) >= pack.parameter("access_requests_a_day"):
        raise Blocked(_("You have asked for access often today. Speak to information management."))
    asking = AccessRequest(
        owner=asked,
        number=new_reference("ASK", at.year),
        typed=reference.strip(),
        purpose=purpose,
        words=words.strip(),
        asked_at=at,
        asked_by_id=by.id,
        answer_due_at=queries.due_at("access_request", jurisdiction=asked.jurisdiction, at=at),
        data_key=new_data_key(owner=asked.pk, purpose="access_request", at=at),
    )
    asking.save(force_insert=True)
    about(owner=asked.pk, reason=purpose)
    detail(asking=asking.number)
    return asking


@recorded(Operation.ADMINISTRATION)
def bring_to_owner(*, request_id: UUID, by: Actor, at: datetime) -> bool:
    """Look for what somebody asked to be shown, and bring it before who answers for it; tell whether there is any.

    The handler of the case is asked; information management where there is none, where the handler is who
    asks, and where a partner does.

    Raises:
        Blocked: anybody but the worker.
        Conflict: it was looked for already.
    """
    must_be_worker(by)
    asking = queries.asking_of_worker(request_id, owner=by.owner)
    if asking.looked_at is not None:
        raise Conflict(_("It was looked for already."))
    asking.looked_at, asking.case = at, queries.case_asked_for(asking)
    asking.save(update_fields=["looked_at", "case", "recorded_as"])
    if asking.case is not None:
        open_task(task=_task(asking, asking.case, at), by=by, at=at)
        about(case=asking.case.reference, owner=asking.owner_id)
    return asking.case is not None


def _task(asking: AccessRequest, case: SharingCase, at: datetime) -> NewTask:
    asker = asking.asked_by
    is_for_handler = case.handler_id not in (None, asker.pk) and asker.owner_id == case.owner_id
    return NewTask(
        kind=TaskKind.ANSWER_ACCESS_REQUEST,
        reference=case.reference,
        record_id=asking.pk,
        owner=asking.owner_id,
        due_at=max(asking.answer_due_at, at),
        account=case.handler_id if is_for_handler else None,
        role="" if is_for_handler else Role.INFORMATION_MANAGEMENT,
        occurrence=asking.number,
    )


@consulted(Operation.CONSULTATION)
def look_at_asking(*, request_id: UUID, by: Actor, at: datetime) -> AccessRequest:
    """Read who asks for access to a case, and why.

    Raises:
        Unknown: there is none such for this actor to answer.
    """
    asking = queries.asking_of(request_id, viewer=by)
    if asking.case is not None:
        about(case=asking.case.reference, owner=asking.owner_id)
    return asking


@recorded(Operation.ADMINISTRATION)
def answer_asking(
    *, request_id: UUID, verdict: AskingVerdict, words: str, by: Actor, at: datetime
) -> AccessRequest:
    """Give somebody access to a case for a time, or not, with the reason, which the asker is not told.

    Whoever is given access hears of it at once; whoever is not, at the time at which everybody hears it.

    Raises:
        Unknown: there is none such for this actor to answer.
        Invalid: no reason.
        Blocked: it cannot be opened to the asker.
        Conflict: it was answered already.
    """
    asking = queries.asking_to_change(request_id, viewer=by)
    case = asking.case
    if case is None or asking.answered_at is not None:
        raise Conflict(_("This was answered already."))
    if not words.strip():
        raise Invalid.field("words", _("Say why you answer so."))
    asking.verdict, asking.verdict_words = verdict, words.strip()
    asking.answered_at, asking.answered_by_id = at, by.id
    if verdict is AskingVerdict.GRANTED:
        _grant(asking, case, by=by, at=at)
    asking.save(
        update_fields=[
            "verdict",
            "verdict_words",
            "answered_at",
            "answered_by",
            "open_until",
            "outcome",
            "recorded_as",
        ]
    )
    complete_for(
        record_id=asking.pk, owner=asking.owner_id, kinds=(TaskKind.ANSWER_ACCESS_REQUEST,), by=by, at=at
    )
    about(case=case.reference, owner=asking.owner_id)
    detail(asking=asking.number, verdict=verdict.value, person=str(asking.asked_by_id))
    return asking


def _grant(asking: AccessRequest, case: SharingCase, *, by: Actor, at: datetime) -> None:
    """Show a case to who asked, until a time or a move to another unit; who could not open it is not given it."""
    person = asking.asked_by
    asker = accounts.actor_of(person, channel=Channel.WORKER, roles=person.held_roles(), at=at)
    asking.open_until = at + timedelta(hours=current_pack().parameter("granted_hours"))
    asking.outcome = AskingOutcome.GRANTED
    CaseAudience(
        owner_id=case.owner_id,
        case=case,
        principal=asker.post,
        ground=AudienceGround.GRANTED,
        from_at=at,
        from_by_id=by.id,
        until_at=asking.open_until,
        is_open=case.stage not in DONE,
        purpose=asking.purpose,
        words=asking.words,
        handled_as=queries.highest_marking(case),
        data_key=case.data_key,
    ).save(force_insert=True)
    queries.must_be_open_to(case, asker)
    notice = NewNotice(
        kind=NoticeKind.ACCESS_GRANTED,
        reference=case.reference,
        owner=case.owner_id,
        account=asking.asked_by_id,
        data_key=case.data_key,
    )
    queue(notice=notice, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def tell_asker(*, request_id: UUID, by: Actor, at: datetime) -> None:
    """Tell somebody whose time of waiting is over that access was not given: nothing more, whatever the cause.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were told, or the time is not over.
    """
    must_be_worker(by)
    asking = queries.asking_of_worker(request_id, owner=by.owner)
    if asking.outcome or asking.answer_due_at > at:
        raise Conflict(_("There is nothing to tell yet, or it was told."))
    asking.outcome = AskingOutcome.NOT_GRANTED
    asking.save(update_fields=["outcome", "recorded_as"])
    notice = NewNotice(
        kind=NoticeKind.ACCESS_NOT_GRANTED,
        reference=asking.number,
        owner=asking.owner_id,
        account=asking.asked_by_id,
        data_key=asking.data_key,
    )
    queue(notice=notice, by=by, at=at)
