"""The request form: one group of questions on each page, kept on the server, checked, then sent."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.agencies.terms import Kind
from needshare.intake import access, actions, queries
from needshare.intake.actions import Sender
from needshare.intake.forms.answers import sections
from needshare.intake.forms.asking import FORMS, Force, Part, Sending, initial_of
from needshare.intake.forms.scheme import offered, parts_of, scheme_of, unanswered
from needshare.intake.models import Draft
from needshare.intake.rules import Asking
from needshare.intake.terms import AskingPart, RequestChannel
from needshare.kernel import Actor, Invalid, Unknown
from needshare.policy import usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.forms import add_refusal
from needshare.web.rows import changes_rows

ORDER = tuple(part for part in AskingPart if part is not AskingPart.SCHEME)  # where no scheme asks more


@needs("request.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Visit) -> HttpResponse:
    """Say what will be asked, and which force is asked where there are several."""
    access.must_be_able_to_ask(_verb(request.actor), request.actor)
    forces = [(each.code, each.name) for each in _forces(request.actor)]
    form = Force(request.POST or None, forces=forces, initial={"force": forces[0][0] if forces else ""})
    if request.method == "POST" and form.is_valid():
        return redirect("intake:first", force=form.cleaned_data["force"])
    return _page(request, "intake/start.jinja2", form, forces=forces, parts=ORDER, marking="")


def _verb(by: Actor) -> str:
    return "request.record" if by.is_force else "request.submit"


def _forces(by: Actor) -> list[Any]:
    if by.is_force:
        return [agencies.organisation(by.owner, by)]
    return [each for each in agencies.organisations(by, kind=Kind.FORCE) if each.is_active]


@needs("request.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: Visit, force: str) -> HttpResponse:
    """Ask the first group of questions; answering them starts the draft."""
    by = request.actor
    access.must_be_able_to_ask(_verb(by), by)
    asked = agencies.organisation_by_code(force, by)
    return _part(request, ORDER[0], kept=None, force=asked.code, asking=_of_oneself(by))


def _of_oneself(by: Actor) -> Asking:
    """Fill in what is known of a partner user who writes their own request."""
    if by.is_force:
        return Asking()
    account = accounts.person(by.id, by)
    return Asking(
        requester_name=account.name,
        requester_title=account.job_title,
        requester_email=account.work_email,
    )


@needs("request.submit")
@require_safe
def drafts(request: Visit) -> HttpResponse:
    """List one's own requests that are not sent yet."""
    access.must_be_able_to_ask(_verb(request.actor), request.actor)
    return render(request, "intake/drafts.jinja2", {"drafts": queries.drafts_of(request.actor)})


@needs("request.submit")
@require_safe
def draft(request: Visit, draft_id: UUID) -> HttpResponse:
    """Show which groups of questions are answered and which are not."""
    kept, asking = queries.open_draft(draft_id, viewer=request.actor)
    left = unanswered(asking)
    tasks = [(part, part not in left) for part in parts_of(asking)]
    context = {"kept": kept, "tasks": tasks, "is_whole": all(done for _part, done in tasks)}
    return render(request, "intake/draft.jinja2", context | {"marking": usual_marking()})


@needs("request.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: Visit, draft_id: UUID, word: str) -> HttpResponse:
    """Ask one group of questions of a draft."""
    kept, asking = queries.open_draft(draft_id, viewer=request.actor)
    if word not in set(parts_of(asking)):
        raise Unknown
    return _part(request, AskingPart(word), kept=kept, force=kept.force.code, asking=asking)


def _part(
    request: Visit, asked: AskingPart, *, kept: Draft | None, force: str, asking: Asking
) -> HttpResponse:
    form_class, template = FORMS[asked], f"intake/parts/{asked.value}.jinja2"
    order, named = parts_of(asking), {"scheme": asking.scheme}
    place = {"number": order.index(asked) + 1, "count": len(order)}
    context = {"kept": kept, "part": asked, "scheme": scheme_of(named), **place}
    if request.method != "POST":
        return _page(request, template, form_class(initial=initial_of(asking) | offered(asking)), **context)
    if changes_rows(request.POST):
        return _page(request, template, form_class.with_rows_changed(request.POST), **context)
    form = form_class(request.POST, initial=named)
    saved = _saved(request, form, kept, force) if form.is_valid() else None
    if saved is None:
        return _page(request, template, form, **context)
    return _onwards(request, asked, saved)


def _saved(request: Visit, form: Part, kept: Draft | None, force: str) -> Draft | None:
    try:
        return actions.save_draft(
            draft_id=kept.pk if kept else None,
            force=force,
            part=form.part,
            answers=form.answers(),
            by=request.actor,
            at=request.at,
        )
    except Invalid as refusal:
        add_refusal(form, form.placed(refusal))
        return None


def _onwards(request: Visit, answered: AskingPart, kept: Draft) -> HttpResponse:
    """Go to the next page; back to the check if one came from there, or to the drafts for later."""
    if request.POST.get("later"):
        return redirect("intake:drafts")
    order = parts_of(queries.open_draft(kept.pk, viewer=request.actor)[1])
    following = order[order.index(answered) + 1 :]
    if request.GET.get("then") == "check" or not following:
        return redirect("intake:check", draft_id=kept.pk)
    return redirect("intake:part", draft_id=kept.pk, word=following[0].value)


@needs("request.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Visit, draft_id: UUID) -> HttpResponse:
    """Show every answer with a way to change it; sending is one button below them."""
    by = request.actor
    kept, asking = queries.open_draft(draft_id, viewer=by)
    organisations = _askers(by) if by.is_force else []
    form = Sending(request.POST if request.method == "POST" else None, by=by, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        reference = _sent(request, form, kept, asking)
        if reference:
            return redirect("intake:sent", reference=reference)
    shown = {"kept": kept, "sections": sections(asking), "unanswered": unanswered(asking)}
    shown["marking"] = usual_marking()
    return _page(request, "intake/check.jinja2", form, **shown)


def _askers(by: Actor) -> list[tuple[str, str]]:
    known = agencies.organisations(by)
    return [(each.code, each.name) for each in known if each.is_active and each.id != by.owner]


def _sent(request: Visit, form: Sending, kept: Draft, asking: Asking) -> str:
    by, at = request.actor, request.at
    try:
        if kept.case_reference:
            case = actions.resubmit(
                reference=kept.case_reference, asking=asking, by=by, at=at, draft_id=kept.pk
            )
        else:
            sender = _sender(form, kept, by)
            case = actions.submit(sender=sender, asking=asking, by=by, at=at, draft_id=kept.pk)
    except Invalid as refusal:
        add_refusal(form, refusal)
        return ""
    return case.reference


def _sender(form: Sending, kept: Draft, by: Actor) -> Sender:
    if by.is_force:
        given = form.cleaned_data
        return Sender(kept.force.code, given["organisation"], RequestChannel(given["channel"]))
    return Sender(kept.force.code, agencies.organisation(by.owner, by).code, RequestChannel.PORTAL)


@needs("request.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Visit, draft_id: UUID) -> HttpResponse:
    """Ask whether to throw a draft away, and do so."""
    if request.method == "POST":
        actions.discard_draft(draft_id=draft_id, by=request.actor, at=request.at)
        return redirect("intake:drafts")
    kept = queries.draft(draft_id, viewer=request.actor)
    return render(request, "intake/discard.jinja2", {"kept": kept})


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    shown = {"form": form, "marking": usual_marking(), **context}
    return render(request, template, shown, status=422 if form.errors else 200)
