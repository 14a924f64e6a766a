"""What sealing costs, as ratios taken in one run: files against SHA-256, fields against bare AES-GCM.

Run alone with `python -m benchmarks.crypto`. Rounds are interleaved and the median ratio of the
rounds counts, in CPU time: wall time also waits for the disk, and for whatever else runs here.
"""

import hashlib
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import django
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")
django.setup()  # the modules below hold models

from needshare.crypto import keys, packages, vault  # noqa: E402 - as above
from needshare.crypto.fields import Ciphertext, SealedText  # noqa: E402 - as above

ROUNDS = 7
MEBIBYTE = 1024 * 1024
TIMES = 20_000
PLAIN = "x" * 200


class Row(models.Model):
    """A row with one sealed field; it has no table and needs none."""

    id = models.UUIDField(primary_key=True)
    text = SealedText()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+")

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return str(self.id)


@dataclass(frozen=True)
class Figure:
    """One measured ratio and the most it should be."""

    name: str
    ratio: float
    most: float
    each: str

    @property
    def holds(self) -> bool:
        return self.ratio <= self.most


def cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def compare(subject: Callable[[], object], yardstick: Callable[[], object]) -> tuple[float, float]:
    """Return the median ratio of the rounds, and the median seconds of the subject."""
    rounds = [(cpu(subject), cpu(yardstick)) for _ in range(ROUNDS)]
    return statistics.median(a / b for a, b in rounds), statistics.median(a for a, _ in rounds)


def files() -> list[Figure]:
    """Write and read a 20 MiB file, against hashing it once."""
    content, key, object_id = os.urandom(20 * MEBIBYTE), os.urandom(32), uuid.uuid4()
    name = vault.write_bytes(content, key=key, object_id=object_id).name
    identity, recipient = packages.new_identity()
    sealed = packages.seal_to(recipient, content)

    def read() -> None:
        for _ in vault.read(name, key=key, object_id=object_id):
            pass

    def write() -> None:
        vault.remove(vault.write_bytes(content, key=key, object_id=object_id).name)

    def row(what: str, work: Callable[[], object], most: float) -> Figure:
        ratio, seconds = compare(work, lambda: hashlib.sha256(content).digest())
        return Figure(f"{what}, 20 MiB, x SHA-256", ratio, most, f"{20 / seconds:.0f} MiB/s CPU")

    return [
        row("vault write (with its SHA-256)", write, 2.5),
        row("vault read", read, 1.0),
        row("package sealed", lambda: packages.seal_to(recipient, content), 4.0),
        row("package opened", lambda: packages.open_with(identity, sealed), 4.0),
    ]


class Bare(NamedTuple):
    """AES-GCM alone on the same text, the key schedule kept."""

    cipher: AESGCM
    nonce: bytes
    sealed: bytes

    def seal(self) -> None:
        for _ in range(TIMES):
            self.cipher.encrypt(os.urandom(12), PLAIN.encode(), b"")

    def open(self) -> None:
        for _ in range(TIMES):
            self.cipher.decrypt(self.nonce, self.sealed, b"")


def bare() -> Bare:
    cipher, nonce = AESGCM(os.urandom(32)), os.urandom(12)
    return Bare(cipher, nonce, cipher.encrypt(nonce, PLAIN.encode(), b""))


def fields() -> list[Figure]:
    """Seal and open texts of 200 bytes through a model field, against bare AES-GCM."""
    row = Row(id=uuid.uuid4(), text=PLAIN, data_key_id=uuid.uuid4())
    keys.CACHE.put(row.data_key_id, os.urandom(32))
    field = Row._meta.get_field("text")
    sealed = field.pre_save(row, False).content

    def seal() -> None:
        for _ in range(TIMES):
            field.pre_save(row, False)

    def open_() -> None:
        for _ in range(TIMES):
            row.text = Ciphertext(sealed)
            _ = row.text

    def figure(what: str, work: Callable[[], object], yardstick: Callable[[], object]) -> Figure:
        ratio, seconds = compare(work, yardstick)
        return Figure(f"field {what}, x bare AES-GCM", ratio, 12.0, f"{seconds / TIMES * 1e6:.1f} us CPU")

    return [
        figure("sealed, 200 bytes", seal, bare().seal),
        figure("opened, 200 bytes", open_, bare().open),
    ]


def measure() -> list[Figure]:
    """Measure everything in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        settings.DATA_DIR = Path(folder)
        return [*files(), *fields()]


def main() -> int:
    figures = measure()
    for figure in figures:
        verdict = "holds" if figure.holds else "MISSED"
        print(f"{figure.name:48} {figure.ratio:6.2f}  (<= {figure.most:.1f})  {verdict:6}  {figure.each}")
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
