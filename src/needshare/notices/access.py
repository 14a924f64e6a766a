"""Who sends what waits in the outbox, and who may see what became of it."""

from uuid import UUID

from django.db.models import Q

from needshare.accounts.terms import Role
from needshare.kernel import Actor, Channel, gettext_noop as _, not_met, require


def must_be_worker(by: Actor) -> None:
    """Go on only for the worker that sends messages.

    Raises:
        Blocked: anybody else.
    """
    if by.channel is not Channel.WORKER:
        reason = _("Messages are sent by the worker, never by a person.")
        require(not_met(reason, test="access", code="not_the_worker"))


def must_be_able_to_record_bounce(by: Actor, owner: UUID) -> None:
    """Go on only for the worker, or for information management of the organisation that sent it.

    Raises:
        Blocked: anybody else.
    """
    own = by.owner == owner and by.has_role(Role.INFORMATION_MANAGEMENT, Role.DISCLOSURE_OFFICER)
    if by.channel is not Channel.WORKER and not own:
        reason = _("Only those who handle messages may record that one came back.")
        require(not_met(reason, test="access", code="may_not_record_bounce"))


def visible_to(viewer: Actor) -> Q:
    """Narrow to the messages the viewer may know of: those of the viewer's own force."""
    return Q(owner_id=viewer.owner) if viewer.is_force else Q(id__in=())
