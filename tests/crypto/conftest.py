"""Keyrings and a table of samples for this folder's tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from needshare.crypto import keyring, keys
from needshare.crypto.models import DataKey
from tests.roles import as_owner

from .samples.models import Sample

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FORCE = UUID("01890000-0000-7000-8000-000000000001")


@pytest.fixture
def ring_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    keyring.create(folder)
    return folder


@pytest.fixture
def own_keyring(ring_folder: Path, settings: Any) -> Iterator[Path]:
    """Let one test use, change and spoil a keyring of its own."""
    settings.KEYS_DIR = ring_folder
    keys.CACHE.clear()
    yield ring_folder
    keys.CACHE.clear()


@pytest.fixture(scope="session")
def sample_table(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        if Sample._meta.db_table not in connection.introspection.table_names():
            with as_owner(), connection.schema_editor() as editor:
                editor.create_model(Sample)


@pytest.fixture
def data_key(db: None) -> DataKey:
    return keys.new_data_key(owner=FORCE, purpose="case", at=AT)
