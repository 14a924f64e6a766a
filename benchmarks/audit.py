"""What the audit log costs, as ratios taken in one run (figures 1 to 6 of the design).

    python -m benchmarks.audit [--database sqlite|postgresql] [--writers 1 4 16] [--cycles 25] [--entries 200000]

A recorded act against `Model.objects.create()` of a plain event row in a transaction of its own, alone
and with a business update; sequencer and signer run all the while. Every writer is a process; all
change between the two ways every 0.4 s, in random order, and the median of the cycles counts. Then the
rate of a full verification.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

CYCLE = 0.4
TICK = 0.1
WAYS = ("plain", "recorded")
ENTRY = "INSERT INTO audit_entry (id, uuid, t_ms, action, leaf) VALUES (%s, %s, %s, %s, %s)"
PLACE = "INSERT INTO audit_leaf (idx, entry_id, leaf_hash) VALUES (%s, %s, %s)"


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Measure the audit log.")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--cycles", type=int, default=25)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--writer", help=argparse.SUPPRESS)
    return parser.parse_args()


OPTIONS = options()
os.environ["NEEDSHARE_TEST_DATABASE"] = OPTIONS.database
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402 - the variables must be set first
from django.conf import settings  # noqa: E402 - as above
from django.core.management import call_command  # noqa: E402 - as above
from django.db import connection, transaction  # noqa: E402 - as above

settings.DATABASES["default"]["OPTIONS"].pop("assume_role", None)  # it makes tables of its own
django.setup()

from benchmarks.audit_acts import WHO, Business, PlainEvent, alter, plainly  # noqa: E402 - after setup
from needshare.audit import keys, leaves, sealing  # noqa: E402 - after setup
from needshare.audit.entries import milliseconds  # noqa: E402 - as above
from needshare.audit.merkle import Frontier, leaf_hash  # noqa: E402 - as above
from needshare.audit.tiles import complete_tiles  # noqa: E402 - as above
from needshare.audit.verification import verify  # noqa: E402 - as above
from needshare.crypto import keyring  # noqa: E402 - as above
from needshare.kernel import new_id  # noqa: E402 - as above

STORED: dict[int, float] = {}
DOING: dict[str, Callable[..., None]] = {"plain": plainly, "recorded": alter}


def order(cycles: int) -> list[str]:
    """Put the two ways of every cycle in an order all writers share."""
    shuffled = random.Random(cycles)
    return [way for _cycle in range(cycles) for way in shuffled.sample(WAYS, 2)]


def write(start: float, row: int, cycles: int) -> None:
    """Be one writer: print how many acts were done in each slot."""
    slots = order(cycles)
    counts = [0] * len(slots)
    for way in WAYS:  # connections, statements and keys are ready before the clock runs
        DOING[way](reference="NMC-26-AAAA-AAAA", row=row, by=WHO, at=datetime.now(UTC))
    while time.time() < start:
        time.sleep(0.001)
    while (slot := int((time.time() - start) / CYCLE)) < len(slots):
        DOING[slots[slot]](reference="NMC-26-AAAA-AAAA", row=row, by=WHO, at=datetime.now(UTC))
        counts[slot] += 1
    sys.stdout.write(json.dumps(counts))


@dataclass(frozen=True)
class Figure:
    """One measured figure and its bound."""

    name: str
    value: float
    bound: float
    is_least: bool

    def __str__(self) -> str:
        holds = self.value >= self.bound if self.is_least else self.value <= self.bound
        sign = ">=" if self.is_least else "<="
        return f"{'ok  ' if holds else 'MISS'} {self.name:58} {self.value:10.2f}   {sign} {self.bound:g}"


def compare(writers: int, *, has_row: bool, cycles: int) -> Figure:
    """Measure recorded acts against plain rows with this many writers."""
    start = time.time() + 2.5 + writers * 0.35
    command = [
        sys.executable,
        "-m",
        "benchmarks.audit",
        "--database",
        OPTIONS.database,
        "--cycles",
        str(cycles),
    ]
    running = [
        subprocess.Popen(
            [*command, "--writer", f"{start}:{number + 1 if has_row else 0}"],
            stdout=subprocess.PIPE,
        )
        for number in range(writers)
    ]
    counts = [json.loads(process.communicate()[0]) for process in running]
    sums = [sum(slot) for slot in zip(*counts, strict=True)]
    ratios = []
    for first in range(0, len(sums), 2):
        pair = dict(zip(order(cycles)[first : first + 2], sums[first : first + 2], strict=True))
        if pair["plain"]:
            ratios.append(pair["recorded"] / pair["plain"])
    what = "update + record()" if has_row else "record()"
    name = f"{what} of create(), {writers} writers ({sum(sums) / len(sums) / CYCLE:.0f}/s)"
    return Figure(name, statistics.median(ratios), 0.85, is_least=True)


def tick_until(stop: threading.Event) -> None:
    """Be sequencer and signer."""
    while not stop.wait(TICK):
        tick()
    connection.close()


def tick() -> None:
    """Seal and sign once, and keep when the checkpoint was there for others to see."""
    sealed = sealing.tick(at=datetime.now(UTC))
    if sealed is not None:
        STORED[sealed.checkpoint.size] = time.time() * 1000


def wait_for_signature() -> Figure:
    """Take the time from act to signed checkpoint: until it was committed, not when its signing began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.idx, e.t_ms FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.idx"
        )
        entries = cursor.fetchall()
        checkpoints = iter(sorted(STORED.items()))
    size, signed_ms = next(checkpoints)
    waits = []
    for index, t_ms in entries:
        while size <= index:
            following = next(checkpoints, None)
            if following is None:
                break
            size, signed_ms = following
        waits.append((signed_ms - t_ms) / 1000)
    return Figure(
        "act to signed checkpoint, seconds, p99", statistics.quantiles(waits, n=100)[98], 1, is_least=False
    )


