"""Faulty writes, as a mistaken act would make them: what the database itself must refuse."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, models

from needshare.accounts.rules import operator
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor
from tests.entries import overwrite
from tests.story import Story


@recorded(Operation.ADMINISTRATION)
def write(*, do: Callable[[], Any], by: Actor, at: datetime) -> Any:
    """Write whatever is asked, inside an act; constraints put off to the commit are checked now."""
    answer = do()
    connection.check_constraints()
    return answer


def administrator(story: Story) -> dict[str, Any]:
    """Act as the operator, whom no row-level security keeps from any organisation's rows."""
    return {"by": operator(at=story.at), "at": story.at}


def is_refused(story: Story, rows: models.QuerySet[Any], **changes: Any) -> None:
    """Change rows by a query and see the database refuse it, and the rows as they were."""
    before = list(rows.values_list("pk", "recorded_as", *changes))  # any change would change its entry
    assert before
    with pytest.raises(IntegrityError):
        overwrite(rows=rows, changes=changes, **administrator(story))
    assert list(rows.values_list("pk", "recorded_as", *changes)) == before


def twice_is_refused(story: Story, row: models.Model, **changes: Any) -> None:
    """Insert a copy of a row, with some values changed, and see the database refuse it."""
    kind = type(row)
    rows = kind._default_manager.all()
    count = rows.count()
    values = {
        field.attname: getattr(row, field.attname)
        for field in kind._meta.concrete_fields
        if not field.primary_key and field.name != "recorded_as"
    }
    copy = kind(**values | changes)
    with pytest.raises(IntegrityError):
        write(do=lambda: copy.save(force_insert=True), **administrator(story))
    assert rows.count() == count


def belongs_to_another(story: Story, row: models.Model) -> None:
    """Give a row to another organisation, by update and by insert, and see both refused."""
    kind = type(row)
    is_refused(story, kind._default_manager.filter(pk=row.pk), owner=story.cast.council)
    twice_is_refused(story, row, owner_id=story.cast.council.pk)
