"""Conflicts of interest: declared by oneself, compared by the worker, settled by somebody independent (1.12).

A match accuses nobody: the case waits, the person is asked to declare or explain, and a supervisor who is
not that person looks. Whoever has a conflict no longer sees the case: for them it does not exist.
"""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require
from needshare.kernel.texts import faults_in
from needshare.notices.actions import queue
from needshare.notices.terms import NoticeKind
from needshare.pathway import queries
from needshare.pathway.errands import case_task, notice_to_handler
from needshare.pathway.models import CaseConflict, InterestCheck, InterestDeclaration, SharingCase
from needshare.pathway.rules import Interest
from needshare.pathway.stages import DONE, find_move
from needshare.pathway.terms import InterestOutcome, Stage
from needshare.policy import current_pack, may
from needshare.tasks.access import must_be_worker
from needshare.tasks.actions import complete_for, give_back_for, hand_over_for, open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind

from .cases import move, note_step

MOST, LONGEST = 50, 500
SETTLED = (InterestOutcome.EXPLAINED, InterestOutcome.CONFIRMED)


@recorded(Operation.ALTERATION)
def declare_interests(*, interest: Interest, by: Actor, at: datetime) -> InterestDeclaration:
    """Keep what a person declares of themselves, sealed, in the place of what they declared before.

    Raises:
        Invalid: too many entries, or one that cannot be kept.
    """
    queries.must_be_own_declaration(viewer=by)
    content = {
        name: [each.strip() for each in given if each.strip()] for name, given in asdict(interest).items()
    }
    faults = [
        fault
        for name, given in content.items()
        for each in given[: MOST + 1]
        for fault in faults_in(name, each, most=LONGEST)
    ]
    if faults or any(len(given) > MOST for given in content.values()):
        raise Invalid(*faults) if faults else Invalid.field("names", _("Give at most 50 of each."))
    kept = InterestDeclaration.objects.select_for_update(of=("self",)).filter(account_id=by.id).first()
    if kept is None:
        key = new_data_key(owner=by.owner, purpose="declaration", at=at)
        kept = InterestDeclaration(owner_id=by.owner, account_id=by.id, data_key=key)
    kept.content, kept.declared_at, kept.reminded_at = content, at, None
    kept.save()
    # What was compared with the declaration before is compared again.
    InterestCheck.objects.filter(person_id=by.id, outcome=InterestOutcome.CLEAR).delete()
    complete_for(record_id=kept.pk, owner=by.owner, kinds=(TaskKind.REVIEW_DECLARATIONS,), by=by, at=at)
    about(owner=by.owner)
    return kept


@recorded(Operation.ADMINISTRATION)
def ask_for_review(*, person_id: UUID, by: Actor, at: datetime) -> None:
    """Ask somebody to look through what they declared a year ago.

    Raises:
        Blocked: anybody but the worker.
    """
    must_be_worker(by)
    kept = InterestDeclaration.objects.select_for_update(of=("self",)).get(
        account_id=person_id, owner_id=by.owner
    )
    if kept.reminded_at is not None:
        raise Conflict(_("They were asked already."))
    kept.reminded_at = at
    kept.save(update_fields=["reminded_at", "recorded_as"])
    task = NewTask(
        kind=TaskKind.REVIEW_DECLARATIONS,
        reference=f"{kept.declared_at:%Y-%m-%d}",
        record_id=kept.pk,
        owner=kept.owner_id,
        due_at=at + timedelta(days=current_pack().parameter("interest_answer_days")),
        account=person_id,
        occurrence=f"{kept.declared_at:%Y-%m-%d}",
    )
    open_task(task=task, by=by, at=at)


