"""Timing: the time limits of a pack, who hears of what is overdue, and when working time runs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit: how long, counted how, from what on, who is told, and on what ground.

    `is_set_by_force` says that it is no rule of law but a default; `longest` is what a force may set at most.
    """

    id: str
    label: str
    amount: int
    unit: str
    sources: tuple[str, ...] = ()
    starts: str = ""
    told: tuple[str, ...] = ()
    is_set_by_force: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """Whom an overdue task is shown to, one after the other, and how long each is given at most."""

    id: str
    steps: tuple[str, ...]
    longest_wait_hours: int
    sources: tuple[str, ...] = ()


# The one who was asked, as a step of an escalation: reminded before anybody else hears of it.
HOLDER = "holder"
USUAL_ESCALATION = Escalation("any", ("supervisor", "information_management"), 24, ("Product default",))


@dataclass(frozen=True, slots=True)
class WatchStep:
    """One step of a watch: at which part of the time for an answer, in hundredths, and to whom."""

    id: str
    percent: int
    to: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Who hears of an open request whose silence could do severe harm, before its time is over (C10)."""

    urgencies: frozenset[str] = frozenset()
    steps: tuple[WatchStep, ...] = ()
    sources: tuple[str, ...] = ()

    def step_after(self, taken: Collection[str]) -> WatchStep | None:
        """Return the earliest step that was not taken yet; None after the last."""
        return next((step for step in self.steps if step.id not in taken), None)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The hours and days on which working time is counted, and the holidays of each calendar."""

    starts_at: int
    ends_at: int
    weekdays: frozenset[int]
    holidays: Mapping[str, frozenset[date]]
