"""A change of law: what rests on a gateway that ends is reviewed by a person (domain reference 2.11, rule 8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from needshare.assessment import access, queries
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, gettext_noop as _
from needshare.pathway.errands import case_task
from needshare.tasks.actions import open_task
from needshare.tasks.rules import NewTask
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.agreements.models import AgreementVersion
    from needshare.pathway.models import SharingCase

_WHY = _("What rests on a gateway that ends is found by the worker.")
TIME_TO_REVIEW = timedelta(days=14)


@recorded(Operation.ADMINISTRATION)
def review_case(*, case: SharingCase, change: queries.EndingGateway, by: Actor, at: datetime) -> None:
    """Ask the handler of an open case to review it: a gateway it rests on ends.

    Raises:
        Blocked: anybody but the worker.
        Conflict: that was asked already.
    """
    access.must_be_worker(by, _WHY)
    about(case=case.reference, owner=case.owner_id)
    task = case_task(
        case,
        TaskKind.LAW_CHANGED,
        due_at=at + TIME_TO_REVIEW,
        account=case.handler_id,
        occurrence=change.occurrence,
    )
    open_task(task=task, by=by, at=at)
    detail(code="gateway_not_in_force", gateway=change.gateway, ends_on=change.ends_on.isoformat())


@recorded(Operation.ADMINISTRATION)
def review_agreement(
    *, version: AgreementVersion, change: queries.EndingGateway, by: Actor, at: datetime
) -> None:
    """Ask the owner of an agreement to review it: a gateway it rests on ends.

    Raises:
        Blocked: anybody but the worker.
        Conflict: that was asked already.
    """
    access.must_be_worker(by, _WHY)
    about(case=version.agreement.reference, owner=version.owner_id)
    task = NewTask(
        kind=TaskKind.LAW_CHANGED,
        reference=version.agreement.reference,
        record_id=version.agreement_id,
        owner=version.owner_id,
        account=version.agreement.owner_person_id,
        due_at=at + TIME_TO_REVIEW,
        occurrence=change.occurrence,
    )
    open_task(task=task, by=by, at=at)
    detail(code="gateway_not_in_force", gateway=change.gateway, ends_on=change.ends_on.isoformat())