def poured(count: int) -> Iterator[bytes]:
    """Make the leaves of a long log by one more writer."""
    link, start = leaves.NO_LINK, milliseconds(datetime.now(UTC))
    for number in range(count):
        leaf = leaves.build(
            action="disclosure.release",
            commit=bytes(32),
            uuid=new_id(),
            number=number,
            link=link,
            at_ms=start + number // 100,
            writer="0123456789abcdef",
        )
        link = leaves.link_to(leaf)
        yield leaf


def pour(count: int) -> None:
    """Lengthen the log without acts."""
    is_postgresql = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier, (SELECT max(id) FROM audit_entry) FROM audit_head")
        size, frontier, last = cursor.fetchone()
        tree, old, batch = Frontier(size, bytes(frontier)), size, []
        for number, leaf in enumerate(poured(count), start=1):
            found = leaves.read(leaf)
            uuid = found.uuid if is_postgresql else found.uuid.replace("-", "")
            batch.append((last + number, uuid, found.at_ms, found.action, leaf))
            tree.append(leaf_hash(leaf))
            if len(batch) == 5000 or number == count:
                cursor.executemany(ENTRY, batch)
                first = tree.size - len(batch)
                places = [(first + at, row[0], leaf_hash(row[4])) for at, row in enumerate(batch)]
                cursor.executemany(PLACE, places)
                batch = []
        complete_tiles(cursor, old=old, new=tree.size)
        cursor.execute("UPDATE audit_head SET size = %s, frontier = %s", [tree.size, tree.packed()])


def verification(count: int) -> list[Figure]:
    """Measure a full verification of a long log."""
    pour(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    report = verify()
    seconds = time.process_time() - start
    if not report.is_whole:
        raise SystemExit(f"the log that was measured is not whole: {report.counts()}")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        Figure(
            f"verified entries a CPU second ({report.size})", report.size / seconds, 200_000, is_least=True
        ),
        Figure("memory grown by verification, MiB", grown, 32, is_least=False),
    ]


def prepare() -> None:
    """Make the database, its keys and the tables that are compared with."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    keyring.create(settings.KEYS_DIR)
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(PlainEvent)
        editor.create_model(Business)
    Business.objects.bulk_create([Business(word="first") for _row in range(max(OPTIONS.writers))])
    keys.month_key(datetime.now(UTC) + timedelta(days=1))


def main() -> None:
    """Measure and print."""
    if OPTIONS.writer:
        start, row = OPTIONS.writer.split(":")
        write(float(start), int(row), OPTIONS.cycles)
        return
    prepare()
    stop = threading.Event()
    ticking = threading.Thread(target=tick_until, args=(stop,))
    ticking.start()
    for has_row in (False, True):
        for writers in OPTIONS.writers:
            show(compare(writers, has_row=has_row, cycles=OPTIONS.cycles))
    stop.set()
    ticking.join()
    tick()
    show(wait_for_signature())
    show(*verification(OPTIONS.entries))


def show(*figures: Figure) -> None:
    """Print figures as they come."""
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
