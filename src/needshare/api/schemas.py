"""The base of every schema: what is sent is refused unless known, of the right type and within bounds.

Schemas are written out by hand. Words of the policy pack (purposes, categories, gateways) are data,
so they are plain words here and judged by the action.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from needshare.kernel import Term, gettext_noop as _

# No NUL, no control but line breaks and tabs, nothing that reverses the direction of what follows.
CHARACTERS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
EARLIEST, LATEST = date(1880, 1, 1), date(2199, 12, 31)
MOST_ON_A_PAGE = 50


class Asked(BaseModel):
    """What a caller sends: a field that is not known is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Shown(BaseModel):
    """What a caller is shown, field by field; one schema for each audience."""

    model_config = ConfigDict(frozen=True)


class Versioned(Shown):
    """An answer about a record that changes; its version is also the `ETag`, for `If-Match`."""

    version: int


T = TypeVar("T")


class Page(Shown, Generic[T]):
    """Some rows, and the key to ask for the next ones with; none at the end. There are no counts."""

    items: list[T]
    after: str | None


class PageAsked(Asked):
    """Which rows of a list are asked for."""

    after: Annotated[str, StringConstraints(max_length=80, pattern=r"^[A-Za-z0-9@._-]*$")] = Field(
        default="", description="The `after` of the page before this one."
    )
    limit: int = Field(default=MOST_ON_A_PAGE, ge=1, le=MOST_ON_A_PAGE)


class RecentAsked(Asked):
    """Which rows of a list are asked for, where the newest come first."""

    after: UUID | None = Field(default=None, description="The `after` of the page before this one.")
    limit: int = Field(default=MOST_ON_A_PAGE, ge=1, le=MOST_ON_A_PAGE)


def _as_day(value: Any) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        return value
    raise PydanticCustomError("day", _("Write a day such as 2026-03-16."))


def _as_instant(value: Any) -> Any:
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return value
    raise PydanticCustomError("instant", _("Write an instant such as 2026-03-16T09:00:00Z."))


Text = Annotated[str, StringConstraints(strict=True, max_length=10_000, pattern=CHARACTERS)]
Note = Annotated[str, StringConstraints(strict=True, max_length=2_000, pattern=CHARACTERS)]
Line = Annotated[str, StringConstraints(strict=True, max_length=300, pattern=CHARACTERS)]
Name = Annotated[str, StringConstraints(strict=True, max_length=200, pattern=CHARACTERS)]
Word = Annotated[str, StringConstraints(strict=True, max_length=64, pattern=r"^[a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(strict=True, max_length=12, pattern=r"^[A-Za-z][A-Za-z0-9-]*$")]
Username = Annotated[str, StringConstraints(strict=True, max_length=80, pattern=r"^[A-Za-z0-9@._-]*$")]
Reference = Annotated[str, StringConstraints(strict=True, max_length=40, pattern=r"^[A-Za-z0-9-]*$")]
Digest = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9a-fA-F]{64}$")]
Number = Annotated[StrictInt, Field(ge=1, le=9_999)]
Flag = StrictBool
Day = Annotated[date, BeforeValidator(_as_day), Field(ge=EARLIEST, le=LATEST)]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_as_instant),
    Field(
        ge=datetime.fromisoformat("1880-01-01T00:00:00Z"),
        le=datetime.fromisoformat("2199-12-31T00:00:00Z"),
    ),
]


def _as_id(value: Any) -> Any:
    if isinstance(value, UUID | str):
        return value
    raise PydanticCustomError("uuid_type", _("Write an id as it was shown to you."))


Id = Annotated[UUID, BeforeValidator(_as_id)]
TermType = TypeVar("TermType", bound=Term)


def page_of(rows: list[T], *, limit: int, key: Any) -> tuple[list[T], str | None]:
    """Cut rows read with one to spare to a page, and name the key of the next; no spare row, no next.

    >>> page_of(["a", "b", "c"], limit=2, key=str), page_of(["a"], limit=2, key=str)
    ((['a', 'b'], 'b'), (['a'], None))
    """
    shown = rows[:limit]
    return shown, str(key(shown[-1])) if len(rows) > limit else None


def codes(stored: Any) -> list[str]:
    """Write finding codes as people know them, in capitals.

    >>> codes(["isa_expired"])
    ['ISA_EXPIRED']
    """
    return [str(code).upper() for code in stored]
