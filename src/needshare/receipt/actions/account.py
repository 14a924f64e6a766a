"""The acts of a recipient who signs in: accept the handling conditions, open, read, acknowledge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts.access import must_be_confirmed
from needshare.audit.recording import about, consulted, recorded
from needshare.audit.terms import Operation
from needshare.disclosure import queries as disclosure
from needshare.disclosure.packing import Unpacked, unpack
from needshare.kernel import Actor, Blocked, gettext_noop as _, require
from needshare.policy import handling_is_known
from needshare.receipt import access, queries, rules
from needshare.receipt.models import Receipt

from .noting import note_acceptance, note_acknowledgement, note_opening

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@dataclass(frozen=True, slots=True)
class Opened:
    """The bytes a recipient is given, and under what name."""

    delivery: Delivery
    content: bytes
    file_name: str
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a package says, laid open for reading on a page."""

    delivery: Delivery
    unpacked: Unpacked


@recorded(Operation.DISCLOSURE)
def accept_conditions(*, reference: str, by: Actor, at: datetime) -> Receipt:
    """Accept, as the named recipient, the handling conditions of a delivery; once is enough.

    Raises:
        Blocked: the agreement it was shared under has ended.
        Unknown: nothing under this reference is addressed to the actor.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    access.must_for("package.open", delivery, by)
    queries.must_still_be_shared(delivery, viewer=by, at=at)
    return note_acceptance(delivery=delivery, by=by, at=at)


@consulted(Operation.DISCLOSURE)
def open_package(*, reference: str, by: Actor, at: datetime) -> Opened:
    """Give the named recipient the package: sealed to the recipient's own key where there is one.

    Raises:
        Unknown: nothing under this reference is addressed to the actor.
        Blocked: conditions not accepted, too late, not freshly confirmed, or the release is not
            under a signed checkpoint yet.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    _must_open(delivery, by=by, at=at)
    content = disclosure.content_for(delivery)
    suffix = ".zip.age" if delivery.age_recipient else ".zip"
    note_opening(delivery=delivery, by=by, at=at)
    return Opened(
        delivery, content, f"{delivery.package.case.reference}{suffix}", bool(delivery.age_recipient)
    )


@consulted(Operation.DISCLOSURE)
def read_package(*, reference: str, by: Actor, at: datetime) -> Reading:
    """Lay the package open on a page, for a named recipient without a key of their own.

    Raises: as `open_package`, and
        Blocked: it is sealed to the recipient's own key, so only the recipient can open it.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    _must_open(delivery, by=by, at=at)
    if delivery.age_recipient:
        raise Blocked(_("This package is sealed to your own key. Download it and open it with your key."))
    unpacked = unpack(disclosure.content_for(delivery))
    note_opening(delivery=delivery, by=by, at=at)
    return Reading(delivery, unpacked)


def _must_open(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    access.must_for("package.open", delivery, by)
    about(case=delivery.package.case.reference, owner=delivery.owner_id)
    must_be_confirmed(by, at)
    require(handling_is_known(by, delivery.package.marking))
    receipt = queries.receipt_of(delivery)
    require(*rules.may_open(queries.opening_facts(delivery, receipt, is_named=True, at=at)))


@recorded(Operation.DISCLOSURE)
def acknowledge(*, reference: str, by: Actor, at: datetime) -> Receipt:
    """Acknowledge, as the named recipient, a package that was opened; the last one ends the case's wait.

    Raises:
        Unknown: nothing under this reference is addressed to the actor.
        Blocked: the package has not been opened.
        Conflict: it was acknowledged before.
    """
    delivery = disclosure.delivery_for(reference, viewer=by)
    access.must_for("package.acknowledge", delivery, by)
    return note_acknowledgement(delivery=delivery, name=by.name, by=by, at=at)
