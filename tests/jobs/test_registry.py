"""Jobs are known by name, one function each."""

from datetime import datetime

import pytest

from needshare.jobs.registry import discover, job, registered


@job("first")
def first(*, at: datetime) -> None:
    """Do nothing."""


def test_a_job_keeps_its_function_usable() -> None:
    assert job("again", every=0.5)(first) is first
    assert registered("again").function is first


def test_a_name_belongs_to_one_function() -> None:
    job("one")(first)
    job("one", every=5)(first)
    with pytest.raises(ValueError, match="two jobs called one"):
        job("one")(lambda *, at: None)


def test_an_unknown_name_is_no_job() -> None:
    with pytest.raises(KeyError):
        registered("nothing")


def test_the_jobs_of_every_installed_app_are_found() -> None:
    assert isinstance(discover(), dict)
