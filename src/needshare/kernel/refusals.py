"""The five ways the software says no, each said out loud at every doorway.

`Blocked` 403, `Unknown` 404, `Invalid` 422, `Conflict` 409 or 412, `Unavailable` 503 (RFC 9110).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .terms import gettext_noop as _

if TYPE_CHECKING:
    from .findings import Finding


class Refusal(Exception):
    """The software says no; `reason` is shown to the person and must be safe to show."""

    status = 500

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Blocked(Refusal):
    """The actor may know of the thing and may not do this to it."""

    status = 403

    def __init__(self, reason: str, findings: Iterable["Finding"] = ()) -> None:
        super().__init__(reason)
        self.findings = tuple(findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """Name the codes of the findings that blocked, without words."""
        return tuple(finding.code for finding in self.findings if finding.code)


class Unknown(Refusal):
    """The thing is absent, or hidden from the actor: one text for both."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is nothing here that you can see. Check the reference."))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong, and what to do about it."""

    field: str
    remedy: str


class Invalid(Refusal):
    """Some input is missing or malformed; nothing was changed."""

    status = 422

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(_("Some of what you sent needs correcting."))
        self.errors = errors

    @classmethod
    def field(cls, name: str, remedy: str) -> "Invalid":
        """Build the refusal of a single field."""
        return cls(FieldError(name, remedy))


class Conflict(Refusal):
    """Somebody else was first, or the version the actor saw is no longer the newest."""

    status = 409

    def __init__(self, reason: str, *, stale: bool = False) -> None:
        super().__init__(reason)
        if stale:
            self.status = 412


class Unavailable(Refusal):
    """A part that must not be skipped (audit, key, scanner) is down; nothing was done."""

    status = 503
