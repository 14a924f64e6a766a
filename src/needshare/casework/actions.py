"""Opening the page of a case: a recorded look, with the reason it is opened for (clauses A3 and B13)."""

from collections.abc import Collection
from datetime import datetime

from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Blocked, gettext_noop as _, not_met

from . import queries
from .queries import CasePage
from .terms import DECLARED, EVERYTHING, Folded

REASON_NEEDED = "reason_needed"


@consulted(Operation.CONSULTATION)
def open_case_page(
    *,
    reference: str,
    reason: str = "",
    unfolded: Collection[Folded] = EVERYTHING,
    by: Actor,
    at: datetime,
) -> CasePage:
    """Open the whole story of a case; who is neither assigned nor has a step to take says why.

    What is not unfolded is not read, and the entry says what was.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: a reason is needed and none of those offered is given (code `reason_needed`).
    """
    page = queries.case_page(reference, unfolded=unfolded, viewer=by)
    why = page.why or reason
    if not page.why and reason not in {word.value for word in DECLARED}:
        refusal = _("Say why you need to open this case.")
        raise Blocked(refusal, [not_met(refusal, test="access", code=REASON_NEEDED, sources=("A3", "B13"))])
    about(case=page.case.reference, owner=page.case.owner_id, reason=why)
    detail(stage=page.case.stage)
    return page
