"""The pages of look-ups that were picked: whoever made one says more, and a reviewer gives a verdict."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

from . import access, actions, queries
from .forms import Justify, Verdict
from .terms import LookUpKind, ReviewVerdict

LABELS = LookUpKind.labels()


def remind(request: Visit) -> None:
    """Say on the page that is shown next that more is asked about a look-up, where that is so."""
    if queries.is_asked(request.actor):
        words = _("A look-up of yours was picked at random: nothing is held against you.")
        link = _("Say more about why you made it")
        address = reverse("challenges:own")
        messages.info(request, format_html('{} <a class="govuk-link" href="{}">{}</a>', words, address, link))


@needs("signed_in")
@require_safe
def own(request: Visit) -> HttpResponse:
    """List one's own look-ups that were picked and still wait for a fuller reason."""
    page = {
        "look_ups": queries.asked_of(request.actor),
        "labels": LABELS,
        "reviews": access.may_review(request.actor),
    }
    return render(request, "challenges/own.jinja2", page)


@needs("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def justify(request: Visit, look_up_id: UUID) -> HttpResponse:
    """Ask who was picked for a fuller reason."""
    by, at = request.actor, request.at
    found = queries.own_look_up(look_up_id, viewer=by)
    form = Justify(posted(request))
    return answer(
        request,
        form,
        lambda: actions.justify(look_up_id=look_up_id, **form.cleaned_data, by=by, at=at),
        template="challenges/justify.jinja2",
        then=reverse("challenges:own"),
        said=_("Your reason is recorded. Professional standards will read it."),
        look_up=found,
        labels=LABELS,
        least=queries.letters_needed(viewer=by),
    )


@needs("opening.review")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Visit, look_up_id: UUID) -> HttpResponse:
    """Show one look-up with its reasons, and record the verdict."""
    by, at = request.actor, request.at
    found = actions.look_at_look_up(look_up_id=look_up_id, by=by, at=at)
    form = Verdict(posted(request))

    def act() -> None:
        verdict = ReviewVerdict(form.cleaned_data["verdict"])
        words = form.cleaned_data["words"]
        actions.review_look_up(look_up_id=look_up_id, verdict=verdict, words=words, by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="challenges/review.jinja2",
        then=reverse("pathway:openings"),
        said=_("Your verdict is recorded."),
        look_up=found,
        labels=LABELS,
    )
