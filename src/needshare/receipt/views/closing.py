"""The page by which who handles a case ends it when nobody collected its package."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.pathway import queries as pathway
from needshare.receipt import actions
from needshare.receipt.forms import NotCollected
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted


@needs("case.close")
@require_http_methods(["GET", "HEAD", "POST"])
def close_uncollected(request: Visit, reference: str) -> HttpResponse:
    """Close a case whose package nobody collected in its time."""
    by, at = request.actor, request.at
    form = NotCollected(posted(request))
    return answer(
        request,
        form,
        lambda: actions.close_uncollected(reference=reference, **form.cleaned_data, by=by, at=at),
        template="receipt/close_uncollected.jinja2",
        then=reverse("casework:case", kwargs={"reference": reference}),
        said=_("The case is closed: not collected."),
        case=pathway.case_for_step(reference, "case.close", viewer=by),
    )
