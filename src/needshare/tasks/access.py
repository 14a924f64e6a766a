"""Whom a task waits for, and who may see, finish or escalate it: being asked is the permission."""

from typing import TYPE_CHECKING

from django.db.models import Q

from needshare.accounts.terms import Role
from needshare.kernel import Actor, Channel, gettext_noop as _, not_met, require

if TYPE_CHECKING:
    from .models import Task

ESCALATORS = (Role.SUPERVISOR, Role.INFORMATION_MANAGEMENT)


def waits_for(viewer: Actor) -> Q:
    """Narrow to the tasks that wait for the viewer, or in the viewer's organisation for a role held."""
    roles = sorted(viewer.roles)
    return (
        Q(assigned_to_id=viewer.id)
        | Q(owner_id=viewer.owner, assigned_role__in=roles)
        | Q(owner_id=viewer.owner, escalated_role__in=roles)
        | Q(owner_id=viewer.owner, escalated_further_role__in=roles)
    )


def visible_to(viewer: Actor) -> Q:
    """Narrow to the tasks the viewer may know of: a force's people all of its own, others what waits for them."""
    if viewer.is_force:
        return Q(owner_id=viewer.owner) | Q(assigned_to_id=viewer.id)
    return waits_for(viewer)


def must_be_asked(by: Actor, task: "Task") -> None:
    """Go on only if the task waits for the actor.

    Raises:
        Blocked: it waits for somebody else.
    """
    asked = {task.assigned_role, task.escalated_role, task.escalated_further_role}
    own = by.owner == task.owner_id and bool(asked & by.roles)
    if not own and task.assigned_to_id != by.id:
        require(not_met(_("This task waits for somebody else."), test="access", code="not_asked"))


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker, which tells people of what waits for them.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("People are told of their tasks by the worker.")
        require(not_met(reason, test="access", code="not_the_worker"))


def must_be_able_to_escalate(by: Actor, task: "Task") -> None:
    """Go on only for the worker, or for somebody of the force who may escalate.

    Raises:
        Blocked: the actor is neither.
    """
    if by.channel is not Channel.WORKER and not (by.owner == task.owner_id and by.has_role(*ESCALATORS)):
        reason = _("Only a supervisor or information management may escalate a task.")
        require(not_met(reason, test="access", code="may_not_escalate"))
