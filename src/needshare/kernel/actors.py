"""Actor: who acts, through which doorway, put on every action as `by`."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from .terms import Term, gettext_noop as _

NOBODY = UUID(int=0)


class Channel(Term):
    """The doorway an act came through."""

    BROWSER = "browser", _("Browser")
    API = "api", _("API")
    COMMAND = "command", _("Command line")
    WORKER = "worker", _("Worker")


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or a partner's system, as known at this instant.

    `roles` are the roles in force now. `owner` is the organisation the actor belongs to.
    `name` is for showing; it is never logged and never put in the audit leaf.
    `confirmed_at` is when the person last proved who they are with a second factor.
    """

    id: UUID
    owner: UUID
    roles: frozenset[str] = field(default_factory=frozenset)
    channel: Channel = Channel.BROWSER
    is_force: bool = False
    unit: UUID | None = None
    name: str = ""
    confirmed_at: datetime | None = None

    def has_role(self, *roles: str) -> bool:
        """Tell whether the actor holds any of these roles now."""
        return any(role in self.roles for role in roles)


def worker(owner: UUID = NOBODY) -> Actor:
    """Return the actor of work the software does by itself; it can never decide or disclose."""
    return Actor(id=NOBODY, owner=owner, channel=Channel.WORKER, is_force=True)
