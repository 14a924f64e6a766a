"""Pages of consultations inside the force: who was asked about a case, asking, and answering."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.accounts.access import must_be_confirmed
from needshare.consultations import access, actions, forms, queries
from needshare.consultations.terms import ConsultationAnswer, ConsultationState
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer as answered, carried_out, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]


def _page_of(reference: str) -> str:
    return reverse("consultations:of_case", kwargs={"reference": reference})


@needs("case.view")
@require_safe
def of_case(request: Visit, reference: str) -> HttpResponse:
    """Show who was asked about a case and what they answered."""
    by = request.actor
    case, found = actions.look_at_consultations(reference=reference, by=by, at=request.at)
    page = {
        "case": case,
        "found": found,
        "may_ask": access.may_do("consultation.ask", case, by),
        "whom": current_pack().words("referral"),
        "answers": ConsultationAnswer.labels(),
        "states": ConsultationState.labels(),
    }
    return render(request, "consultations/of_case.jinja2", page)


@needs("consultation.ask")
@require_http_methods(READ_OR_ACT)
def ask(request: Visit, reference: str) -> HttpResponse:
    """Ask a place of the policy, or a person, one question about a case."""
    by, at = request.actor, request.at
    case = queries.case_to_ask_about(reference, viewer=by)
    form = forms.Ask(posted(request), initial={"place": request.GET.get("place", "")[:48]})
    return answered(
        request,
        form,
        lambda: actions.ask(reference=reference, asked=form.asked(), by=by, at=at),
        template="consultations/ask.jinja2",
        then=_page_of(reference),
        said=_("They are asked. Until they answer, it needs a person."),
        case=case,
    )


@needs("consultation.ask")
@require_http_methods(READ_OR_ACT)
def invite(request: Visit, reference: str) -> HttpResponse:
    """Ask somebody outside one question; the code is shown once, to be given to them another way."""
    by, at = request.actor, request.at
    if request.method != "POST":
        must_be_confirmed(by, at)
    case = queries.case_to_ask_about(reference, viewer=by)
    form = forms.Invite(posted(request))
    made: list[actions.Invited] = []

    def act() -> None:
        asked, outsider = form.asked(), form.outsider()
        made.append(actions.invite(reference=reference, asked=asked, outsider=outsider, by=by, at=at))

    if request.method == "POST" and carried_out(form, act):
        page = {"case": case, "invited": made[0]}
        return render(request, "consultations/invited.jinja2", page)
    page = {"case": case, "form": form}
    return render(request, "consultations/invite.jinja2", page, status=422 if form.errors else 200)


@needs("consultation.ask")
@require_POST
def withdraw(request: Visit, reference: str, number: int) -> HttpResponse:
    """Ask somebody no more."""
    actions.withdraw(reference=reference, number=number, by=request.actor, at=request.at)
    messages.success(request, _("They are not asked any more."))
    return redirect(_page_of(reference))


@needs("consultation.answer")
@require_safe
def waiting(request: Visit) -> HttpResponse:
    """List the questions that wait for one's answer."""
    found = queries.asked_of(request.actor)
    page = {
        "found": found[: queries.PAGE],
        "has_more": len(found) > queries.PAGE,
        "whom": current_pack().words("referral"),
    }
    return render(request, "consultations/waiting.jinja2", page)


@needs("consultation.answer")
@require_http_methods(READ_OR_ACT)
def answer(request: Visit, consultation_id: UUID) -> HttpResponse:
    """Show what one is asked and shown, and answer it."""
    by, at = request.actor, request.at
    found = actions.look_at_question(consultation_id=consultation_id, by=by, at=at)
    form = forms.Answer(posted(request))
    return answered(
        request,
        form,
        lambda: actions.answer(consultation_id=consultation_id, reply=form.reply(), by=by, at=at),
        template="consultations/answer.jinja2",
        then=reverse("consultations:waiting"),
        said=_("Your answer is recorded."),
        consultation=found,
        whom=current_pack().words("referral"),
    )
