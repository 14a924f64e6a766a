"""A partner's own requests: the list, and one with its status and answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from needshare.intake.forms.answers import sections
from needshare.kernel import Unknown
from needshare.pathway import queries as pathway
from needshare.pathway.stages import seen_by_requester
from needshare.pathway.terms import RequesterStatus, Stage
from needshare.policy import current_pack, usual_marking
from needshare.receipt import actions
from needshare.web.doorways import Visit, needs

CORRECTED = (RequesterStatus.MORE_NEEDED,)
# Withdrawing is offered until there is an answer, so that the button tells nothing of what is decided.
WITHDRAWN = (RequesterStatus.RECEIVED, RequesterStatus.BEING_CONSIDERED, RequesterStatus.MORE_NEEDED)


@needs("case.list")
@require_safe
def own_requests(request: Visit) -> HttpResponse:
    """List the requests of one's own organisation, newest first."""
    before = _key(request.GET.get("before", ""))
    found = pathway.asked_after(request.actor, after=before, limit=pathway.PAGE)
    cases = found[: pathway.PAGE]
    context = {
        "requests": [(case, seen_by_requester(Stage(case.stage))) for case in cases],
        "older": str(cases[-1].pk) if len(found) > len(cases) else "",
        "is_first": before is None,
        "purposes": current_pack().words("purpose"),
    }
    return render(request, "receipt/requests.jinja2", context)


def _key(text: str) -> UUID | None:
    """Read where a page begins; what is no key is nothing that can be seen."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Unknown from None


@needs("case.view")
@require_safe
def own_request(request: Visit, reference: str) -> HttpResponse:
    """Show one request of one's own organisation."""
    seen = actions.open_own_request(reference=reference, by=request.actor, at=request.at)
    context = {
        "seen": seen,
        "sections": sections(seen.asking),
        "may_correct": seen.status in CORRECTED and seen.may_change,
        "may_withdraw": seen.status in WITHDRAWN and seen.may_change,
        "marking": usual_marking(),
    }
    return render(request, "receipt/request.jinja2", context)
