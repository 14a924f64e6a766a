"""Pages of the review of a refusal: asking for it, the register, and settling it."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.accounts.access import must_be_confirmed
from needshare.decision import actions, queries
from needshare.decision.forms import AskReview, Resubmission, Settle
from needshare.decision.terms import DecisionOutcome, ReviewOutcome
from needshare.kernel import Unknown
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.formpages import answer, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]
MOST_IN_A_TABLE = 10_000
COLUMNS = ("case", "organisation", "decided", "asked_at", "due_at", "outcome", "settled_at", "resubmission")


@needs("refusal.ask_review")
@require_http_methods(READ_OR_ACT)
def ask_review(request: Visit, reference: str) -> HttpResponse:
    """Ask that a refusal is looked at again."""
    by, at = request.actor, request.at
    form = AskReview(posted(request))
    case = queries.case_to_ask_about(reference, viewer=by)
    page = "casework:case" if by.is_force else "receipt:request"
    return answer(
        request,
        form,
        lambda: actions.ask_review(reference=reference, **form.cleaned_data, by=by, at=at),
        template="decision/ask_review.jinja2",
        then=reverse(page, kwargs={"reference": case.reference}),
        said=_("The review was asked for. You are told what it comes to."),
        case=case,
        back_to=page,
    )


@needs("refusal.list")
@require_safe
def reviews(request: Visit) -> HttpResponse:
    """List the reviews of refusals, newest first."""
    before = _key(request.GET.get("before", ""))
    found = queries.register(request.actor, before=before)
    shown = found[: queries.PAGE]
    page = {
        "reviews": shown,
        "older": str(shown[-1].pk) if len(found) > len(shown) else "",
        "is_first": before is None,
        "outcomes": ReviewOutcome.labels(),
        "decided": DecisionOutcome.labels(),
    }
    return render(request, "decision/reviews.jinja2", page)


@needs("refusal.list")
@require_safe
def reviews_as_table(request: Visit) -> HttpResponseBase:
    """Give out the register as a table, one line a review, newest first; it names nobody."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for review in queries.register(request.actor, limit=MOST_IN_A_TABLE)[:MOST_IN_A_TABLE]:
        table.writerow(
            (
                review.case.reference,
                review.case.requesting_organisation.code,
                review.decision.outcome,
                review.asked_at.isoformat(),
                review.due_at.isoformat(),
                review.outcome,
                review.settled_at.isoformat() if review.settled_at else "",
                review.resubmission.reference if review.resubmission else "",
            )
        )
    return attachment(written.getvalue().encode(), name="reviews.csv", content_type="text/csv")


def _key(text: str) -> UUID | None:
    """Read where a page begins; what is no key is nothing that can be seen."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Unknown from None


@needs("refusal.review")
@require_safe
def review(request: Visit, reference: str) -> HttpResponse:
    """Lay a refusal before its reviewer: why it was refused, and why it should be looked at again."""
    by, at = request.actor, request.at
    found = actions.look_at_review(reference=reference, by=by, at=at)
    page = {"review": found, "is_mine": found.taken_by_id == by.id, "outcomes": ReviewOutcome.labels()}
    return render(request, "decision/review.jinja2", page)


@needs("refusal.review")
@require_POST
def take_review(request: Visit, reference: str) -> HttpResponse:
    """Take up a review."""
    actions.take_review(reference=reference, by=request.actor, at=request.at)
    messages.success(request, _("You have taken up the review. The case is open to you."))
    return redirect("decision:review", reference=reference)


@needs("refusal.review")
@require_http_methods(READ_OR_ACT)
def settle_review(request: Visit, reference: str) -> HttpResponse:
    """Say what a review comes to."""
    by, at = request.actor, request.at
    if request.method != "POST":
        must_be_confirmed(by, at)
    found = actions.look_at_review(reference=reference, by=by, at=at)
    form = Settle(posted(request))
    return answer(
        request,
        form,
        lambda: actions.settle_review(reference=reference, verdict=form.verdict(), by=by, at=at),
        template="decision/settle_review.jinja2",
        then=reverse("decision:review", kwargs={"reference": reference}),
        said=_("The review is settled. The requester is told."),
        review=found,
    )


@needs("refusal.link")
@require_http_methods(READ_OR_ACT)
def link_resubmission(request: Visit, reference: str) -> HttpResponse:
    """Link the request that followed a refusal."""
    by, at = request.actor, request.at
    form = Resubmission(posted(request))
    case, _review = queries.case_with_review(reference, "refusal.link", viewer=by)
    return answer(
        request,
        form,
        lambda: actions.link_resubmission(reference=reference, **form.cleaned_data, by=by, at=at),
        template="decision/link_resubmission.jinja2",
        then=reverse("decision:reviews"),
        said=_("The requests are linked."),
        case=case,
    )
