"""Opening the page of a case, and searching: recorded looks, each with its reason (clauses A3 and B13)."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.accounts import queries as accounts
from needshare.accounts.terms import Role
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.challenges.actions import draw
from needshare.challenges.terms import LookUpKind
from needshare.kernel import Actor, Channel, FieldError, Invalid, gettext_noop as _, require
from needshare.kernel.texts import faults_in
from needshare.pathway.actions import Searched, note_hidden_hits
from needshare.pathway.errands import unread_task
from needshare.pathway.queries import day_of
from needshare.policy import handling_is_known
from needshare.search.actions import note_inquiry, set_aside, take_up
from needshare.search.queries import said_in
from needshare.search.rules import Asked, NewInquiry, asked_again, asked_in
from needshare.search.terms import InquiryKind, TakenUp
from needshare.tasks.access import must_be_worker
from needshare.tasks.actions import open_task

from . import queries
from .queries import ALL, ONLY_THE_CASE, Also, CasePage, Findings, Look, Part
from .terms import EVERYTHING, Folded, Sought

if TYPE_CHECKING:
    from needshare.accounts.models import Account
    from needshare.pathway.models import SharingCase
    from needshare.search.models import Inquiry

LONGEST_SEARCH = 200
LONGEST_REASON = 2_000


def _admitted_look(*, reference: str, by: Actor, **_asked: object) -> Look:
    """Judge whether the actor may open the case; a look under a reason that was given tells that reason."""
    look = queries.admitted_look(reference, viewer=by)
    reason = look.opening.purpose if look.opening else look.why.value
    about(case=look.case.reference, owner=look.case.owner_id, reason=reason)
    detail(stage=look.case.stage, why=look.why.value)
    return look


@consulted(Operation.CONSULTATION, admitted_by=_admitted_look)
def open_case_page(
    look: Look,
    *,
    reference: str,
    unfolded: Collection[Folded] = EVERYTHING,
    also: Also = ONLY_THE_CASE,
    by: Actor,
    at: datetime,
) -> CasePage:
    """Open the whole story of a case.

    What is not unfolded is not read, and the entry says what was. `also` asks for what else is shown only
    on demand: more of the bases, every version of the decision.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor knows of it and has no ground to open it (code `reason_needed`), or has not
            read how its marking is handled (code `handling_not_read`).
    """
    found = queries.case_page(look, unfolded=unfolded, also=also, viewer=by)
    require(handling_is_known(by, found.marking))
    return found


def _asked_search(*, words: str, reason: str, by: Actor, **_part: object) -> Asked:
    """Say what a search asks for, or refuse it."""
    faults = faults_in("words", words, most=LONGEST_SEARCH) + faults_in("reason", reason, most=LONGEST_REASON)
    if not reason.strip():
        faults.append(FieldError("reason", _("Say why you search.")))
    asked = asked_in(words)
    if not asked.elements:
        faults.append(FieldError("words", _("Enter a name, a date of birth, a postcode or a reference.")))
    if faults:
        raise Invalid(*faults)
    about(owner=by.owner, reason=reason.strip())
    return asked


def _noted_search(asked: Asked, *, reason: str, by: Actor, at: datetime, **_part: object) -> None:
    """Write down what is compared with what the searcher does not see, and pick the search or not."""
    draw(kind=LookUpKind.SEARCH, reason=reason, by=by, at=at)
    if by.is_force:  # a partner's search reads no register of people
        inquiry = NewInquiry(kind=InquiryKind.SEARCH, owner=by.owner, asked=(asked,), reason=reason.strip())
        note_inquiry(inquiry=inquiry, by=by, at=at)


@consulted(Operation.CONSULTATION, asked_by=_asked_search, noted_by=_noted_search)
def search(
    asked: Asked,
    *,
    words: str,
    reason: str,
    kinds: Collection[Sought] = tuple(Sought),
    part: Part = ALL,
    by: Actor,
    at: datetime,
) -> Findings:
    """Search cases, people, organisations and agreements by anything known of them, with the reason why.

    Of the cases that may answer, likeliest first, this part is opened.

    Raises:
        Invalid: no reason, nothing to search by, or what cannot be searched by.
    """
    found = queries.findings(asked, kinds=kinds, on=day_of(at), part=part, viewer=by)
    about(subject=[each.subject.id for each in found.people] or None)
    return found


@recorded(Operation.COMBINATION)
def tell_of_hidden_hits(*, inquiries: Iterable["Inquiry"], by: Actor, at: datetime) -> int:
    """Compare searches with the cases hidden from who searched, tell who answers for those, return how many met.

    Who searched is given no sign of it: the search was answered before.

    Raises:
        Blocked: anybody but the worker.
    """
    must_be_worker(by)
    read = [(each, said_in(each)) for each in inquiries]
    met = 0
    for inquiry, said in read:
        if said is None:
            continue
        account = accounts.account_of(UUID(said["by"]["id"]))
        cases = _hidden_cases_met(said, account, at) if account else []
        if account and cases:
            searched = Searched(
                inquiry=inquiry.pk,
                searcher=account.pk,
                reason=said["reason"],
                at=datetime.fromisoformat(said["at"]),
            )
            note_hidden_hits(cases=cases, searched=searched, by=by, at=at)
            met += len(cases)
    take_up(inquiries=[each for each, said in read if said], purpose=TakenUp.TOLD, by=by, at=at)
    _set_aside([each for each, said in read if not said], by=by, at=at)
    about(owner=by.owner)
    detail(compared=len(read), met=met)
    return met


def _set_aside(unread: list["Inquiry"], *, by: Actor, at: datetime) -> None:
    """Set aside what cannot be read, and ask information management to look into it."""
    if unread:
        set_aside(inquiries=unread, purpose=TakenUp.TOLD, by=by, at=at)
        task = unread_task(unread[0].pk, owner=by.owner, role=Role.INFORMATION_MANAGEMENT, at=at)
        open_task(task=task, by=by, at=at)


def _hidden_cases_met(said: dict[str, Any], account: "Account", at: datetime) -> list["SharingCase"]:
    searcher = accounts.actor_of(account, channel=Channel.WORKER, roles=account.held_roles(), at=at)
    met = {
        case.pk: case
        for each in said["asked"]
        for case in queries.hidden_cases_like(asked_again(each), searcher=searcher)
    }
    return list(met.values())
