"""Pages on which access is asked for by a reference, and such askings are answered."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.pathway import actions, queries
from needshare.pathway.forms import AnswerAsking, AskForAccess
from needshare.pathway.terms import AskingVerdict
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted


@needs("access.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_access(request: Visit) -> HttpResponse:
    """Ask for access by a reference: one page and one answer, whatever stands under it."""
    by, at = request.actor, request.at
    queries.must_be_able_to_ask(viewer=by)
    forces = [(force.code, force.name) for force in queries.forces_to_ask(by)]
    form = AskForAccess(posted(request), forces=forces, purposes=_purposes().items())

    def act() -> None:
        actions.ask_for_access(**form.cleaned_data, by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="pathway/ask_for_access.jinja2",
        then=reverse("pathway:askings"),
        said=_("Your request for access was sent."),
    )


@needs("access.ask")
@require_safe
def askings(request: Visit) -> HttpResponse:
    """Show what one asked for and what came of it, and whose askings wait for one's answer."""
    by = request.actor
    queries.must_be_able_to_ask(viewer=by)
    page = {
        "own": queries.own_askings(by),
        "waiting": queries.askings_to_answer(by),
        "purposes": _purposes(),
        "is_force": by.is_force,
    }
    return render(request, "pathway/askings.jinja2", page)


@needs("access.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: Visit, asking: UUID) -> HttpResponse:
    """Show who asks for access to a case and why, and answer it."""
    by, at = request.actor, request.at
    found = actions.look_at_asking(request_id=asking, by=by, at=at)
    form = AnswerAsking(posted(request))

    def act() -> None:
        verdict = AskingVerdict(form.cleaned_data["verdict"])
        words = form.cleaned_data["words"]
        actions.answer_asking(request_id=asking, verdict=verdict, words=words, by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="pathway/asking.jinja2",
        then=reverse("pathway:askings"),
        said=_("Your answer is recorded."),
        asking=found,
        purposes=_purposes(),
        hours=current_pack().parameter("granted_hours"),
    )


@needs("access.answer")
@require_safe
def hidden_hits(request: Visit) -> HttpResponse:
    """Show who searched for what one's cases are about, while the cases were hidden from them."""
    found = actions.look_at_hidden_hits(by=request.actor, at=request.at)
    return render(request, "pathway/hidden_hits.jinja2", {"hits": found})


def _purposes() -> dict[str, str]:
    return current_pack().words("opening_purpose")
