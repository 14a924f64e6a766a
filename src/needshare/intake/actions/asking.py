"""Asking: keep a draft, send a request, correct a returned one and send it again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.accounts.terms import Role
from needshare.agencies import queries as agencies
from needshare.agencies.terms import Kind
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.fields import EMPTIED
from needshare.crypto.keys import new_data_key
from needshare.intake import access, queries
from needshare.intake.models import Draft, RequestedItem, RequestSubject, SharingRequest
from needshare.intake.rules import PARTS, SCHEME, Asking, malformed, missing
from needshare.intake.terms import AskingPart, RequestChannel
from needshare.kernel import Actor, Conflict, FieldError, Invalid, Unknown, gettext_noop as _
from needshare.kernel.sight import deal_with
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.actions import Opening
from needshare.pathway.errands import case_task, notice_to_requester
from needshare.pathway.terms import Stage
from needshare.search import actions as index
from needshare.search.terms import Register
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

OWN_COLUMNS = tuple(each.name for each in fields(Asking) if each.name not in ("items", "persons", "gateways"))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks whom: the force, the asking organisation, and the channel the asking came by."""

    force: str
    organisation: str
    channel: RequestChannel


@recorded(Operation.COLLECTION)
def save_draft(
    *, draft_id: UUID | None, force: str, part: AskingPart, answers: Asking, by: Actor, at: datetime
) -> Draft:
    """Keep one page of answers in a draft of the person's own; the first page starts the draft.

    Raises:
        Invalid: an answer of this page is missing or cannot be right; what was kept stays as it was.
        Unknown: no such draft of this person.
    """
    access.must_be_able_to_ask("request.record" if by.is_force else "request.submit", by)
    found = queries.draft_to_change(draft_id, viewer=by) if draft_id else None
    everything = queries.unpack(found.answers) if found and found.answers else Asking()
    everything = _with_part(everything, part, answers, at=at)
    kept = found or _new_draft(force, by=by, at=at)
    kept.answers = queries.pack(everything)
    kept.changed_at = at
    if draft_id:
        kept.save(update_fields=["answers", "changed_at", "recorded_as"])
    else:
        kept.save(force_insert=True)
    about(owner=kept.owner_id)
    detail(draft=str(kept.pk), part=part.value)
    return kept


def _with_part(everything: Asking, part: AskingPart, answers: Asking, *, at: datetime) -> Asking:
    """Take one page's answers into what is kept; another scheme asks something else, so its answers go."""
    names, words = PARTS[part], queries.words()
    changed = replace(everything, **{name: getattr(answers, name) for name in names})
    if changed.scheme != everything.scheme:
        changed = replace(changed, scheme_answers={})
    wrong = missing(changed, schemes=words.schemes, names=names) + [
        error
        for error in malformed(changed, words=words, today=pathway.day_of(at))
        if error.field.split(".")[0] in names
    ]
    if wrong:
        raise Invalid(*wrong)
    return changed


def _new_draft(force: str, *, by: Actor, at: datetime) -> Draft:
    return Draft(
        owner_id=by.owner,
        force=agencies.organisation_by_code(force, by),
        written_by_id=by.id,
        started_at=at,
        changed_at=at,
        data_key=new_data_key(owner=by.owner, purpose="draft", at=at),
    )


@recorded(Operation.COLLECTION)
def start_correction(*, reference: str, by: Actor, at: datetime) -> Draft:
    """Open a draft with the answers of a request that was returned, to correct and send again.

    Raises:
        Conflict: the request has not been returned.
    """
    case = pathway.sharing_case(reference, viewer=by)
    access.must("request.resubmit", case, by)
    if case.stage != Stage.RETURNED_FOR_MORE:
        raise Conflict(_("This request has not been returned to you."))
    kept = _new_draft(case.owner.code, by=by, at=at)
    kept.case_reference = case.reference
    kept.answers = queries.pack(queries.asking_of(reference, viewer=by))
    kept.save(force_insert=True)
    about(case=case.reference, owner=by.owner)
    detail(draft=str(kept.pk))
    return kept


