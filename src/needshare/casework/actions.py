"""Opening the page of a case: a recorded look, with the reason it is opened for (clauses A3 and B13)."""

from collections.abc import Collection
from datetime import datetime

from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.kernel import Actor

from . import queries
from .queries import ONLY_THE_CASE, Also, CasePage
from .terms import EVERYTHING, Folded


@consulted(Operation.CONSULTATION)
def open_case_page(
    *,
    reference: str,
    unfolded: Collection[Folded] = EVERYTHING,
    also: Also = ONLY_THE_CASE,
    by: Actor,
    at: datetime,
) -> CasePage:
    """Open the whole story of a case; a look under a reason that was given tells that reason.

    What is not unfolded is not read, and the entry says what was. `also` asks for what else is shown only
    on demand: more of the bases, every version of the decision.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor knows of it and has no ground to open it (code `reason_needed`).
    """
    page = queries.case_page(reference, unfolded=unfolded, also=also, viewer=by)
    reason = page.opening.purpose if page.opening else page.why.value
    about(case=page.case.reference, owner=page.case.owner_id, reason=reason)
    detail(stage=page.case.stage, why=page.why.value)
    return page
