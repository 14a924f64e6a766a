"""Verify the audit log from its first entry: nothing edited, removed, added, moved, or cut off.

One pass in order, in bounded memory. It trusts no row: whatever it finds is reported with the
entry's index and a reason, and it goes on. What the database alone cannot show (all of it rewritten,
the tail cut off, an old backup restored) shows against what the signer remembers and against
checkpoints that were kept elsewhere.
"""

from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from needshare.kernel import Finding, Unavailable, gettext_noop as _, not_met

from . import signing
from .checking import EntryChecks, WatchedTree
from .deep import DeepChecks
from .entries import milliseconds
from .merkle import EMPTY_ROOT
from .notes import BadNote, VerifyingKey
from .reading import (
    CheckpointRow,
    checkpoints_in_order,
    rows_in_order,
    stored_head,
    tile_count,
    waiting_entries,
)

MOST_FINDINGS = 1000
MINUTE_MS = 60_000
MOST_WAIT = timedelta(seconds=60)


@dataclass(slots=True)
class Report:
    """What verification found: `findings` name an index and a reason; none means the log is whole."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    signed_size: int = 0
    waiting: int = 0
    is_deep: bool = False
    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0
    cause: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing at all was found."""
        return not self.findings

    def add(self, index: int | None, code: str, reason: str) -> None:
        """Note a finding; beyond a thousand they are only counted."""
        if len(self.findings) >= MOST_FINDINGS:
            self.left_out += 1
            return
        facts = {} if index is None else {"index": index}
        self.findings.append(not_met(reason, test="audit_log", code=code, facts=facts))

    def counts(self) -> dict[str, int]:
        """Count the findings by code."""
        return dict(Counter(finding.code for finding in self.findings))


def verify(
    *,
    deep: bool = False,
    trusted: Sequence[bytes] = (),
    key: VerifyingKey | None = None,
    at: datetime | None = None,
) -> Report:
    """Verify the whole log; never fails, whatever the database holds.

    `deep` also opens what every entry says; `trusted` are checkpoints kept elsewhere; `key` is the log's
    public key, taken from this installation when not given; `at` lets it judge what waits too long.
    """
    report = Report(is_deep=deep)
    try:
        _Pass(report, key).run(_expectations(report, trusted, key), at)
    except (DatabaseError, Unavailable) as error:
        report.add(report.size, "unreadable", _("The log cannot be read any further."))
        report.cause = f"{type(error).__name__}: {error}"
    return report


@dataclass(frozen=True, slots=True)
class _Expected:
    """A root the tree must have had at a size, known from outside the database."""

    size: int
    root: bytes


def _expectations(report: Report, trusted: Sequence[bytes], key: VerifyingKey | None) -> list[_Expected]:
    """Gather what is known of the tree from outside the database, smallest first."""
    found = []
    for note in trusted:
        try:
            checkpoint = signing.read_signed(note, key)
            found.append(_Expected(checkpoint.size, checkpoint.root))
        except BadNote:
            report.add(None, "trusted_malformed", _("A trusted checkpoint is not one of this log."))
    memory = _memory(report) if key is None else None
    if memory is not None:
        found.append(_Expected(memory.size, memory.root))
    return sorted(found, key=lambda expected: expected.size)


def _memory(report: Report) -> signing.Memory | None:
    """Ask the signer what it remembers, where this process may."""
    try:
        memory = signing.recall()
    except signing.SignerRefuses as refusal:
        report.add(None, "signer_unreadable", refusal.reason)
        return None
    if memory is not None and memory.stopped:
        report.add(None, "signer_stopped", _("The signer has stopped and signs nothing more."))
    return memory


class _Pass:
    """One pass over the log."""

    def __init__(self, report: Report, key: VerifyingKey | None) -> None:
        self._report = report
        self._key = key
        self._say = report.add
        self._tree = WatchedTree(report.add)
        self._entries = EntryChecks(report.add)
        self._checkpoints = checkpoints_in_order()
        self._next: CheckpointRow | None = None
        self._last: CheckpointRow | None = None
        self._verified_ms = 0
        self._is_off = False

    def run(self, expected: list[_Expected], at: datetime | None) -> None:
        """Go through the log, then look at what must be true of the whole."""
        deep = DeepChecks(self._say) if self._report.is_deep else None
        ahead = deque(expected)
        self._next = next(self._checkpoints, None)
        self._look_around(ahead)
        index = 0
        for rows in rows_in_order():
            if deep:
                deep.check(rows)
            for row in rows:
                if row.idx != index:
                    self._say(index, "index_missing", _("A place in the log is empty."))
                index = row.idx + 1
                self._tree.append(self._entries.check(row.idx, row))
                self._look_around(ahead)
            self._report.size = self._tree.size
        self._finish(ahead, at)

    def _look_around(self, ahead: deque[_Expected]) -> None:
        """Compare the tree with what was signed, and is known elsewhere, at exactly this size."""
        size = self._tree.size
        while ahead and ahead[0].size <= size:
            if ahead.popleft().root != self._tree.root():
                self._say(size - 1, "history_rewritten", _("The log is not the one known from outside."))
        while self._next is not None and self._next.size <= size:
            self._compare(self._next)
            self._next = next(self._checkpoints, None)

    def _compare(self, row: CheckpointRow) -> None:
        """Compare the tree with a stored checkpoint."""
        root = self._tree.root()
        self._last = row
        self._entries.checkpoint_at(row.signed_ms)
        if row.root != root:
            if not self._is_off:  # all later ones differ too
                self._say(
                    row.size - 1, "root_differs", _("The entries do not give the root that was signed.")
                )
            self._is_off = True
            return
        self._report.signed_size = row.size
        # Every published one; those in between add nothing a later one does not say.
        if self._report.is_deep or row.signed_ms >= self._verified_ms + MINUTE_MS:
            self._verify(row)

    def _verify(self, row: CheckpointRow) -> None:
        """Verify a stored checkpoint's signature and that it says what its columns say."""
        self._verified_ms = row.signed_ms
        try:
            checkpoint = signing.read_signed(bytes(row.note), self._key)
            if (checkpoint.size, checkpoint.root) != (row.size, row.root):
                raise BadNote("it says something else")
        except (BadNote, TypeError):
            self._say(row.size - 1, "checkpoint_forged", _("A stored checkpoint was not signed by this log."))

    def _finish(self, ahead: deque[_Expected], at: datetime | None) -> None:
        self._report.root = self._tree.root()
        size = self._tree.size
        if self._last is not None and not self._is_off:
            self._verify(self._last)
        if ahead or self._next is not None:
            self._say(size, "cut_off", _("The log is shorter than what was signed."))
        if stored_head() != (size, self._tree.packed()):
            self._say(
                size, "head_differs", _("The tree the database claims is not the one its entries give.")
            )
        if tile_count() > self._tree.tiles:
            self._say(size, "tile_too_many", _("There are tiles of a larger tree than the entries give."))
        self._count_waiting(at)

    def _count_waiting(self, at: datetime | None) -> None:
        """Judge entries without a place: on SQLite there are none, on PostgreSQL none for long."""
        waiting = waiting_entries()
        self._report.waiting = len(waiting)
        latest = None if at is None else milliseconds(at - MOST_WAIT)
        for _entry_id, t_ms in waiting:
            if connection.vendor == "sqlite" or (latest is not None and t_ms < latest):
                self._say(self._tree.size, "not_sealed", _("An entry has no place in the log."))
