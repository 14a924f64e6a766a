"""A table whose rows are tied to their entries."""

from typing import Any

import pytest
from django.db import connection

from tests.roles import as_owner

from .samples import Kept


@pytest.fixture(scope="session")
def kept_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if Kept._meta.db_table not in connection.introspection.table_names():
            with as_owner(), connection.schema_editor() as editor:
                editor.create_model(Kept)
