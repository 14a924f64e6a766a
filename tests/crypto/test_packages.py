"""Packages: opened by the named recipients and by the age program, and by nobody else."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from needshare.crypto import packages
from needshare.kernel import Invalid
from tests.programs import needs_program

PLAIN = "Zoë Applewhite, 4 Quay Lane\n".encode() + bytes(range(256)) * 300
RECIPIENT = packages.new_identity()


@settings(max_examples=20)
@given(plain=st.binary(max_size=2000), armored=st.booleans())
def test_what_is_sealed_opens_with_the_recipients_identity(plain: bytes, armored: bool) -> None:
    sealed = packages.seal_to(RECIPIENT.recipient, plain, armored=armored)
    assert packages.open_with(f" {RECIPIENT.identity}\n", sealed) == plain
    assert sealed.startswith(b"-----BEGIN AGE" if armored else b"age-encryption.org/v1")


def test_each_of_several_recipients_opens_it_and_an_outsider_does_not() -> None:
    officer, partner, outsider = (packages.new_identity() for _ in range(3))
    sealed = packages.seal_to_many([officer.recipient, partner.recipient, officer.recipient], PLAIN)
    assert packages.open_with(officer.identity, sealed) == PLAIN
    assert packages.open_with(partner.identity, sealed) == PLAIN
    with pytest.raises(Invalid) as caught:
        packages.open_with(outsider.identity, sealed)
    assert [error.field for error in caught.value.errors] == ["package"]


@pytest.mark.parametrize("damage", [b"", b"junk", None])
def test_a_damaged_package_does_not_open(damage: bytes | None) -> None:
    sealed = packages.seal_to(RECIPIENT.recipient, PLAIN)
    with pytest.raises(Invalid):
        packages.open_with(RECIPIENT.identity, sealed[:-1] if damage is None else damage)


NOT_RECIPIENTS = {
    "empty": "",
    "prefix only": "age1",
    "an identity": RECIPIENT.identity,
    "in capitals": RECIPIENT.recipient.upper(),
    "with a line end": RECIPIENT.recipient + "\n",
    "mistyped": RECIPIENT.recipient[:-1] + ("q" if RECIPIENT.recipient[-1] != "q" else "p"),
    "of a plugin": "age1yubikey1q" + RECIPIENT.recipient[13:],
    "of ssh": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN",
}


@pytest.mark.parametrize("text", NOT_RECIPIENTS.values(), ids=NOT_RECIPIENTS.keys())
def test_only_an_x25519_key_is_a_recipient(text: str) -> None:
    assert packages.is_recipient(RECIPIENT.recipient)
    assert not packages.is_recipient(text)
    with pytest.raises(Invalid, match="correcting") as caught:
        packages.seal_to(text, b"x")
    assert [error.field for error in caught.value.errors] == ["recipient"]


def test_a_package_for_nobody_is_refused() -> None:
    with pytest.raises(Invalid):
        packages.seal_to_many([], b"x")


def test_what_is_not_an_identity_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        packages.open_with(RECIPIENT.recipient, b"x")
    assert [error.field for error in caught.value.errors] == ["identity"]


def test_the_recipient_of_an_identity_is_derived() -> None:
    assert packages.recipient_of(RECIPIENT.identity) == RECIPIENT.recipient
    assert RECIPIENT.identity not in repr(RECIPIENT)


# --- the independent program -------------------------------------------------------------


def run(*command: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, input=content, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("armored", [False, True])
def test_the_age_program_opens_our_packages(tmp_path: Path, armored: bool) -> None:
    identity_file = tmp_path / "identity.txt"
    identity_file.write_text(RECIPIENT.identity + "\n")
    sealed = packages.seal_to(RECIPIENT.recipient, PLAIN, armored=armored)
    opened = run(needs_program("age"), "-d", "-i", str(identity_file), content=sealed)
    assert (opened.returncode, opened.stdout) == (0, PLAIN)


def test_the_age_program_refuses_with_another_identity(tmp_path: Path) -> None:
    identity_file = tmp_path / "identity.txt"
    identity_file.write_text(packages.new_identity().identity + "\n")
    sealed = packages.seal_to(RECIPIENT.recipient, PLAIN)
    opened = run(needs_program("age"), "-d", "-i", str(identity_file), content=sealed)
    assert opened.returncode != 0
    assert opened.stdout == b""


@pytest.mark.parametrize("options", [[], ["-a"]])
def test_we_open_what_the_age_program_made(options: list[str]) -> None:
    sealed = run(needs_program("age"), "-r", RECIPIENT.recipient, *options, content=PLAIN)
    assert packages.open_with(RECIPIENT.identity, sealed.stdout) == PLAIN


def test_a_key_pair_made_by_the_age_program_works(tmp_path: Path) -> None:
    made = run(needs_program("age-keygen")).stdout.decode().splitlines()
    identity = next(line for line in made if line.startswith("AGE-SECRET-KEY-1"))
    recipient = packages.recipient_of(identity)
    assert any(line.endswith(recipient) for line in made)
    assert packages.open_with(identity, packages.seal_to(recipient, PLAIN)) == PLAIN
