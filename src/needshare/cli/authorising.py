"""What a case rests on at the command line: record an authorisation with its scan, check it, rely on it, revoke it."""

import argparse
import mimetypes
from pathlib import Path

from needshare.api.schemas import Asked, Line, Reference
from needshare.authorisations import actions
from needshare.authorisations.schemas import (
    AuthorisationCheckAsked,
    AuthorisationRecorded,
    AuthorisationsShown,
    DetailsAsked,
    RelianceAsked,
    RevocationAsked,
)
from needshare.documents.rules import File
from needshare.kernel import Invalid, gettext_noop as _

from .doorway import Call, Saved, Step, add_steps, save


class RecordFrom(DetailsAsked):
    """What the document of an authorisation says, and the file that is its scan."""

    scan: Line

    def details(self) -> DetailsAsked:
        return DetailsAsked.model_validate_json(self.model_dump_json(exclude={"scan"}))


class OneAsked(Asked):
    """Which authorisation is meant, by its reference."""

    authorisation: Reference


class CheckOne(AuthorisationCheckAsked, OneAsked):
    """That the original of an authorisation was held beside its scan."""


class RevokeOne(RevocationAsked, OneAsked):
    """Which authorisation no longer stands, and why."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    add_steps(parser.add_subparsers(dest="command", metavar="COMMAND", required=True), STEPS)


def look(call: Call) -> AuthorisationsShown:
    return AuthorisationsShown.whole(actions.look(reference=call.reference, by=call.by, at=call.at))


def record(call: Call) -> AuthorisationRecorded:
    asked: RecordFrom = call.asked
    path = Path(asked.scan)
    try:
        with path.open("rb") as content:
            scan = File(path.name, mimetypes.guess_type(path.name)[0] or "", content)
            made = actions.record(
                reference=call.reference, said=asked.details().said(), scan=scan, by=call.by, at=call.at
            )
    except OSError as error:
        raise Invalid.field("scan", _("Name a file that you can read.")) from error
    return AuthorisationRecorded.of(made)


def rely_on(call: Call) -> AuthorisationRecorded:
    asked: RelianceAsked = call.asked
    found = actions.rely_on(
        reference=call.reference, authorisation=asked.authorisation, by=call.by, at=call.at
    )
    return AuthorisationRecorded.of(found)


def check(call: Call) -> AuthorisationRecorded:
    asked: CheckOne = call.asked
    found = actions.check(
        reference=call.reference,
        authorisation=asked.authorisation,
        sha256=asked.sha256,
        words=asked.words,
        by=call.by,
        at=call.at,
    )
    return AuthorisationRecorded.of(found)


def revoke(call: Call) -> AuthorisationRecorded:
    asked: RevokeOne = call.asked
    found = actions.revoke(
        reference=call.reference,
        authorisation=asked.authorisation,
        reason=asked.reason,
        by=call.by,
        at=call.at,
    )
    return AuthorisationRecorded.of(found)


def stop(call: Call) -> AuthorisationRecorded:
    asked: OneAsked = call.asked
    found = actions.stop_relying(
        reference=call.reference, authorisation=asked.authorisation, by=call.by, at=call.at
    )
    return AuthorisationRecorded.of(found)


def scan(call: Call) -> Saved:
    asked: OneAsked = call.asked
    read = actions.read_scan(
        reference=call.reference, authorisation=asked.authorisation, by=call.by, at=call.at
    )
    return save(call, read.content, sha256=read.authorisation.sha256)


STEPS = (
    Step("show", "show what a case rests on, each as it is today", look),
    Step("record", "record one with the scan of its document", record, RecordFrom),
    Step("check", "say that the original was held beside the scan", check, CheckOne),
    Step("rely", "let the case rest on one of another case too", rely_on, RelianceAsked),
    Step("stop", "let the case rest on one no longer", stop, OneAsked),
    Step("revoke", "say that one was withdrawn, discharged or found void", revoke, RevokeOne),
    Step("scan", "open the scan of one", scan, OneAsked, gives_file=True),
)
