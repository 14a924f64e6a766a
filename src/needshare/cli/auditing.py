"""The audit log at the command line: verify it, show its head, export it."""

import argparse
import base64
import json
from pathlib import Path

from needshare.accounts.rules import operator
from needshare.audit import actions, exporting, sealing
from needshare.audit.verification import Report, verify

from .doorway import command, now, tell

MOST_SHOWN = 20


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = command(groups, "verify", run_verify, "verify the whole log from its first entry", acts=False)
    check.add_argument("--deep", action="store_true", help="also open what every entry says")
    check.add_argument(
        "--trusted", type=Path, action="append", default=[], help="a checkpoint kept elsewhere"
    )
    command(groups, "head", run_head, "print the newest signed checkpoint", acts=False)
    export = command(groups, "export", run_export, "write the sealed log as tlog-tiles", acts=False)
    export.add_argument("folder", type=Path)
    export.add_argument("--to", action="append", required=True, help="whom it is handed to")
    export.add_argument("--reason", required=True)
    export.add_argument("--incremental", action="store_true", help="keep complete tiles that are there")


def run_verify(told: argparse.Namespace) -> int:
    """Verify, record that it was verified, and fail if anything was found."""
    at = now()
    sealing.tick(at=at)
    report = verify(at=at, deep=told.deep, trusted=[each.read_bytes() for each in told.trusted])
    actions.note_verification(report=report, by=operator(at=at), at=at)
    sealing.tick(at=now())
    if told.json:
        print(json.dumps(_as_data(report)))
    else:
        print(in_words(report))
    return 0 if report.is_whole else 1


def in_words(report: Report) -> str:
    """Say what verification found, in one line and then one for each finding."""
    root = base64.b64encode(report.root).decode()
    if report.is_whole:
        return f"The audit log is whole: {report.size} entries, {report.signed_size} of them signed, root {root}."
    lines = [
        f"The audit log is NOT whole: {len(report.findings) + report.left_out} findings in {report.size} entries."
    ]
    lines += [f"  {each.code}: {each.reason} {dict(each.facts)}" for each in report.findings[:MOST_SHOWN]]
    return "\n".join(lines)


def _as_data(report: Report) -> dict[str, object]:
    return {
        "is_whole": report.is_whole,
        "size": report.size,
        "signed_size": report.signed_size,
        "root": base64.b64encode(report.root).decode(),
        "findings": [
            {"code": each.code, "reason": each.reason, "facts": dict(each.facts)} for each in report.findings
        ],
    }


def run_head(told: argparse.Namespace) -> int:
    """Print the newest signed checkpoint, to be kept elsewhere."""
    sealing.tick(at=now())
    newest = sealing.latest_checkpoint()
    if newest is None:
        print("Nothing in the audit log was signed yet.")
        return 1
    print(newest.note.decode(), end="")
    return 0


def run_export(told: argparse.Namespace) -> None:
    """Record to whom and why the log is handed out, then write it."""
    at = now()
    actions.order_export(recipients=told.to, reason=told.reason, by=operator(at=at), at=at)
    sealing.tick(at=now())
    done = exporting.export(told.folder, incremental=told.incremental)
    tell(
        told, f"{done.size} entries in {done.files} files in {done.folder}.", size=done.size, files=done.files
    )
