"""The acts of a member of the public who holds a one-time link (domain reference 1.2, clause C1).

Nobody is signed in, so `by` is the holder of the link: no account, no organisation, one role that is
never given to an account (`pathway.stages.LINK_HOLDER`). Whom the link is addressed to is named in the
entry's recipients. `confirmed_at` is when the code, given by another channel, was entered. `link` is the
keyed digest of the link's token: neither the token nor the code is written down anywhere.

An unknown, a used, an expired and a blocked link are all the same `Unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.tokens import code_matches
from needshare.disclosure import queries as disclosure
from needshare.disclosure.actions import count_wrong_code
from needshare.disclosure.packing import unpack
from needshare.kernel import Actor, Blocked, gettext_noop as _, require
from needshare.receipt import queries, rules
from needshare.receipt.models import Receipt

from .account import Opened, Reading
from .noting import note_acceptance, note_acknowledgement, note_opening

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


@dataclass(frozen=True, slots=True)
class CodeTried:
    """Whether the code was right, and how many more may be tried."""

    is_right: bool
    tries_left: int


@recorded(Operation.CONSULTATION)
def enter_code(*, link: str, code: str, by: Actor, at: datetime) -> CodeTried:
    """Try the code of a one-time link; a wrong one is counted, and after the last the link is dead.

    Raises:
        Unknown: no such link, or it is used, expired or blocked.
    """
    delivery = _delivery(link, by=by, at=at)
    if code_matches(code, delivery.code_digest):
        detail(code="right")
        return CodeTried(True, rules.MOST_WRONG_CODES - delivery.wrong_codes)
    count_wrong_code(delivery=delivery, by=by, at=at)
    detail(code="wrong", wrong_codes=delivery.wrong_codes)
    return CodeTried(False, max(rules.MOST_WRONG_CODES - delivery.wrong_codes, 0))


@recorded(Operation.DISCLOSURE)
def accept_by_link(*, link: str, by: Actor, at: datetime) -> Receipt:
    """Accept the handling conditions as the holder of the link."""
    delivery = _opened_delivery(link, by=by, at=at)
    queries.must_still_be_shared(delivery, viewer=by, at=at)
    return note_acceptance(delivery=delivery, by=by, at=at)


@consulted(Operation.DISCLOSURE)
def open_by_link(*, link: str, by: Actor, at: datetime) -> Opened:
    """Give the holder of the link the package; from then on the link opens in this sitting only.

    Raises:
        Unknown: no such link, or it is used, expired or blocked.
        Blocked: no code, conditions not accepted, or the release is not under a checkpoint yet.
    """
    delivery = _to_open(link, by=by, at=at)
    content = disclosure.content_for(delivery)
    note_opening(delivery=delivery, by=by, at=at)
    return Opened(delivery, content, f"{delivery.package.case.reference}.zip", False)


@consulted(Operation.DISCLOSURE)
def read_by_link(*, link: str, by: Actor, at: datetime) -> Reading:
    """Lay the package open on a page for the holder of the link.

    Raises: as `open_by_link`.
    """
    delivery = _to_open(link, by=by, at=at)
    unpacked = unpack(disclosure.content_for(delivery))
    note_opening(delivery=delivery, by=by, at=at)
    return Reading(delivery, unpacked)


@recorded(Operation.DISCLOSURE)
def acknowledge_by_link(*, link: str, by: Actor, at: datetime) -> Receipt:
    """Acknowledge the package as the holder of the link; the link is dead afterwards.

    Raises:
        Blocked: the package has not been opened.
    """
    delivery = _opened_delivery(link, by=by, at=at)
    return note_acknowledgement(delivery=delivery, name=delivery.recipient.name, by=by, at=at)


def _delivery(link: str, *, by: Actor, at: datetime) -> Delivery:
    delivery = queries.delivery_of_link(link, viewer=by, at=at)
    about(
        case=delivery.package.case.reference,
        owner=delivery.owner_id,
        recipients=[str(delivery.recipient_id)],
    )
    return delivery


def _opened_delivery(link: str, *, by: Actor, at: datetime) -> Delivery:
    delivery = _delivery(link, by=by, at=at)
    if not rules.is_in_sitting(by.confirmed_at, at=at):
        raise Blocked(_("Enter the code you were given first."))
    return delivery


def _to_open(link: str, *, by: Actor, at: datetime) -> Delivery:
    delivery = _opened_delivery(link, by=by, at=at)
    receipt = queries.receipt_of(delivery)
    require(*rules.may_open(queries.opening_facts(delivery, receipt, is_named=True, at=at)))
    return delivery