@recorded(Operation.ERASURE)
def discard_draft(*, draft_id: UUID, by: Actor, at: datetime) -> None:
    """Throw a draft away, its answers with it."""
    kept = queries.draft_to_change(draft_id, viewer=by)
    kept.answers = None
    kept.discarded_at = at
    kept.save(update_fields=["answers", "discarded_at", "recorded_as"])
    about(owner=kept.owner_id)
    detail(draft=str(kept.pk))


@recorded(Operation.COLLECTION)
def submit(
    *, sender: Sender, asking: Asking, by: Actor, at: datetime, draft_id: UUID | None = None
) -> SharingCase:
    """Send a request: open the case, start its clock, acknowledge it and ask for a handler.

    A partner sends for their own organisation only; an officer records one that came another way.

    Raises:
        Invalid: an answer is missing or cannot be right, or the force or organisation is not known.
        Blocked: the actor may not send, or not for this organisation.
    """
    force, organisation = _both_sides(sender, by)
    _check(asking, at)
    case = moves.open_case(
        opening=Opening(
            owner=force.pk,
            prefix=force.code,
            requesting_organisation=organisation.pk,
            requester=None if by.is_force and by.owner == force.pk else by.id,
            urgency=asking.urgency,
            purpose=asking.purpose,
            due_at=queries.answer_due_at(asking, force=force, at=at),
        ),
        by=by,
        at=at,
    )
    case.owner = force
    sharing_request = SharingRequest(case=case, channel=sender.channel, **_columns(asking, case, by, at))
    sharing_request.save(force_insert=True)
    _write_lists(sharing_request, asking, case)
    _index(case, asking, by=by, at=at)
    if draft_id:
        _draft_is_sent(draft_id, by=by, at=at)
    _received(case, asking, by=by, at=at)
    return case


def _both_sides(sender: Sender, by: Actor) -> tuple[Any, Any]:
    known = agencies.organisations_by_code((sender.force, sender.organisation), by)
    force = known.get(sender.force)
    if force is None or not force.is_active:
        raise Invalid.field("force", _("Name the force you ask by its code."))
    organisation = known.get(sender.organisation)
    if organisation is None or not organisation.is_active:
        raise Invalid.field("organisation", _("Name the organisation that asks by its code in the register."))
    if force.kind != Kind.FORCE:
        raise Invalid.field("force", _("Name the force you ask by its code."))
    access.must_be_able_to_ask("request.record" if by.is_force else "request.submit", by)
    if by.owner not in ((force.pk,) if by.is_force else (organisation.pk,)):
        raise Invalid.field("organisation", _("Send requests for your own organisation only."))
    deal_with(force.pk)
    return force, organisation


def _check(asking: Asking, at: datetime) -> None:
    words = queries.words()
    wrong: list[FieldError] = missing(asking, schemes=words.schemes) + malformed(
        asking, words=words, today=pathway.day_of(at)
    )
    if wrong:
        raise Invalid(*wrong)


def _columns(asking: Asking, case: SharingCase, by: Actor, at: datetime) -> dict[str, Any]:
    columns = {name: getattr(asking, name) for name in OWN_COLUMNS}
    return {
        **columns,
        "gateways": list(asking.gateways),
        SCHEME: dict(asking.scheme_answers) or None,
        "declared_at": at,
        "declared_by_id": by.id,
        "owner_id": case.owner_id,
        "data_key": case.data_key,
    }


