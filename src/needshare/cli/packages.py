"""A package at the command line: verify who receives it, prepare it, look at its exact bytes, check and release it."""

import argparse
import hashlib

from needshare.disclosure import actions
from needshare.disclosure.schemas import (
    CheckAsked,
    DeliveryShown,
    FaultAsked,
    HandingOver,
    PackageShown,
    RecipientEvidenceAsked,
    RecipientVerified,
    ReleasedShown,
)

from .collecting import COLLECTING
from .doorway import Call, Saved, Step, add_steps, save


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, (*STEPS, *COLLECTING))


def verify(call: Call) -> RecipientVerified:
    asked: RecipientEvidenceAsked = call.asked
    found = actions.verify_recipient(
        reference=call.reference,
        number=call.told.number,
        evidence=asked.given(),
        by=call.by,
        at=call.at,
    )
    return RecipientVerified.found(found)


def prepare(call: Call) -> PackageShown:
    return PackageShown.standing(actions.prepare(reference=call.reference, by=call.by, at=call.at))


def inspect(call: Call) -> Saved:
    _package, content = actions.inspect(reference=call.reference, by=call.by, at=call.at)
    return save(call, content, sha256=hashlib.sha256(content).hexdigest())


def check(call: Call) -> PackageShown:
    asked: CheckAsked = call.asked
    package = actions.check(
        reference=call.reference, bytes_hash=asked.bytes_hash, note=asked.note, by=call.by, at=call.at
    )
    return PackageShown.standing(package)


def send_back(call: Call) -> PackageShown:
    package = actions.send_back(reference=call.reference, what=call.asked.what, by=call.by, at=call.at)
    return PackageShown.standing(package)


def release(call: Call) -> ReleasedShown:
    return ReleasedShown.made(actions.release(reference=call.reference, by=call.by, at=call.at))


def handed_over(call: Call) -> DeliveryShown:
    delivery = actions.record_handing_over(
        reference=call.reference,
        number=call.told.number,
        evidence=call.asked.evidence,
        by=call.by,
        at=call.at,
    )
    return DeliveryShown.of(delivery)


def bounced(call: Call) -> DeliveryShown:
    delivery = actions.record_bounce(
        reference=call.reference, number=call.told.number, by=call.by, at=call.at
    )
    return DeliveryShown.of(delivery)


STEPS = (
    Step(
        "verify",
        "record the check of a recipient who is not the verified requester",
        verify,
        RecipientEvidenceAsked,
        numbered=True,
    ),
    Step("prepare", "build the package from exactly the items approved", prepare),
    Step("inspect", "open the exact bytes, to look at before confirming them", inspect, gives_file=True),
    Step("check", "confirm the bytes you looked at, by their hash", check, CheckAsked),
    Step("send-back", "send the package back, saying what is wrong", send_back, FaultAsked),
    Step("release", "release it to its named recipients", release),
    Step("handed-over", "record that it was posted or read out", handed_over, HandingOver, numbered=True),
    Step("bounced", "record that the notice to a recipient came back", bounced, numbered=True),
)
