"""Signed notes and checkpoints: what we write others can read, and what is malformed is refused."""

import json
from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from needshare.audit.notes import BadNote, Checkpoint, VerifyingKey, opened, parsed, signed
from needshare.crypto import signing

SEED = bytes(range(32))
KEY = VerifyingKey("force.example/needshare/log1", signing.public_of(SEED))
ROOT = bytes(range(32, 64))
TEXT = Checkpoint(KEY.name, 20852163, ROOT).text()
sign = partial(signing.sign_with, SEED)
NOTE = signed(TEXT, KEY, sign)
OTHER = VerifyingKey("other.example/log", signing.public_of(bytes(32)))


def test_what_is_signed_is_opened_and_says_the_same() -> None:
    assert Checkpoint.read(opened(NOTE, [OTHER, KEY])) == Checkpoint(KEY.name, 20852163, ROOT)


def test_stored_checkpoints_never_change() -> None:
    golden = json.loads((Path(__file__).parent.parent / "vectors" / "audit_checkpoint.json").read_text())
    seed = bytes.fromhex(golden["seed"])
    checkpoint = Checkpoint(golden["origin"], golden["size"], bytes.fromhex(golden["root"]))
    key = VerifyingKey.read(golden["vkey"])
    note = signed(checkpoint.text(), key, partial(signing.sign_with, seed))
    assert note.decode() == golden["note"]
    assert Checkpoint.read(opened(note, [key])) == checkpoint


def test_a_key_is_written_and_read() -> None:
    assert VerifyingKey.read(str(KEY)) == KEY


def test_the_key_of_the_specification_has_the_id_of_the_specification() -> None:
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert str(VerifyingKey.read(text)) == text


def test_the_note_of_the_specification_is_opened() -> None:
    note = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
        "\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    key = VerifyingKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert opened(note.encode(), [key]).startswith("If you think")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+0123456+AA==",
        str(KEY).replace("+", " ", 1),
        str(KEY)[:-4],
        str(KEY).upper(),
        str(KEY).replace(KEY.id.hex(), "00000000"),
        f"na me+{KEY.id.hex()}+{b64encode(b'x').decode()}",
        "a+b+c",
    ],
)
def test_a_malformed_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        VerifyingKey.read(text)


def test_a_key_of_another_kind_is_refused() -> None:
    encoded = b64encode(b"\x02" + KEY.public).decode()
    with pytest.raises(BadNote, match="Ed25519"):
        VerifyingKey.read(f"{KEY.name}+{KEY.id.hex()}+{encoded}")


LINE = NOTE.decode().split("\n\n")[1]
MALFORMED = {
    "carriage returns": NOTE.replace(b"\n", b"\r\n"),
    "another line break in the text": NOTE.replace(b"\n20852163", "\u2028\n20852163".encode()),
    "a control character": NOTE.replace(b"\n20852163", b"\x07\n20852163"),
    "the signature twice": NOTE + LINE.encode(),
    "no signature": NOTE.split(b"\n\n")[0] + b"\n\n",
    "no empty line": NOTE.replace(b"\n\n", b"\n"),
    "no newline at the end": NOTE[:-1],
    "text after the signatures": NOTE + b"more\n",
    "not UTF-8": NOTE.replace(b"20852163", b"\xff"),
    "a hyphen for the dash": NOTE.replace("—".encode(), b"-"),
    "spaces in base64": NOTE[:-2] + b" \n",
    "base64 with loose bits": NOTE.replace(LINE.encode(), (LINE[:-2] + "\n").encode()),
    "a short signature": (TEXT + "\n— " + KEY.name + " AAAA\n").encode(),
    "too long": NOTE + b"x" * 65536,
    "empty": b"",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_note_is_refused(name: str) -> None:
    with pytest.raises(BadNote):
        opened(MALFORMED[name], [KEY])


CHECKPOINTS = {
    "leading zeros": TEXT.replace("20852163", "020852163"),
    "a plus sign": TEXT.replace("20852163", "+20852163"),
    "a negative size": TEXT.replace("20852163", "-1"),
    "other digits": TEXT.replace("20852163", "\u0661"),
    "two to the 63rd": TEXT.replace("20852163", str(2**63)),
    "beyond any number": TEXT.replace("20852163", "9" * 25),
    "a short root": Checkpoint(KEY.name, 1, ROOT[:31]).text(),
    "no root": f"{KEY.name}\n1\n",
    "an empty line": f"{KEY.name}\n\n1\n",
    "an empty extension": TEXT + "\n",
    "no newline": TEXT[:-1],
    "a name with a space": TEXT.replace(KEY.name, "a log"),
    "a name with a line separator": TEXT.replace(KEY.name, "a\u2028log"),
    "no name": TEXT.replace(KEY.name, ""),
}


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_malformed_checkpoint_is_refused(name: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.read(CHECKPOINTS[name])


def test_the_largest_size_and_an_extension_are_read() -> None:
    text = Checkpoint(KEY.name, 2**63 - 1, ROOT).text() + "an extension\n"
    assert Checkpoint.read(text).size == 2**63 - 1


def test_a_note_by_somebody_else_is_refused() -> None:
    with pytest.raises(BadNote, match="no known key"):
        opened(NOTE, [OTHER])


def test_a_wrong_signature_by_a_known_key_spoils_the_note() -> None:
    with pytest.raises(BadNote, match="wrong"):
        opened(NOTE.replace(b"20852163", b"20852164"), [KEY])


def test_a_checkpoint_of_another_log_does_not_pass_for_this_one() -> None:
    replayed = VerifyingKey("force.example/needshare/log2", KEY.public)
    with pytest.raises(BadNote, match="no known key"):
        opened(NOTE, [replayed])


@given(st.integers(0, len(NOTE) - 1), st.integers(0, 255))
def test_no_changed_byte_leaves_a_valid_note(at: int, byte: int) -> None:
    changed = NOTE[:at] + bytes([byte]) + NOTE[at + 1 :]
    if changed != NOTE:
        with pytest.raises(BadNote):
            opened(changed, [KEY])


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_not_fatal(noise: bytes) -> None:
    with pytest.raises(BadNote):
        parsed(noise + b"\x00")


@given(st.text(max_size=60), st.integers(-5, 2**70), st.binary(max_size=40))
def test_whatever_is_read_is_written_the_same(origin: str, size: int, root: bytes) -> None:
    text = f"{origin}\n{size}\n{b64encode(root).decode()}\n"
    try:
        checkpoint = Checkpoint.read(text)
    except BadNote:
        return
    assert checkpoint.text() == text
