"""Compartments at the command line: opened, people brought in and taken out, cases put in by two."""

import argparse
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.actions import compartments as circles
from needshare.kernel import Invalid, gettext_noop as _
from needshare.pathway import access, actions, queries
from needshare.pathway.schemas.enclosing import (
    AdmissionSent,
    CompartmentLine,
    CompartmentSent,
    CompartmentShown,
    CompartmentsShown,
    EnclosureAsked,
    EnclosureShown,
    EnclosuresShown,
    RemovalSent,
)

from .doorway import Call, Step, add_steps


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, STEPS)


def id_of(call: Call) -> UUID:
    """Read the id that stands in a reference's place.

    Raises:
        Invalid: it is not one.
    """
    try:
        return UUID(call.reference)
    except ValueError as wrong:
        raise Invalid.field("reference", _("Give the id that the list shows.")) from wrong


def listed(call: Call) -> CompartmentsShown:
    access.must_hold("compartment.list", call.by)
    inside = call.by.compartments
    return CompartmentsShown(
        items=[CompartmentLine.of(each, inside) for each in accounts.compartments(call.by)]
    )


def open_one(call: Call) -> CompartmentLine:
    made = circles.open_compartment(**call.asked.model_dump(), by=call.by, at=call.at)
    return CompartmentLine.of(made, call.by.compartments)


def show(call: Call) -> CompartmentShown:
    circle, people = circles.look_into_compartment(compartment_id=id_of(call), by=call.by, at=call.at)
    return CompartmentShown.whole(circle, people, queries.cases_inside(circle.id, viewer=call.by))


def bring_in(call: Call) -> CompartmentLine:
    circles.bring_in(compartment_id=id_of(call), **call.asked.model_dump(), by=call.by, at=call.at)
    return _line(call)


def take_out(call: Call) -> CompartmentLine:
    circles.take_out(compartment_id=id_of(call), **call.asked.model_dump(), by=call.by, at=call.at)
    return _line(call)


def _line(call: Call) -> CompartmentLine:
    return CompartmentLine.of(accounts.compartment(id_of(call), viewer=call.by), call.by.compartments)


def propose(call: Call) -> EnclosureShown:
    proposal = actions.propose_enclosure(
        reference=call.reference,
        compartment_id=call.asked.compartment,
        reason=call.asked.reason,
        by=call.by,
        at=call.at,
    )
    return EnclosureShown.of(proposal)


def waiting(call: Call) -> EnclosuresShown:
    access.must_hold("case.enclose", call.by)
    return EnclosuresShown(items=[EnclosureShown.of(each) for each in queries.enclosures_waiting(call.by)])


def approve(call: Call) -> EnclosureShown:
    return EnclosureShown.of(actions.approve_enclosure(proposal_id=id_of(call), by=call.by, at=call.at))


def refuse(call: Call) -> EnclosureShown:
    return EnclosureShown.of(actions.refuse_enclosure(proposal_id=id_of(call), by=call.by, at=call.at))


STEPS = (
    Step("list", "list the compartments you may know of, by code name", listed, None, False),
    Step("open", "open a compartment under a code name", open_one, CompartmentSent, False),
    Step("show", "show a compartment you are in, by its id", show),
    Step("bring-in", "bring a person into a compartment, by its id", bring_in, AdmissionSent),
    Step("take-out", "take a person out of a compartment, by its id", take_out, RemovalSent),
    Step("propose", "propose to put a case in or take it out, by its reference", propose, EnclosureAsked),
    Step("waiting", "list the proposals that wait for a second person", waiting, None, False),
    Step("approve", "approve a proposal of somebody else, by its id", approve),
    Step("refuse", "refuse a proposal, by its id", refuse),
)