@recorded(Operation.ALTERATION)
def declare_conflict(*, reference: str, words: str, by: Actor, at: datetime) -> SharingCase:
    """Step out of a case because one knows somebody it is about: it does not exist for one any more.

    Raises:
        Unknown: absent, or hidden from the actor.
        Invalid: nothing is said.
    """
    case = queries.case_to_change(reference, viewer=by, verb="case.claim")
    require(may("case.declare_conflict", by, queries.as_shown(case, viewer=by)))
    if not words.strip():
        raise Invalid.field("words", _("Say whom you know, and how."))
    was_handler = case.handler_id == by.id
    _note_conflict(case, by.id, words, by=by, at=at)
    _step_out(case, by.id, act="pathway.declare_conflict", by=by, at=at)
    for person in _supervisors(case, by):
        queue(
            notice=replace(notice_to_handler(case, NoticeKind.CONFLICT_DECLARED), account=person),
            by=by,
            at=at,
        )
    check = InterestCheck.objects.filter(case=case, person_id=by.id, outcome=InterestOutcome.MATCHED).first()
    if check is not None:
        complete_for(
            record_id=check.pk, owner=case.owner_id, kinds=(TaskKind.DECLARE_OR_EXPLAIN,), by=by, at=at
        )
    detail(was_handler=str(was_handler).lower())
    return case


def _note_conflict(case: SharingCase, person: UUID, words: str, *, by: Actor, at: datetime) -> None:
    if CaseConflict.objects.filter(case=case, account_id=person, ended_at__isnull=True).exists():
        return
    CaseConflict(
        owner_id=case.owner_id,
        case=case,
        account_id=person,
        noted_at=at,
        noted_by_id=by.id,
        words=words.strip(),
        data_key=case.data_key,
    ).save(force_insert=True)


def _step_out(
    case: SharingCase, person: UUID, *, act: str, by: Actor, at: datetime, to: UUID | None = None
) -> None:
    """Take somebody out of the handling of a case; without a new handler, ask for one."""
    if case.handler_id != person:
        note_step(case=case, act=act, by=by, at=at, gives_part=False)
        return
    about_it: dict[str, Any] = {"record_id": case.pk, "owner": case.owner_id, "by": by, "at": at}
    if to is None:
        give_back_for(**about_it, source=person, role=Role.DISCLOSURE_OFFICER)
    else:
        hand_over_for(**about_it, source=person, to=to)
    note_step(case=case, act=act, by=by, at=at, gives_part=False, handler_id=to)
    if to is None and case.stage not in DONE:
        due = queries.due_at(f"unclaimed_{case.urgency}", jurisdiction=case.owner.jurisdiction, at=at)
        open_task(
            task=case_task(case, TaskKind.CLAIM_CASE, due_at=due, role=Role.DISCLOSURE_OFFICER), by=by, at=at
        )


def _supervisors(case: SharingCase, by: Actor) -> list[UUID]:
    people = accounts.people_in_role(Role.SUPERVISOR, by, organisation_id=case.owner_id)
    return [person.pk for person in people if person.pk != by.id]


@recorded(Operation.ALTERATION)
def note_check(*, reference: str, person: UUID, is_match: bool, by: Actor, at: datetime) -> InterestCheck:
    """Keep what comparing a declaration with a case came to; a match has the case wait for somebody independent.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were compared already.
    """
    must_be_worker(by)
    case = queries.case_of_owner(reference, owner=by.owner)
    if InterestCheck.objects.filter(case=case, person_id=person).exists():
        raise Conflict(_("They were compared already."))
    check = InterestCheck(
        owner_id=case.owner_id,
        case=case,
        person_id=person,
        checked_at=at,
        outcome=InterestOutcome.MATCHED if is_match else InterestOutcome.CLEAR,
        data_key=case.data_key,
    )
    check.save(force_insert=True)
    about(case=case.reference, owner=case.owner_id)
    detail(is_match=str(is_match).lower())
    if is_match:
        _wait_for_somebody_independent(check, case, by=by, at=at)
    return check


def _wait_for_somebody_independent(
    check: InterestCheck, case: SharingCase, *, by: Actor, at: datetime
) -> None:
    """Hold the case where it can be held; ask the person to declare or explain, and a supervisor to look."""
    if find_move("pathway.hold", Stage(case.stage), Stage.ON_HOLD) is not None:
        held: dict[str, Any] = {"held_from": case.stage, "is_shown_to_requester": False}
        move(case=case, to=Stage.ON_HOLD, act="pathway.hold", by=by, at=at, **held)
    due_at = queries.due_at(f"verify_{case.urgency}", jurisdiction=case.owner.jurisdiction, at=at)
    person = accounts.standing_of(check.person_id, at=at)
    is_staff = person.organisation == case.owner_id
    # A supervisor is not looked at from their own line.
    role = Role.INFORMATION_MANAGEMENT if Role.SUPERVISOR in person.roles else Role.SUPERVISOR
    asked = [case_task(case, TaskKind.SETTLE_INTEREST, due_at=due_at, role=role)]
    if is_staff:
        asked.append(case_task(case, TaskKind.DECLARE_OR_EXPLAIN, due_at=due_at, account=check.person_id))
    for task in asked:
        open_task(task=replace(task, record_id=check.pk, occurrence=str(check.pk)), by=by, at=at)


