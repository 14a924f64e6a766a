"""The list of cases: a few columns, newest first, by key; no name of a person is in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from needshare.agencies.prepared import Prepared
from needshare.kernel import Actor, Unknown
from needshare.pathway import queries as pathway
from needshare.pathway.access import must_list
from needshare.pathway.stages import DONE
from needshare.pathway.terms import Stage
from needshare.policy.to_branches import Branch

PAGE = 50
OPEN = tuple(stage for stage in Stage if stage not in DONE)
GROUPS: dict[str, tuple[Stage, ...]] = {
    "open": OPEN,
    "to_claim": (Stage.RECEIVED,),
    "to_assess": (Stage.VERIFYING_REQUESTER, Stage.UNDER_ASSESSMENT, Stage.ON_HOLD),
    "to_decide": (Stage.AWAITING_DECISION, Stage.REFERRED),
    "to_release": (Stage.APPROVED, Stage.APPROVED_IN_PART, Stage.PREPARED, Stage.SECOND_CHECKED),
    "released": (Stage.RELEASED, Stage.ACKNOWLEDGED),
    "done": DONE,
    "all": (),
}


class CaseRow(NamedTuple):
    """One line of the list."""

    id: UUID
    reference: str
    organisation: str
    purpose: str
    stage: str
    due_at: datetime | None


class CaseList(NamedTuple):
    """Some lines of the list, and the key of the older ones, empty at the end."""

    rows: Sequence[CaseRow]
    older: str


def case_list(viewer: Actor, *, group: str = "open", before: UUID | None = None) -> CaseList:
    """List up to 50 cases that the viewer may know of, newest first, in one statement.

    Raises:
        Unknown: the viewer is not of a force; a requester is never shown a stage.
        Blocked: the viewer has no part in cases.
    """
    if not viewer.is_force:
        raise Unknown
    must_list(viewer)
    stages = GROUPS.get(group, OPEN)
    found = [CaseRow._make(row) for row in LIST.rows(pathway.top_of_index(viewer, stages, before=before))]
    shown = found[:PAGE]
    return CaseList(shown, str(shown[-1].id) if len(found) > PAGE else "")


def _list(branches: tuple[Branch, ...]) -> QuerySet[Any, Any]:
    columns = ("id", "reference", "requesting_organisation__name", "purpose", "stage", "due_at")
    return pathway.top_cases(branches, limit=PAGE + 1).values_list(*columns)[: PAGE + 1]


LIST = Prepared(_list)
