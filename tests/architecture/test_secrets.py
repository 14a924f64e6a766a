"""What the scan before each commit finds, and what it lets be. Samples are put together here."""

import pytest

from tools import secrets

FOUND = [
    "-----BEGIN " + "PRIVATE KEY-----\n" + "MIIE" * 8,
    "AGE-SECRET-KEY-1" + "Q" * 58,
    "AKIA" + "A2B3C4D5E6F7G8H9",
    "AB 12 34 56" + " C",
    "07911 " + "123456",
    "jo.example@" + "city.police.uk",
    "/home/" + "jo/needshare",
]
LET_BE = [
    "QQ 12 34 56 C",
    "07700 900123",
    "jo@northmoor.example",
    "jo@example.org",
    "/home",
    "NMC-26-7K3F-9QXW",
    "age1" + "q" * 58,
]


@pytest.fixture
def scan(tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "ROOT", tmp_path)

    def found(text: str) -> list[str]:
        path = tmp_path / "sample.txt"
        path.write_text(f"first line\n{text}\n")
        return list(secrets.findings(path))

    return found


@pytest.mark.parametrize("text", FOUND)
def test_a_secret_or_a_detail_is_found_and_not_repeated(scan, text):
    (line,) = scan(text)
    assert line.startswith("sample.txt:2: a")
    assert text not in line


@pytest.mark.parametrize("text", LET_BE)
def test_examples_are_let_be(scan, text):
    assert scan(text) == []


def test_nothing_committed_gives_anything_away():
    assert secrets.main() == 0
