"""What no agency may change about a message: one recipient, no case content, and when to give up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import is_storable

from .terms import NoticeKind

if TYPE_CHECKING:
    from needshare.crypto.models import DataKey

MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=1)
LONGEST_ADDRESS = 254
LONGEST_REFERENCE = 40
LONGEST_FACT = 500
ADDRESS = re.compile(r"[^@\s<>\",;:\\]+@[^@\s<>\",;:\\]+\.[^@\s<>\",;:\\.]+")
PATH = re.compile(r"/[A-Za-z0-9/_.~-]*")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,200}")
# What a message may say besides its reference: where to look, and until when. Nothing of a case.
FACTS = ("path", "token", "due_at")
# Where the address itself is what was told: it is forgotten once the message is out of the house.
FORGOTTEN_ONCE_SENT = frozenset({NoticeKind.ADDRESS_CHANGED})
REQUEST, PACKAGE, AGREEMENT, CASE = "/requests/{}", "/packages/{}", "/agreements/{}", "/cases/{}"
# The page where the work of a message is, by its reference; a one-time link is completed by its token.
PATHS = {
    NoticeKind.INVITATION: "/account/invitation/",
    NoticeKind.ROLE_GIVEN: "/account",
    NoticeKind.PASSKEY_ADDED: "/account",
    NoticeKind.PASSKEY_REMOVED: "/account",
    NoticeKind.APP_ADDED: "/account",
    NoticeKind.CODES_MADE: "/account",
    NoticeKind.PASSWORD_CHANGED: "/account",
    NoticeKind.SIGN_IN_TAKEN: "/account",
    NoticeKind.ADDRESS_CHANGED: "/account",
    NoticeKind.NEW_BROWSER: "/account/sessions",
    NoticeKind.REQUEST_RECEIVED: REQUEST,
    NoticeKind.REQUEST_RETURNED: REQUEST,
    NoticeKind.REQUEST_REDIRECTED: REQUEST,
    NoticeKind.REQUEST_ANSWERED: REQUEST,
    NoticeKind.PACKAGE_READY: PACKAGE,
    NoticeKind.PACKAGE_REMINDER: PACKAGE,
    NoticeKind.ONE_TIME_LINK: "/collect/",
    NoticeKind.AGREEMENT_ENDED: AGREEMENT,
    NoticeKind.AGREEMENT_SUSPENDED: AGREEMENT,
    NoticeKind.TASK_WAITING: CASE,
    NoticeKind.TASK_OVERDUE: CASE,
    NoticeKind.TASK_ESCALATED: CASE,
    NoticeKind.RISK_UNANSWERED: CASE,
    NoticeKind.REVIEW_ANSWERED: REQUEST,
    NoticeKind.ASKED_OUTSIDE: "/asked/",
    NoticeKind.CASE_HANDED_OVER: CASE,
    NoticeKind.CASE_MOVED_ON: CASE,
    NoticeKind.CASE_WITHDRAWN: CASE,
    NoticeKind.OPENED_IN_EMERGENCY: CASE,
    NoticeKind.ACCESS_GRANTED: CASE,
    NoticeKind.ACCESS_NOT_GRANTED: "/access-requests",
    NoticeKind.HIDDEN_HIT: "/hidden-hits",
    NoticeKind.CONFLICT_DECLARED: CASE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """One message: which text, about which reference, to one account or one address.

    `data_key` seals it under a key the caller has, such as the case's, so that both end together.
    """

    kind: NoticeKind
    reference: str
    owner: UUID
    account: UUID | None = None
    address: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    send_after: datetime | None = None
    data_key: "DataKey | None" = None


def faults_of(notice: NewNotice) -> list[FieldError]:
    """List what is wrong with a message before it is queued."""
    faults = []
    if (notice.account is None) == (notice.address == ""):
        faults.append(FieldError("account", _("Send the message to one person.")))
    if notice.address and not is_address(notice.address):
        faults.append(FieldError("address", _("Enter an e-mail address such as name@council.example.")))
    if not notice.reference or len(notice.reference) > LONGEST_REFERENCE or not is_storable(notice.reference):
        faults.append(FieldError("reference", _("Give the reference the message is about.")))
    return faults + _faults_of_facts(notice.facts)


def _faults_of_facts(facts: Mapping[str, str]) -> list[FieldError]:
    faults = [
        FieldError(f"facts.{name}", _("A message says nothing but where to look and until when."))
        for name, value in facts.items()
        if name not in FACTS or len(value) > LONGEST_FACT
    ]
    if facts.get("path") and not PATH.fullmatch(facts["path"]):
        faults.append(FieldError("facts.path", _("Give a path of this site.")))
    if facts.get("token") and not TOKEN.fullmatch(facts["token"]):
        faults.append(FieldError("facts.token", _("Give the token of a one-time link.")))
    if facts.get("due_at") and not _is_instant(facts["due_at"]):
        faults.append(FieldError("facts.due_at", _("Give a date and time with its zone.")))
    return faults


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def path_of(kind: NoticeKind, reference: str, facts: Mapping[str, str]) -> str:
    """Return where on this site the link of a message leads: to the page where its work is.

    >>> path_of(NoticeKind.TASK_WAITING, "NMC-26-7K3F-9QXW", {})
    '/cases/NMC-26-7K3F-9QXW'
    >>> path_of(NoticeKind.ONE_TIME_LINK, "NMC-26-7K3F-9QXW", {"token": "q7"})
    '/collect/q7'
    """
    told = facts.get("path", "") or PATHS[kind].format(quote(reference, safe=""))
    return told + facts.get("token", "")


def is_address(text: str) -> bool:
    r"""Tell whether a text is one plain e-mail address, with nothing that could add a header.

    >>> is_address("l.osei@wexcombe.gov.example"), is_address("a@b.example\nBcc: c@d.example")
    (True, False)
    """
    return len(text) <= LONGEST_ADDRESS and is_storable(text) and ADDRESS.fullmatch(text) is not None


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after this many attempts: a minute, then four times as long each time.

    >>> [int(wait_after(attempts).total_seconds() // 60) for attempts in (1, 2, 3)]
    [1, 4, 16]
    """
    return FIRST_WAIT * (1 << 2 * (attempts - 1))


def is_given_up(attempts: int) -> bool:
    """Tell whether a message has been tried often enough."""
    return attempts >= MOST_ATTEMPTS


def is_refused_for_good(answers: Iterable[int]) -> bool:
    """Tell from a mail server's answers whether trying again is no use (RFC 5321: 5yz is permanent).

    >>> is_refused_for_good([550]), is_refused_for_good([450])
    (True, False)
    """
    return all(500 <= answer < 600 for answer in answers)
