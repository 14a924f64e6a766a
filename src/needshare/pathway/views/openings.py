"""Pages on which a case is opened for a reason or in an emergency, and such openings are reviewed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.challenges import queries as challenges
from needshare.challenges.forms import Verdict
from needshare.challenges.terms import LookUpKind, ReviewVerdict
from needshare.kernel import require
from needshare.pathway import actions, queries
from needshare.pathway.forms import EmergencyReason, GiveReason
from needshare.pathway.rules import Reason
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, carried_out, posted

from .cases import page_of


@needs("case.give_reason")
@require_http_methods(["GET", "HEAD", "POST"])
def give_reason(request: Visit, reference: str) -> HttpResponse:
    """Ask why a case is opened, and open it; one picked at random is asked for more first."""
    by = request.actor
    case = queries.case_to_give_reason(reference, viewer=by)
    require(queries.may_do("case.give_reason", case, viewer=by))
    if queries.may_do("case.view", case, viewer=by).is_met:
        return redirect(page_of(case.reference))
    least = queries.letters_needed(case, viewer=by)
    first = {"task_reference": queries.task_reference_of(case, viewer=by)}
    form = GiveReason(posted(request), purposes=_purposes(), initial=first)
    done: list[actions.Opened] = []

    def act() -> None:
        reason = Reason(**form.cleaned_data)
        done.append(actions.declare_reason(reference=case.reference, reason=reason, by=by, at=request.at))

    if request.method == "POST" and carried_out(form, act):
        if done[0].opening is not None:
            return redirect(page_of(case.reference))
        least = done[0].least
    marking, handling = queries.handling(viewer=by)
    page = {
        "form": form,
        "case": case,
        "least": least,
        "is_picked": least > current_pack().parameter("reason_letters"),
        "marking": marking,
        "handling": handling,
    }
    return render(request, "pathway/give_reason.jinja2", page, status=422 if form.errors else 200)


@needs("case.open_in_emergency")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: Visit) -> HttpResponse:
    """Open a case in an emergency."""
    by = request.actor
    queries.must_be_able_to_open_in_emergency(viewer=by)
    first = {"reference": request.GET.get("case", "")[:24]}
    form = EmergencyReason(posted(request), purposes=_purposes(), initial=first)

    def act() -> None:
        given = dict(form.cleaned_data)
        reference = given.pop("reference")
        reason = Reason(**given)
        actions.open_in_emergency(reference=reference, reason=reason, by=by, at=request.at)

    if request.method == "POST" and carried_out(form, act):
        messages.success(
            request, _("The case is open to you. Who answers for it and professional standards were told.")
        )
        return HttpResponseRedirect(page_of(form.cleaned_data["reference"]))
    pack = current_pack()
    marking, handling = queries.handling(viewer=by)
    page = {
        "form": form,
        "minutes": pack.parameter("emergency_minutes"),
        "marking": marking,
        "handling": handling,
    }
    return render(request, "pathway/emergency.jinja2", page, status=422 if form.errors else 200)


@needs("opening.review")
@require_safe
def openings(request: Visit) -> HttpResponse:
    """List the openings and the look-ups that wait for a reviewer."""
    found = queries.reviews_waiting(request.actor)
    look_ups = challenges.to_review(request.actor, at=request.at)
    page = {
        "reviews": found[: queries.PAGE],
        "look_ups": look_ups[: challenges.PAGE],
        "labels": LookUpKind.labels(),
        "has_more": len(found) > queries.PAGE or len(look_ups) > challenges.PAGE,
        "purposes": dict(_purposes()),
    }
    return render(request, "pathway/openings.jinja2", page)


@needs("opening.review")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: Visit, review: UUID) -> HttpResponse:
    """Show one opening under review, and record the verdict."""
    by, at = request.actor, request.at
    found = actions.look_at_opening(review_id=review, by=by, at=at)
    form = Verdict(posted(request))

    def act() -> None:
        verdict = ReviewVerdict(form.cleaned_data["verdict"])
        words = form.cleaned_data["words"]
        actions.review_opening(review_id=review, verdict=verdict, words=words, by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="pathway/opening.jinja2",
        then=reverse("pathway:openings"),
        said=_("Your verdict is recorded."),
        review=found,
        purposes=dict(_purposes()),
    )


def _purposes() -> list[tuple[str, str]]:
    return list(current_pack().words("opening_purpose").items())
