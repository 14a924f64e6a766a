"""Trying a change of the policy on past assessments: asked by a person, worked out by the worker, looked at."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from needshare import policy
from needshare.agreements import queries as agreements
from needshare.assessment import access, queries
from needshare.assessment.models import WhatIf, WhatIfPart
from needshare.assessment.rules import Change, change_faults
from needshare.assessment.terms import ChangeKind
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, FieldError, Invalid, Unknown, gettext_noop as _

STEP = 1_000  # assessments judged in one act: the other work of the worker waits no longer
LONGEST_FAILURE = 300


@recorded(Operation.CONSULTATION)
def try_change(*, change: Change, reason: str, by: Actor, at: datetime) -> WhatIf:
    """Try a change on every past assessment of the force, in a sandbox: nothing real is changed.

    Raises:
        Blocked: the actor does not answer for the policy.
        Invalid: no reason, nothing changed, or the changed policy would not be sound.
    """
    access.must_be_able_to_try(by)
    about(owner=by.owner, reason=reason)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why you try this."))
    _must_be_sound(change, by=by)
    made = WhatIf(
        owner_id=by.owner,
        kind=change.kind,
        subject=change.subject,
        change=dict(change.parts),
        judged_on=change.judged_on,
        reason=reason,
        asked_at=at,
        asked_by_id=by.id,
        total=queries.past(by.owner, at=at).count(),
        data_key=new_data_key(owner=by.owner, purpose="what_if", at=at),
    )
    if not made.total:
        made.finished_at = at
    made.save(force_insert=True)
    detail(what_if=str(made.pk), changes=change.kind.value, subject=change.subject, assessments=made.total)
    return made


def _must_be_sound(change: Change, *, by: Actor) -> None:
    pack = policy.current_pack(by.owner)
    faults = change_faults(change, {name: pack.words(name) for name in pack.lists})
    if faults:
        raise Invalid(*faults)
    if change.kind is ChangeKind.AGREEMENT:
        try:
            agreements.agreement(change.subject, viewer=by)
        except Unknown:
            raise Invalid.field("subject", _("There is no agreement of this reference.")) from None
        return
    try:
        queries.changed_pack(change, owner=by.owner)
    except policy.PackError as wrong:
        field = "text" if change.kind is ChangeKind.LAYER else "subject"
        raise Invalid(*(FieldError(field, mistake) for mistake in wrong.mistakes[:10])) from wrong


@recorded(Operation.ADMINISTRATION)
def replay_part(*, what_if_id: UUID, by: Actor, at: datetime) -> WhatIf:
    """Judge the next assessments of a what-if, as they are and as they would be.

    A policy that is not sound any more ends it, and what it then says why.

    Raises:
        Blocked: anybody but the worker.
        Unknown: it is finished.
    """
    access.must_be_worker(by)
    found = queries.to_continue(what_if_id, owner=by.owner)
    about(owner=found.owner_id)
    batch = queries.next_of(found, limit=STEP)
    try:
        rows = queries.judged(found, batch)
    except policy.PackError as wrong:
        found.failure = wrong.mistakes[0][:LONGEST_FAILURE]
        batch, rows = [], []
    if batch:
        _keep(found, rows, len(batch), at=at)
        found.cursor = batch[-1].pk
    found.done = min(found.done + len(batch), found.total)
    if len(batch) < STEP:
        found.finished_at = at
    found.save(update_fields=["cursor", "done", "finished_at", "failure", "recorded_as"])
    detail(what_if=str(found.pk), judged=len(batch), different=len(rows))
    return found


def _keep(found: WhatIf, rows: list[dict[str, Any]], count: int, *, at: datetime) -> None:
    WhatIfPart(
        owner_id=found.owner_id,
        what_if=found,
        number=WhatIfPart.objects.filter(what_if=found).count() + 1,
        looked_at=count,
        found=rows,
        replayed_at=at,
        data_key_id=found.data_key_id,
    ).save(force_insert=True)


def _admitted_what_if(*, what_if_id: UUID, by: Actor, **_asked: object) -> WhatIf:
    found = queries.what_if_named(what_if_id, viewer=by)
    about(owner=found.owner_id, reason="what_if.view")
    detail(what_if=str(found.pk))
    return found


@consulted(Operation.CONSULTATION, admitted_by=_admitted_what_if)
def open_what_if(admitted: WhatIf, *, what_if_id: UUID, by: Actor, at: datetime) -> queries.Tried:
    """Open what a what-if found, of the cases the actor may know of.

    Raises:
        Unknown: there is none such in the actor's force.
        Blocked: the actor has no part in them.
    """
    return queries.tried_of(admitted, viewer=by)
