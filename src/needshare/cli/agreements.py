"""Agreements at the command line: enter one or a new version, record a signature, suspend, resume, withdraw."""

import argparse

from needshare.agreements import actions
from needshare.agreements.schemas import (
    AgreementAsked,
    ReasonAsked,
    SignatureAsked,
    StandingShown,
    VersionAsked,
)
from needshare.pathway.queries import day_of

from .doorway import Call, Step, add_steps


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, STEPS)


def add_agreement(call: Call) -> StandingShown:
    reference = call.asked.reference
    version = actions.add(reference=reference, agreed=call.asked.agreed(), by=call.by, at=call.at)
    return StandingShown.of(reference, version, on=day_of(call.at))


def add_version(call: Call) -> StandingShown:
    version = actions.add_version(
        reference=call.reference, agreed=call.asked.agreed(), by=call.by, at=call.at
    )
    return StandingShown.of(call.reference, version, on=day_of(call.at))


def sign(call: Call) -> StandingShown:
    version = actions.record_signature(
        reference=call.reference,
        organisation=call.asked.organisation,
        signed_on=call.asked.signed_on,
        by=call.by,
        at=call.at,
    )
    return StandingShown.of(call.reference, version, on=day_of(call.at))


def suspend(call: Call) -> StandingShown:
    version = actions.suspend(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return StandingShown.of(call.reference, version, on=day_of(call.at))


def resume(call: Call) -> StandingShown:
    version = actions.resume(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return StandingShown.of(call.reference, version, on=day_of(call.at))


def withdraw(call: Call) -> StandingShown:
    version = actions.withdraw(reference=call.reference, reason=call.asked.reason, by=call.by, at=call.at)
    return StandingShown.of(call.reference, version, on=day_of(call.at))


STEPS = (
    Step("add", "enter an agreement", add_agreement, AgreementAsked, False),
    Step("add-version", "enter a new version of an agreement", add_version, VersionAsked),
    Step("sign", "record that a party has signed", sign, SignatureAsked),
    Step("suspend", "suspend the version that stands", suspend, ReasonAsked),
    Step("resume", "let a suspended version stand again", resume, ReasonAsked),
    Step("withdraw", "withdraw from an agreement for good", withdraw, ReasonAsked),
)
