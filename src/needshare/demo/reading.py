"""The data files of the worked example, read and checked, with their dates moved to the day it is played."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

NORTHMOOR = Path(__file__).parent / "northmoor"
EVENING = time(18, 0, tzinfo=UTC)
Row = TypeVar("Row", bound=BaseModel)


class Told(BaseModel):
    """One table of a data file; a key that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OrganisationTold(Told):
    """An organisation and the e-mail domain it is reached at."""

    code: str
    name: str
    legal_type: str
    switchboard: str
    domain: str
    kind: str = "agency"
    is_relevant_authority: bool = False
    is_foi_subject: bool = False
    jurisdiction: str = "england_and_wales"
    out_of_hours: str = ""


class PersonTold(Told):
    """A person with an account."""

    username: str
    name: str
    job_title: str
    roles: list[str]
    shows: str = ""
    clearance: str = ""
    vetting: str = ""
    key: bool = False

    @property
    def organisation(self) -> str:
        """The code of the person's organisation."""
        return self.username.partition("@")[2].upper()


class AgreementTold(Told):
    """One version of an agreement, as its parties signed it."""

    reference: str
    title: str
    owner: str
    starts_on: date
    ends_on: date
    review_on: date
    purposes: list[str]
    categories_out: list[str]
    subject_groups: list[str]
    ceiling: str
    methods: list[str]
    parties: dict[str, str]
    signed_on: date
    named_users: list[str]
    clauses: dict[str, str]
    number: int = 1
    named_until: date | None = None


class NominalTold(Told):
    """A person the force holds something about."""

    id: str
    name: str
    born_on: date
    urn: str
    aliases: list[str] = Field(default_factory=list)
    addresses: list[str] = Field(default_factory=list)


class ItemTold(Told):
    """A piece of material held about one person."""

    id: str
    about: str
    role: str
    title: str
    category: str
    as_at: date
    label: str
    source: str
    accuracy: str
    body: str
    completeness: str = ""
    reliability: str = ""
    currency: str = ""

    @property
    def at(self) -> datetime:
        """The instant the item was true at: the evening of its day."""
        return datetime.combine(self.as_at, EVENING)


class World(Told):
    """Everybody and everything there is before the first story begins."""

    today: date
    organisation: list[OrganisationTold]
    person: list[PersonTold]
    agreement: list[AgreementTold]
    nominal: list[NominalTold]
    item: list[ItemTold]

    def whose(self, role: str) -> str:
        """Return the username of the first person who holds a role."""
        return next(each.username for each in self.person if role in each.roles)


class StoryTold(Told):
    """One story: what is given, how it should end, and its steps in order."""

    id: str
    title: str
    given: str
    naive: str = ""
    why: str
    stage: str
    codes: list[str]
    released: list[str] = Field(default_factory=list)
    conditions: list[str] = Field(default_factory=list)
    step: list["StepTold"]


class StepTold(Told):
    """One step: who does what through which doorway, what is sent, and what should come of it.

    `blocked` names the code, or the reason, that must stop the step.
    """

    do: str
    by: str
    say: str
    through: str = "api"
    body: dict[str, Any] = Field(default_factory=dict)
    blocked: str = ""


def world(*, today: date, folder: Path = NORTHMOOR) -> World:
    """Read the world, with every date but those of birth moved so that its story happens today."""
    told: dict[str, Any] = {}
    for name in ("organisations", "people", "agreements", "nominals"):
        told |= tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
    return World.model_validate(moved(told, today - told["today"]))


def stories(*, today: date, folder: Path = NORTHMOOR) -> list[StoryTold]:
    """Read the stories in order, moved as the world is."""
    written = tomllib.loads((folder / "organisations.toml").read_text("utf-8"))["today"]
    found = []
    for path in sorted(folder.glob("scn-*.toml")):
        told = moved(tomllib.loads(path.read_text("utf-8")), today - written)
        found.append(StoryTold.model_validate(told))
    return found


def moved(told: Any, by: timedelta) -> Any:
    """Move every date in what was read by so many days; the day of a birth stays.

    >>> moved({"starts_on": date(2026, 3, 16), "born_on": date(1990, 5, 1)}, timedelta(1))
    {'starts_on': datetime.date(2026, 3, 17), 'born_on': datetime.date(1990, 5, 1)}
    """
    if isinstance(told, dict):
        return {
            name: value if name in ("born_on", "date_of_birth") else moved(value, by)
            for name, value in told.items()
        }
    if isinstance(told, list):
        return [moved(each, by) for each in told]
    return told + by if isinstance(told, date) else told
