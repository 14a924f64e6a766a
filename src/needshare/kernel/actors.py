"""Actor: who acts, through which doorway, put on every action as `by`."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

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
    `confirmed_at` is when the person last proved who they are with a second factor, `known_at` the
    instant at which the doorway recognised them; what is dated holds for the actor as of then.
    `principals` are what something can be shown to that shows it to this person: their account,
    their account in their unit, their unit, their organisation, and each role there. `compartments`,
    `clearance` and `vetting` are those in force at `known_at`. `handling_read` names the rules of
    handling the person said to have read, each by its marking and the rules as they stood. `stands_for`
    is set for an organisation's directory alone: the person who connected it, and who is held to what it
    proposes. `is_system`: nobody stands behind the token.
    """

    id: UUID
    owner: UUID
    roles: frozenset[str] = field(default_factory=frozenset)
    channel: Channel = Channel.BROWSER
    is_force: bool = False
    unit: UUID | None = None
    name: str = ""
    confirmed_at: datetime | None = None
    known_at: datetime | None = None
    principals: frozenset[UUID] = field(default_factory=frozenset)
    compartments: frozenset[UUID] = field(default_factory=frozenset)
    clearance: str = "none"
    vetting: str = "none"
    handling_read: frozenset[str] = field(default_factory=frozenset)
    stands_for: UUID | None = None
    is_system: bool = False

    @property
    def post(self) -> UUID:
        """Name this person as long as they stay in the unit they are in."""
        return post_principal(self.id, self.unit)

    def has_role(self, *roles: str) -> bool:
        """Tell whether the actor holds any of these roles now."""
        return any(role in self.roles for role in roles)


def role_principal(organisation: UUID, role: str) -> UUID:
    """Return the principal of everybody who holds a role at an organisation, the same at every call.

    >>> role_principal(NOBODY, "dpo") == role_principal(NOBODY, "dpo") != role_principal(NOBODY, "siro")
    True
    """
    return uuid5(organisation, role)


def post_principal(account: UUID, unit: UUID | None) -> UUID:
    """Return the principal of a person for as long as they are in a unit: what was opened to it ends with a move.

    >>> post_principal(NOBODY, UUID(int=1)) == post_principal(NOBODY, None)
    False
    """
    return uuid5(account, f"unit {unit}")


def worker(owner: UUID = NOBODY) -> Actor:
    """Return the actor of work the software does by itself; it can never decide or disclose."""
    return Actor(id=NOBODY, owner=owner, channel=Channel.WORKER, is_force=True)
