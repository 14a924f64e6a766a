"""What the API takes and shows of what people declare of themselves, and of conflicts of interest."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import (
    Asked,
    Line,
    Name,
    Note,
    Shown,
    Username,
)
from needshare.pathway.models import (
    InterestCheck,
)
from needshare.pathway.rules import Interest
from needshare.pathway.terms import InterestOutcome

if TYPE_CHECKING:
    pass


class DeclarationsAsked(Asked):
    """What somebody declares of themselves, in the place of what they declared before."""

    names: list[Name] = Field(default=[], max_length=50)
    addresses: list[Line] = Field(default=[], max_length=50)
    telephones: list[Line] = Field(default=[], max_length=50)
    household: list[Name] = Field(default=[], max_length=50)
    relations: list[Name] = Field(default=[], max_length=50)

    def as_interest(self) -> Interest:
        return Interest(**{name: tuple(given) for name, given in self.model_dump().items()})


class DeclarationsKept(Shown):
    """When somebody's declarations were kept; what they say is shown on their own page alone."""

    declared_at: datetime


class ConflictAsked(Asked):
    """Whom somebody knows in a case, and how."""

    words: Note


class ConflictNoted(Shown):
    """That somebody stepped out of a case."""

    reference: str


class InterestToSettle(Shown):
    """An interest that waits for somebody independent."""

    id: UUID
    case: str
    person: str
    checked_at: datetime

    @classmethod
    def of(cls, check: InterestCheck) -> "InterestToSettle":
        return cls(
            id=check.id, case=check.case.reference, person=check.person.username, checked_at=check.checked_at
        )


class InterestSettled(Asked):
    """What somebody independent found, why, and who handles the case from now on."""

    outcome: InterestOutcome
    words: Note
    to: Username = ""


class InterestShown(Shown):
    """What an interest was settled as."""

    case: str
    outcome: InterestOutcome

    @classmethod
    def of(cls, check: InterestCheck) -> "InterestShown":
        return cls(case=check.case.reference, outcome=InterestOutcome(check.outcome))
