"""What the API takes and shows of what is kept apart: for the specialist unit alone."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import Asked, Day, Id, Line, Name, Note, Shown
from needshare.subjects.rules import MOST_OF_EACH

from .queries import Flag, Raised
from .rules import NewFlag
from .terms import AlertState, Hides, Outward, SilentFlag

if TYPE_CHECKING:
    from needshare.documents.queries import FoundPerson

    from .actions.deciding import Desk


class PersonLookedFor(Asked):
    """Whom a flag is to be set on, and why they are looked for."""

    reason: Note
    name: Name = ""
    date_of_birth: Day | None = None
    identifier: Annotated[Name, Field(max_length=80)] = ""

    def terms(self) -> dict[str, str]:
        """Return what is looked for, as the search reads it."""
        born_on = self.date_of_birth.isoformat() if self.date_of_birth else ""
        return {"name": self.name, "date_of_birth": born_on, "identifier": self.identifier}


class PersonToProtect(Shown):
    """One person found, to set a flag on."""

    id: UUID
    name: str
    born_on: date | None
    aliases: list[str]


class PeopleToProtect(Shown):
    """The people found."""

    found: list[PersonToProtect]

    @classmethod
    def of(cls, people: "list[FoundPerson]") -> "PeopleToProtect":
        return cls(
            found=[
                PersonToProtect(
                    id=each.subject.id,
                    name=each.subject.name,
                    born_on=each.subject.born_on,
                    aliases=each.subject.aliases,
                )
                for each in people
            ]
        )


class FlagAsked(Asked):
    """A silent flag to be set."""

    subject: Id
    code: SilentFlag
    hides: Hides
    reason: Note
    authority: Line
    from_on: Day
    review_on: Day
    aliases: Annotated[list[Name], Field(max_length=MOST_OF_EACH)] = []
    identifiers: Annotated[list[Name], Field(max_length=MOST_OF_EACH)] = []
    items: Annotated[list[Id], Field(max_length=500)] = []

    def flag(self) -> NewFlag:
        """Turn it into the rules' own words."""
        return NewFlag(
            subject=self.subject,
            code=self.code,
            hides=self.hides,
            reason=self.reason,
            authority=self.authority,
            from_on=self.from_on,
            review_on=self.review_on,
            aliases=tuple(self.aliases),
            identifiers=tuple(self.identifiers),
            items=tuple(self.items),
        )


class ReviewAsked(Asked):
    """What a review found, and when to look again."""

    words: Note
    review_on: Day


class LiftAsked(Asked):
    """Why a flag is lifted."""

    words: Note


class FlagTold(Shown):
    """One step of a flag's story."""

    what: str
    words: str
    by: str
    at: datetime


class FlagShown(Shown):
    """One silent flag."""

    id: UUID
    name: str
    code: SilentFlag
    hides: Hides
    reason: str
    authority: str
    from_on: date
    review_on: date
    is_lifted: bool
    story: list[FlagTold]

    @classmethod
    def of(cls, flag: Flag) -> "FlagShown":
        said = flag.said
        return cls(
            id=flag.id,
            name=said["name"],
            code=SilentFlag(said["code"]),
            hides=Hides(said["hides"]),
            reason=said["reason"],
            authority=said["authority"],
            from_on=flag.from_on,
            review_on=flag.review_on,
            is_lifted=flag.is_lifted,
            story=[FlagTold(**each) for each in said["story"]],
        )


class AlertDecided(Shown):
    """What the specialist unit decided of an alert."""

    outward: Outward
    words: str
    by: str
    at: datetime


class AlertShown(Shown):
    """Who looked for somebody kept apart, when, for which case and reason."""

    id: UUID
    state: AlertState
    flags: list[UUID]
    kind: str
    words: str
    reference: str
    reason: str
    at: datetime
    by: str
    given_from: datetime | None
    decided: list[AlertDecided]

    @classmethod
    def of(cls, raised: Raised) -> "AlertShown":
        said = raised.said
        return cls(
            id=raised.id,
            state=raised.state,
            flags=[UUID(each["id"]) for each in said["flags"]],
            kind=said["kind"],
            words=said["words"],
            reference=said["reference"],
            reason=said["reason"],
            at=raised.at,
            by=said["by"]["name"],
            given_from=raised.given_from,
            decided=[AlertDecided(**each) for each in raised.decided],
        )


class AlertDecision(Asked):
    """What becomes of the answer, and why."""

    outward: Outward
    words: Note


class UnitDesk(Shown):
    """Everything the specialist unit looks after."""

    alerts: list[AlertShown]
    flags: list[FlagShown]

    @classmethod
    def of(cls, desk: "Desk") -> "UnitDesk":
        return cls(
            alerts=[AlertShown.of(each) for each in desk.alerts],
            flags=[FlagShown.of(each) for each in desk.flags],
        )
