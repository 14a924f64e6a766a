"""The second check: another person looks at the exact bytes, and confirms or sends them back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import access, queries, rules
from needshare.disclosure.models import Package
from needshare.disclosure.terms import PackageState
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task
from needshare.pathway.terms import Stage
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


def _admitted_package(*, reference: str, by: Actor, **_asked: object) -> Package:
    """Find the package and judge whether the actor looks at it, before its bytes are read."""
    return _admitted(reference, "package.inspect", by)


def _admitted_check(*, reference: str, by: Actor, **_asked: object) -> Package:
    """Find the package and judge whether the actor is another person who checks it."""
    return _admitted(reference, "package.check", by)


def _admitted(reference: str, verb: str, by: Actor) -> Package:
    case, package = queries.package_to(verb, reference, viewer=by)
    about(case=case.reference, owner=case.owner_id, reason=verb)
    access.must_be_cleared_for_package(by, package)
    return package


def _admitted_case(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Find the case and judge whether the actor releases its package, before anything in it is read."""
    case = queries.case_to_release(reference, viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="package.release")
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted_package)
def inspect(
    package: Package,
    *,
    reference: str,
    by: Actor,
    at: datetime,
) -> tuple[Package, bytes]:
    """Open the exact bytes of a case's package, to look at before confirming them.

    Raises:
        Unknown: there is no package, or the actor may not know of the case.
        Blocked: the actor neither prepares nor checks packages, or is not cleared for its marking.
    """
    return package, queries.content_of(package)


@consulted(Operation.CONSULTATION, admitted_by=_admitted_check)
def open_check(
    package: Package,
    *,
    reference: str,
    by: Actor,
    at: datetime,
) -> tuple[Package, bytes]:
    """Open the exact bytes of a case's package to somebody who may confirm them.

    Raises:
        Unknown: there is no package, or the actor may not know of the case.
        Blocked: the actor checks no packages, made or decided this one, or is not cleared for its marking.
    """
    return package, queries.content_of(package)


@consulted(Operation.CONSULTATION, admitted_by=_admitted_case)
def open_release(
    case: SharingCase,
    *,
    reference: str,
    by: Actor,
    at: datetime,
) -> queries.Releasing:
    """Look at the five checks of a package, recipient by recipient, before releasing it.

    Raises:
        Unknown: there is no package, or the actor may not know of the case.
        Blocked: the actor does not release packages.
        Conflict: no checked package waits for release.
    """
    return queries.releasing(case, at=at)


@recorded(Operation.ALTERATION)
def check(*, reference: str, bytes_hash: str, note: str, by: Actor, at: datetime) -> Package:
    """Confirm, as a person other than the preparer, that the bytes seen may leave.

    Raises:
        Blocked: the actor prepared the package, or looked at other bytes.
        Conflict: no package waits for a check.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.check", case, by)
    if case.stage != Stage.PREPARED:
        raise Conflict(_("No package of this case waits for a second check."))
    package = queries.current_package(case)
    access.must_be_cleared_for_package(by, package)
    require(
        rules.checker_is_another(
            preparer=package.prepared_by_id, decider=package.decision.decided_by_id, checker=by.id
        ),
        rules.bytes_are_those_seen(seen=bytes_hash.strip().lower(), present=package.bytes_hash),
    )
    package.state, package.check_note = PackageState.SECOND_CHECKED, note
    package.checked_at, package.checked_by_id = at, by.id
    package.save(update_fields=["state", "check_note", "checked_at", "checked_by", "recorded_as"])
    moves.move(
        case=case, to=Stage.SECOND_CHECKED, act="disclosure.check", by=by, at=at, is_shown_to_requester=False
    )
    task = case_task(
        case, TaskKind.RELEASE_PACKAGE, due_at=package.decision.lapses_at or at, account=case.handler_id
    )
    open_task(task=task, by=by, at=at)
    detail(package=package.number, bytes_hash=package.bytes_hash)
    return package


@recorded(Operation.ALTERATION)
def send_back(*, reference: str, what: str, by: Actor, at: datetime) -> Package:
    """Send a package back to preparation, saying what is wrong with it; it is set aside.

    Raises:
        Invalid: it is not said what is wrong.
        Blocked: the actor prepared the package.
        Conflict: no package waits for a check.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.check", case, by)
    if not what.strip():
        raise Invalid.field("what", _("Say what is wrong with the package."))
    if case.stage != Stage.PREPARED:
        raise Conflict(_("No package of this case waits for a second check."))
    package = queries.current_package(case)
    require(
        rules.checker_is_another(
            preparer=package.prepared_by_id, decider=package.decision.decided_by_id, checker=by.id
        )
    )
    package.state, package.check_note = PackageState.SENT_BACK, what
    package.save(update_fields=["state", "check_note", "recorded_as"])
    back_to = Stage.APPROVED if package.decision.outcome == "disclose_full" else Stage.APPROVED_IN_PART
    moves.move(
        case=case,
        to=back_to,
        act="disclosure.send_back",
        by=by,
        at=at,
        note=what,
        is_shown_to_requester=False,
    )
    task = case_task(
        case,
        TaskKind.PREPARE_PACKAGE,
        due_at=package.decision.lapses_at or at,
        account=package.prepared_by_id,
    )
    open_task(task=task, by=by, at=at)
    detail(package=package.number)
    return package
