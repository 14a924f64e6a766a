"""Opening the page of a case, and searching: recorded looks, each with its reason (clauses A3 and B13)."""

from collections.abc import Collection
from datetime import datetime

from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.kernel import Actor, FieldError, Invalid, gettext_noop as _
from needshare.kernel.texts import faults_in
from needshare.pathway.queries import day_of
from needshare.search.actions import note_inquiry
from needshare.search.rules import NewInquiry, asked_in
from needshare.search.terms import InquiryKind

from . import queries
from .queries import ONLY_THE_CASE, Also, CasePage, Findings, Look
from .terms import EVERYTHING, Folded, Sought

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
        Blocked: the actor knows of it and has no ground to open it (code `reason_needed`).
    """
    return queries.case_page(look, unfolded=unfolded, also=also, viewer=by)


@consulted(Operation.CONSULTATION)
def search(
    *, words: str, reason: str, kinds: Collection[Sought] = tuple(Sought), by: Actor, at: datetime
) -> Findings:
    """Search cases, people, organisations and agreements by anything known of them, with the reason why.

    Raises:
        Invalid: no reason, nothing to search by, or what cannot be searched by.
    """
    faults = faults_in("words", words, most=LONGEST_SEARCH) + faults_in("reason", reason, most=LONGEST_REASON)
    if not reason.strip():
        faults.append(FieldError("reason", _("Say why you search.")))
    asked = asked_in(words)
    if not asked.elements:
        faults.append(FieldError("words", _("Enter a name, a date of birth, a postcode or a reference.")))
    if faults:
        raise Invalid(*faults)
    if by.is_force:  # a partner's search reads no register of people
        inquiry = NewInquiry(kind=InquiryKind.SEARCH, owner=by.owner, asked=(asked,), reason=reason.strip())
        note_inquiry(inquiry=inquiry, by=by, at=at)
    found = queries.findings(asked, kinds=kinds, on=day_of(at), viewer=by)
    people = [each.subject.id for each in found.people]
    about(owner=by.owner, subject=people or None, reason=reason.strip())
    return found
