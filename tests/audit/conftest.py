"""An empty log for every test of this folder that uses the database."""

from typing import Any

import pytest
from django.db import connection

from . import ground
from .samples import Kept


@pytest.fixture(autouse=True)
def _empty_log(request: pytest.FixtureRequest) -> None:
    marker = request.node.get_closest_marker("django_db")
    if marker is None:
        return
    request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    ground.wipe()


@pytest.fixture(scope="session")
def kept_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if Kept._meta.db_table not in connection.introspection.table_names():
            with connection.schema_editor() as editor:
                editor.create_model(Kept)
