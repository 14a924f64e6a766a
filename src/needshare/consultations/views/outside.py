"""The pages behind the link to one question: the code, the question, the answer; open to whoever holds both."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needshare.api.limits import few_tries
from needshare.consultations import actions, forms, queries, rules
from needshare.crypto.tokens import token_hash
from needshare.kernel import Actor, Channel, Unknown
from needshare.kernel.actors import NOBODY
from needshare.pathway.stages import LINK_HOLDER
from needshare.web.doorways import Visit, open_to_anyone
from needshare.web.formpages import carried_out, posted

ENTERED = "codes_entered_for_questions"


def _holder(request: HttpRequest, link: str) -> Actor:
    """Say who acts: whoever holds the link, and since when they have given its code."""
    entered = request.session.get(ENTERED, {}).get(link)
    return Actor(
        id=NOBODY,
        owner=NOBODY,
        roles=frozenset({LINK_HOLDER}),
        channel=Channel.BROWSER,
        confirmed_at=datetime.fromisoformat(entered) if entered else None,
    )


@open_to_anyone
@few_tries
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Visit, token: str) -> HttpResponse:
    """Ask for the code that was given another way."""
    link = token_hash(token)
    by, at = _holder(request, link), request.at
    queries.by_link(link, viewer=by, at=at)
    form = forms.Code(posted(request))
    if request.method == "POST" and form.is_valid():
        tried = actions.enter_code(link=link, code=form.cleaned_data["code"], by=by, at=at)
        if tried.is_right:
            request.session.cycle_key()
            request.session[ENTERED] = {**request.session.get(ENTERED, {}), link: at.isoformat()}
            return redirect("consultations:outside_question", token=token)
        if not tried.tries_left:
            raise Unknown
        form.add_error("code", forms.Code.wrong(tried.tries_left))
    status = 422 if form.errors else 200
    return render(request, "consultations/outside_code.jinja2", {"form": form}, status=status)


@open_to_anyone
@few_tries
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Visit, token: str) -> HttpResponse:
    """Show the question and what was chosen to be shown, and take the answer."""
    link = token_hash(token)
    by, at = _holder(request, link), request.at
    queries.by_link(link, viewer=by, at=at)
    if not rules.is_in_sitting(by.confirmed_at, at=at):
        return redirect("consultations:outside", token=token)
    found = actions.read_by_link(link=link, by=by, at=at)
    form = forms.Answer(posted(request))
    if request.method == "POST" and carried_out(
        form, lambda: actions.answer_by_link(link=link, reply=form.reply(), by=by, at=at)
    ):
        return redirect("consultations:outside_thanks")
    page = {"form": form, "consultation": found}
    return render(request, "consultations/outside_question.jinja2", page, status=422 if form.errors else 200)


@open_to_anyone
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Confirm that the answer was recorded."""
    return render(request, "consultations/outside_thanks.jinja2")
