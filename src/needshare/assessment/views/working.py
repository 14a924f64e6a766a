"""Pages on which a request is searched for, gathered, assessed and put forward."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.assessment import actions, queries
from needshare.assessment.forms import Assess, Find, Gather, Match, SearchMade, before, first_basis
from needshare.assessment.terms import MatchConfidence
from needshare.challenges.views import remind
from needshare.documents.terms import Accuracy, ContentKind, Label, SubjectRole
from needshare.policy import current_pack, usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.formpages import answer, carried_out, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]


def words() -> dict[str, dict[str, str]]:
    """Give the labels of what these pages show, by stored word."""
    pack = current_pack()
    return {
        **{name: pack.words(name) for name in ("category", "gateway", "subject_role", "purpose")},
        "confidence": MatchConfidence.labels(),
        "item_label": Label.labels(),
        "item_role": SubjectRole.labels(),
        "item_accuracy": Accuracy.labels(),
    }


def work_page(reference: str) -> str:
    """Give the address of the page from which a case is assessed."""
    return reverse("assessment:work", kwargs={"reference": reference})


@needs("case.assess")
@require_safe
def work(request: Visit, reference: str) -> HttpResponse:
    """Show what is done and what is left of an assessment."""
    start = first_basis(request.GET)
    found = actions.open_work(reference=reference, bases_from=start, by=request.actor, at=request.at)
    page = {
        "work": found,
        "case": found.case,
        "bases_from": start,
        "marking": found.marking,
        "words": words(),
    }
    return render(request, "assessment/work.jinja2", page)


@needs("case.assess")
@require_http_methods(READ_OR_ACT)
def find(request: Visit, reference: str) -> HttpResponse:
    """Search the force's people; what is typed stays out of the address."""
    by = request.actor
    found: list[Any] = []
    case = queries.case_of(reference, "case.assess", viewer=by)
    form = Find(posted(request))

    def act() -> object:
        found.extend(actions.find_subjects(reference=reference, **form.terms(), by=by, at=request.at))
        return found

    is_done = request.method == "POST" and carried_out(form, act)
    if is_done:
        remind(request)
    page = {
        "form": form,
        "case": case,
        "found": found,
        "is_done": is_done,
        "marking": usual_marking(),
        "words": words(),
    }
    return render(request, "assessment/find.jinja2", page, status=422 if form.errors else 200)


@needs("case.assess")
@require_http_methods(READ_OR_ACT)
def record_search(request: Visit, reference: str) -> HttpResponse:
    """Record where was searched and whether anything was found."""
    by = request.actor
    form = SearchMade(posted(request))

    def act() -> object:
        said = form.cleaned_data
        has_found = said["has_found"] == "yes"
        return actions.record_search(
            reference=reference, scope=said["scope"], has_found=has_found, by=by, at=request.at
        )

    return answer(
        request,
        form,
        act,
        template="assessment/record_search.jinja2",
        then=work_page(reference),
        said=_("The search was recorded."),
        case=queries.case_of(reference, "case.assess", viewer=by),
    )


@needs("case.assess")
@require_http_methods(READ_OR_ACT)
def match(request: Visit, reference: str, subject: UUID) -> HttpResponse:
    """Match a person held to one the request names."""
    by, at = request.actor, request.at
    found, held = actions.compare_subject(reference=reference, subject=subject, by=by, at=at)
    form = Match(posted(request), work=found)
    return answer(
        request,
        form,
        lambda: actions.match_subject(
            reference=reference,
            subject=subject,
            number=form.cleaned_data["number"],
            confidence=MatchConfidence(form.cleaned_data["confidence"]),
            evidence=form.cleaned_data["evidence"],
            by=by,
            at=at,
        ),
        template="assessment/match.jinja2",
        then=work_page(reference),
        said=_("The person was matched."),
        case=found.case,
        work=found,
        held=held,
        marking=usual_marking(),
        words=words(),
    )


@needs("case.assess")
@require_http_methods(READ_OR_ACT)
def gather(request: Visit, reference: str) -> HttpResponse:
    """Choose the items for a case and judge each of them."""
    by, at = request.actor, request.at
    found = actions.open_work(reference=reference, by=by, at=at)
    form = Gather(posted(request), work=found)
    return answer(
        request,
        form,
        lambda: actions.gather(reference=reference, judgements=form.judgements(), by=by, at=at),
        template="assessment/gather.jinja2",
        then=work_page(reference),
        said=_("The items were gathered."),
        case=found.case,
        work=found,
        marking=found.marking,
        words=words(),
    )


@needs("item.view_in_case")
@require_safe
def item(request: Visit, reference: str, version: UUID) -> HttpResponse:
    """Open one item for a case; opening it is recorded with the case as its reason."""
    opened = actions.open_item(reference=reference, version=version, by=request.actor, at=request.at)
    remind(request)
    shown = opened.version
    page = {
        "case": opened.case,
        "version": shown,
        "item": shown.item,
        "is_text": shown.kind == ContentKind.TEXT,
        "marking": shown.item.marking,
        "words": words(),
    }
    return render(request, "assessment/item.jinja2", page)


@needs("item.view_in_case")
@require_safe
def item_file(request: Visit, reference: str, version: UUID) -> HttpResponseBase:
    """Give out the file of an item for a case, as a download; this too is recorded."""
    read = actions.read_item(reference=reference, version=version, by=request.actor, at=request.at)
    remind(request)
    name = read.version.file_name or "text.txt"
    return attachment(read.content, name=name, content_type=read.version.media_type)


@needs("case.assess")
@require_http_methods(READ_OR_ACT)
def assess(request: Visit, reference: str) -> HttpResponse:
    """Answer for law, harm and fairness, and put every test to the case."""
    by, at = request.actor, request.at
    found = actions.open_work(reference=reference, by=by, at=at)
    initial = before(found.answers) if found.answers else None
    form = Assess(posted(request), work=found, initial=initial)
    return answer(
        request,
        form,
        lambda: actions.assess(reference=reference, answers=form.answers(), by=by, at=at),
        template="assessment/assess.jinja2",
        then=work_page(reference),
        said=_("The request was assessed."),
        case=found.case,
        marking=found.marking,
        words={name: current_pack().words(name) for name in ("regime", "sensitive_condition")},
    )


@needs("case.assess")
@require_POST
def put_forward(request: Visit, reference: str) -> HttpResponse:
    """Put the case before a decision-maker."""
    actions.put_forward(reference=reference, by=request.actor, at=request.at)
    messages.success(request, _("The case was put forward for decision."))
    return redirect("casework:case", reference=reference)
