"""The jobs there are, by name: each capability's `jobs.py` registers its own.

Only the name and plain arguments are stored, so that a changed function still runs what waits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.utils.module_loading import autodiscover_modules

Work = Callable[..., object]
USUAL_LEASE = timedelta(minutes=5)

W = TypeVar("W", bound=Work)


@dataclass(frozen=True, slots=True)
class Registered:
    """A job's function, how often it recurs, and how long one run may take before another worker tries."""

    name: str
    function: Work
    every: timedelta | None
    lease: timedelta
    most_attempts: int


_jobs: dict[str, Registered] = {}


def job(
    name: str,
    *,
    every: float | None = None,
    lease: float = USUAL_LEASE.total_seconds(),
    most_attempts: int = 8,
) -> Callable[[W], W]:
    """Register a function as a job; `every` and `lease` are seconds, the lease five minutes at least.

    The function is called with `at` and the arguments it was queued with, all by name. It may run
    again after a crash: what it does twice must be as if done once.
    """

    def decorate(function: W) -> W:
        register(
            Registered(
                name,
                function,
                None if every is None else timedelta(seconds=every),
                timedelta(seconds=lease),
                most_attempts,
            )
        )
        return function

    return decorate


def register(entry: Registered) -> None:
    """Add a job; its name is taken once.

    Raises:
        ValueError: another function has the name.
    """
    known = _jobs.get(entry.name)
    if known is not None and known.function is not entry.function:
        raise ValueError(f"there are two jobs called {entry.name}")
    _jobs[entry.name] = entry


def registered(name: str) -> Registered:
    """Return a job by its name.

    Raises:
        KeyError: there is none.
    """
    return _jobs[name]


def every_job() -> dict[str, Registered]:
    """Return all jobs by name."""
    return dict(_jobs)


def discover() -> dict[str, Registered]:
    """Import the `jobs.py` of every installed app and return all jobs."""
    autodiscover_modules("jobs")
    return every_job()


def call(entry: Registered, arguments: dict[str, Any]) -> None:
    """Run a job's function."""
    entry.function(**arguments)
