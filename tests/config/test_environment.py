from pathlib import Path

import pytest

from needshare.config import environment


def test_an_empty_variable_counts_as_absent(monkeypatch):
    monkeypatch.setenv("NEEDSHARE_LOG_LEVEL", " ")
    assert environment.text("LOG_LEVEL") == "INFO"


def test_a_number_that_is_none_names_the_variable(monkeypatch):
    monkeypatch.setenv("NEEDSHARE_SESSION_HOURS", "ten")
    with pytest.raises(ValueError, match="NEEDSHARE_SESSION_HOURS must be a whole number, not 'ten'"):
        environment.number("SESSION_HOURS")


def test_names_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("NEEDSHARE_ALLOWED_HOSTS", "one.example, two.example,")
    assert environment.names("ALLOWED_HOSTS") == ["one.example", "two.example"]


def test_folders_are_absolute(monkeypatch):
    monkeypatch.setenv("NEEDSHARE_DATA_DIR", "./some/../data")
    assert environment.folder("DATA_DIR") == Path.cwd() / "data"


def test_an_unknown_environment_is_refused(monkeypatch):
    monkeypatch.setenv("NEEDSHARE_ENV", "staging")
    with pytest.raises(ValueError, match="staging"):
        environment.environment()


def test_a_variable_nobody_listed_cannot_be_read():
    with pytest.raises(KeyError):
        environment.text("SECRET_BACK_DOOR")
