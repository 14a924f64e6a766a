"""A registry and a queue of their own for every test of this folder."""

from collections.abc import Iterator

import pytest

from needshare.jobs import registry
from needshare.jobs.models import Job, Schedule


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_jobs", {})


@pytest.fixture
def own_tables(transactional_db: None) -> Iterator[None]:
    Job.objects.all().delete()
    Schedule.objects.all().delete()
    yield
    Job.objects.all().delete()
    Schedule.objects.all().delete()