def _write_lists(sharing_request: SharingRequest, asking: Asking, case: SharingCase) -> None:
    shared: dict[str, Any] = {
        "owner_id": case.owner_id,
        "sharing_request": sharing_request,
        "round": sharing_request.round,
        "data_key": case.data_key,
    }
    RequestedItem.objects.bulk_create(
        RequestedItem(
            **shared,
            number=number,
            category=item.category,
            description=item.description,
            date_from=item.date_from,
            date_to=item.date_to,
        )
        for number, item in enumerate(asking.items, start=1)
    )
    RequestSubject.objects.bulk_create(
        RequestSubject(
            **shared,
            number=number,
            role=person.role,
            name=person.name,
            aliases=person.aliases,
            date_of_birth=person.date_of_birth.isoformat() if person.date_of_birth else "",
            addresses=person.addresses,
            identifiers=person.identifiers,
        )
        for number, person in enumerate(asking.persons, start=1)
    )


def _index(case: SharingCase, asking: Asking, *, by: Actor, at: datetime) -> None:
    held = queries.found_by(asking, reference=case.reference)
    index.index_record(
        register=Register.CASES, record_id=case.pk, owner=case.owner_id, held=held, by=by, at=at
    )


def _draft_is_sent(draft_id: UUID, *, by: Actor, at: datetime) -> None:
    mine = queries.open_drafts(draft_id, viewer=by)
    if not mine.update(answers=EMPTIED, sent_at=at, recorded_as=current_entry()):
        raise Unknown


def _received(case: SharingCase, asking: Asking, *, by: Actor, at: datetime) -> None:
    """Acknowledge at once with reference, clock and next step; ask for a handler before the alarm."""
    jurisdiction = case.owner.jurisdiction
    alarm_at = pathway.due_at(
        f"unclaimed_{asking.urgency}", jurisdiction=jurisdiction, force=case.owner_id, at=at
    )
    open_task(
        task=case_task(case, TaskKind.CLAIM_CASE, due_at=alarm_at, role=Role.DISCLOSURE_OFFICER), by=by, at=at
    )
    _ask_scheme_steps(case, asking, by=by, at=at)
    queue(notice=notice_to_requester(case, NoticeKind.REQUEST_RECEIVED, asking.requester_email), by=by, at=at)


def _ask_scheme_steps(case: SharingCase, asking: Asking, *, by: Actor, at: datetime) -> None:
    """Ask for what the scheme wants done by a clock of its own, besides the answer; asked anew with each sending."""
    for clock, due_at in queries.steps_due_at(asking, force=case.owner, at=at).items():
        step = case_task(
            case,
            TaskKind.SCHEME_STEP,
            due_at=due_at,
            role=Role.DISCLOSURE_OFFICER,
            occurrence=f"{case.version} {clock}",
        )
        open_task(task=step, by=by, at=at)


@recorded(Operation.ALTERATION)
def resubmit(
    *, reference: str, asking: Asking, by: Actor, at: datetime, draft_id: UUID | None = None
) -> SharingCase:
    """Send a returned request again with its answers corrected; the clock starts anew.

    Raises:
        Conflict: the request has not been returned.
        Invalid: an answer is missing or cannot be right.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("request.resubmit", case, by)
    if case.stage != Stage.RETURNED_FOR_MORE:
        raise Conflict(_("This request has not been returned to you."))
    _check(asking, at)
    sharing_request = queries.request_of(case)
    sharing_request.earlier = [
        *sharing_request.earlier,
        queries.pack(queries.asking_of(reference, viewer=by)),
    ]
    sharing_request.round += 1
    for name, value in _columns(asking, case, by, at).items():
        setattr(sharing_request, name, value)
    sharing_request.save(force_update=True)
    _write_lists(sharing_request, asking, case)
    _index(case, asking, by=by, at=at)
    if draft_id:
        _draft_is_sent(draft_id, by=by, at=at)
    due_at = queries.answer_due_at(asking, force=case.owner, at=at)
    moves.move(
        case=case,
        to=Stage.RECEIVED,
        act="intake.resubmit",
        by=by,
        at=at,
        received_at=at,
        due_at=due_at,
        urgency=asking.urgency,
        purpose=asking.purpose,
        handler_id=None,
    )
    complete_for(record_id=case.pk, owner=case.owner_id, kinds=(TaskKind.SCHEME_STEP,), by=by, at=at)
    _received(case, asking, by=by, at=at)
    return case
