"""The acts of somebody outside who is asked one question by a link (ADR 0047, as ADR 0015 for one-time links).

Nobody is signed in: `by` is the holder of the link. `link` is the keyed digest of the link's token. An
unknown, an answered, an expired and a blocked link are all the same `Unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from needshare.audit.recording import about, consulted, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.consultations import queries, rules
from needshare.consultations.models import Consultation
from needshare.consultations.rules import Reply
from needshare.crypto.tokens import code_matches
from needshare.kernel import Actor, Blocked, gettext_noop as _

from .answering import note_answer


@dataclass(frozen=True, slots=True)
class CodeTried:
    """Whether the code was right, and how many more may be tried."""

    is_right: bool
    tries_left: int


@recorded(Operation.CONSULTATION)
def enter_code(*, link: str, code: str, by: Actor, at: datetime) -> CodeTried:
    """Try the code of a link; a wrong one is counted, and after the last the link is dead.

    Raises:
        Unknown: no such link, or it is answered, over or blocked.
    """
    made = _found(link, by=by, at=at)
    if code_matches(code, made.code_digest):
        detail(code="right")
        return CodeTried(True, rules.MOST_WRONG_CODES - made.wrong_codes)
    counted = Consultation.objects.filter(pk=made.pk)
    counted.update(wrong_codes=F("wrong_codes") + 1, recorded_as=current_entry())
    made.refresh_from_db(fields=["wrong_codes"])
    detail(code="wrong", wrong_codes=made.wrong_codes)
    return CodeTried(False, max(rules.MOST_WRONG_CODES - made.wrong_codes, 0))


def _admitted_link(*, link: str, by: Actor, at: datetime, **_asked: object) -> Consultation:
    """Find the question and judge whether its holder gave the code, before it is read."""
    return _opened(link, by=by, at=at)


@consulted(Operation.DISCLOSURE, admitted_by=_admitted_link)
def read_by_link(found: Consultation, *, link: str, by: Actor, at: datetime) -> Consultation:
    """Read the question and what the asker chose to show: nothing else of the case.

    Raises:
        Unknown: no such link, or it is answered, over or blocked.
        Blocked: the code was not given a short while ago.
    """
    return found


@recorded(Operation.CONSULTATION)
def answer_by_link(*, link: str, reply: Reply, by: Actor, at: datetime) -> Consultation:
    """Answer as the holder of the link; the link is dead afterwards.

    Raises:
        Unknown: no such link, or it is answered, over or blocked.
        Blocked: the code was not given a short while ago.
        Invalid: no reason.
    """
    made = _opened(link, by=by, at=at)
    Consultation.objects.select_for_update().get(pk=made.pk)
    return note_answer(made=_opened(link, by=by, at=at), reply=reply, by=by, at=at)


def _found(link: str, *, by: Actor, at: datetime) -> Consultation:
    made = queries.by_link(link, viewer=by, at=at)
    about(case=made.case.reference, owner=made.owner_id, recipients=[str(made.pk)])
    return made


def _opened(link: str, *, by: Actor, at: datetime) -> Consultation:
    made = _found(link, by=by, at=at)
    if not rules.is_in_sitting(by.confirmed_at, at=at):
        raise Blocked(_("Enter the code you were given first."))
    return made
