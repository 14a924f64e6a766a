"""The data files of the scenarios, read and checked: who asks what, each step, and how it must end."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from needshare.demo.reading import World, world

FOLDER = Path(__file__).parent
TODAY = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)  # a Monday
THE_REQUEST = "the request"


class Told(BaseModel):
    """One table of a file; a key that is not known is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StepTold(BaseModel):
    """One step, or several of one person in a row; what else is written is what they say in it.

    `stopped_by` names the code, or some of the words, that must stop it.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    do: list[str]
    by: str = ""
    request: str = THE_REQUEST
    at: datetime | None = None
    stopped_by: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """What the step says besides who does what."""
        return dict(self.model_extra or {})


class BesidesTold(Told):
    """Codes that are found too, each for a reason that the scenario does not go into."""

    codes: list[str]
    why: str


class ItemTold(Told):
    """What must be found and decided of one item: one gathered, by its name, or one asked for, by its category."""

    item: str
    codes: list[str] = Field(default_factory=list)
    outcome: str = ""


class ExpectedTold(Told):
    """How one request must end, as the reference writes it."""

    outcome: list[str]
    codes: list[str]
    request: str = THE_REQUEST
    basis: str = ""
    bases: list[str] = Field(default_factory=list)
    route: str = ""
    nothing_stops: bool = False
    released: list[str] = Field(default_factory=list)
    conditions: list[str] = Field(default_factory=list)
    tasks: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)
    log: list[str] = Field(default_factory=list)
    told: list[str] = Field(default_factory=list)
    not_told: list[str] = Field(default_factory=list)
    item: list[ItemTold] = Field(default_factory=list)
    besides: list[BesidesTold] = Field(default_factory=list)


class LaterTold(Told):
    """What the reference expects and a later part of the product brings."""

    what: str
    brings: str


class ScenarioTold(Told):
    """One scenario of the domain reference."""

    id: str
    title: str
    given: str
    naive: str = ""
    why: str
    held: list[dict[str, Any]] = Field(default_factory=list)
    step: list[StepTold]
    expected: list[ExpectedTold] = Field(default_factory=list)
    later: list[LaterTold] = Field(default_factory=list)


def paths() -> list[Path]:
    """List the files of the scenarios in their order."""
    return sorted(FOLDER.glob("scn-*.toml"))


def read(path: Path) -> ScenarioTold:
    """Read one scenario."""
    return ScenarioTold.model_validate(tomllib.loads(path.read_text("utf-8")))


def ordinary() -> dict[str, Any]:
    """Read what everybody says where a scenario does not say it otherwise."""
    return tomllib.loads((FOLDER / "ordinary.toml").read_text("utf-8"))


def northmoor() -> World:
    """Read the worked example's Northmoor, with those beside it whom the scenarios need."""
    told = world(today=TODAY.date())
    more = tomllib.loads((FOLDER / "northmoor.toml").read_text("utf-8"))
    kinds = {name: [each.model_dump() for each in getattr(told, name)] for name in KINDS}
    return World.model_validate(
        {"today": told.today, **{name: [*kinds[name], *more.get(name, ())] for name in KINDS}}
    )


KINDS = ("organisation", "person", "agreement", "nominal", "item")
