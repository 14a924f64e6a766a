from pathlib import Path

import pytest
from django.db import connection

from needshare.config.database import database

DATA = Path("/srv/data")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("", "/srv/data/needshare.sqlite3"),
        ("sqlite:////var/lib/needshare.sqlite3", "/var/lib/needshare.sqlite3"),
        ("sqlite:///folder/a%20b.sqlite3", "folder/a b.sqlite3"),
    ],
)
def test_an_embedded_database_is_a_file(url, name):
    assert database(url, data_dir=DATA)["NAME"] == name


def test_a_postgresql_address_is_read_whole():
    url = "postgresql://ann:p%40ss@db.example:6432/needs?sslmode=verify-full"
    found = database(url, data_dir=DATA)
    assert (found["USER"], found["PASSWORD"]) == ("ann", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6432", "needs")
    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_a_socket_folder_may_be_the_host():
    assert database("postgresql:///needs?host=/run/postgresql", data_dir=DATA)["HOST"] == "/run/postgresql"


def test_a_pool_replaces_lasting_connections():
    found = database("postgresql://db.example/needs", data_dir=DATA, pool=8)
    assert found["CONN_MAX_AGE"] == 0
    assert found["OPTIONS"]["pool"]["max_size"] == 8


@pytest.mark.parametrize("url", ["mysql://db.example/needs", "sqlite:///", "sqlite://host/file", "needs"])
def test_any_other_address_is_refused(url):
    with pytest.raises(ValueError, match="NEEDSHARE_DATABASE_URL"):
        database(url, data_dir=DATA)


@pytest.mark.django_db
def test_an_acknowledged_commit_survives_a_power_cut():
    asked = {"sqlite": "PRAGMA synchronous", "postgresql": "SHOW synchronous_commit"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() in {(2,), ("on",)}  # 2 is FULL


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)]
)
def test_the_embedded_database_starts_with_its_options(pragma, value):
    if connection.vendor != "sqlite":
        assert connection.vendor == "postgresql"
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)