@consulted(Operation.CONSULTATION)
def look_at_check(*, check_id: UUID, by: Actor, at: datetime) -> InterestCheck:
    """Read whose interest in which case waits to be settled.

    Raises:
        Unknown: there is none such for this actor.
        Blocked: the actor settles none, or it is their own.
    """
    check = queries.check_of(check_id, viewer=by)
    about(case=check.case.reference, owner=check.owner_id)
    return check


@recorded(Operation.ALTERATION)
def settle_check(
    *, check_id: UUID, outcome: InterestOutcome, words: str, by: Actor, at: datetime, to: str = ""
) -> InterestCheck:
    """Say that an interest is explained, or that it is a conflict; the case goes on, with another handler if named.

    Who has a conflict no longer sees the case. One that the person had not declared goes to professional standards.

    Raises:
        Unknown: there is none such for this actor.
        Blocked: the actor settles none, or it is their own.
        Invalid: no reason, or nobody who handles requests is named.
        Conflict: it was settled already.
    """
    check, case = queries.check_to_change(check_id, viewer=by)
    if check.outcome != InterestOutcome.MATCHED:
        raise Conflict(_("This was settled already."))
    if outcome not in SETTLED:
        raise Invalid.field("outcome", _("Choose what you found."))
    if not words.strip():
        raise Invalid.field("words", _("Say what you looked at and what you found."))
    new_handler = queries.handler_named(to, viewer=by) if to.strip() else None
    check.outcome, check.words, check.settled_at, check.settled_by_id = outcome, words.strip(), at, by.id
    check.save(update_fields=["outcome", "words", "settled_at", "settled_by", "recorded_as"])
    kinds = (TaskKind.SETTLE_INTEREST, TaskKind.DECLARE_OR_EXPLAIN)
    complete_for(record_id=check.pk, owner=case.owner_id, kinds=kinds, by=by, at=at)
    if outcome is InterestOutcome.CONFIRMED:
        _confirm(check, case, new_handler, by=by, at=at)
    elif new_handler is not None and new_handler != case.handler_id:
        note_step(case=case, act="pathway.assign", by=by, at=at, gives_part=False, handler_id=new_handler)
    if case.stage == Stage.ON_HOLD and not queries.has_interest_to_settle(case):
        move(
            case=case,
            to=Stage(case.held_from),
            act="pathway.resume",
            by=by,
            at=at,
            is_shown_to_requester=False,
            gives_part=False,
        )
    about(case=case.reference, owner=case.owner_id)
    detail(outcome=outcome.value, person=str(check.person_id))
    return check


def _confirm(
    check: InterestCheck, case: SharingCase, new_handler: UUID | None, *, by: Actor, at: datetime
) -> None:
    """Take the person out of the case; what they had not declared goes to professional standards."""
    if new_handler == check.person_id:
        raise Invalid.field("to", _("Name somebody else."))
    had_declared = CaseConflict.objects.filter(
        case=case, account_id=check.person_id, ended_at__isnull=True
    ).exists()
    _note_conflict(case, check.person_id, check.words or "", by=by, at=at)
    _step_out(case, check.person_id, act="pathway.note_conflict", by=by, at=at, to=new_handler)
    if not had_declared:
        due_at = queries.due_at("emergency_review", jurisdiction=case.owner.jurisdiction, at=at)
        task = case_task(case, TaskKind.UNDECLARED_INTEREST, due_at=due_at, role=Role.PROFESSIONAL_STANDARDS)
        open_task(task=replace(task, record_id=check.pk, occurrence=str(check.pk)), by=by, at=at)
