"""Pages of the authorisations a case rests on: what there is, record one, check its original, rely on it, revoke it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.kernel import Unknown
from needshare.kernel.references import tidy_reference
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.policy import usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.formpages import answer, posted

from . import access, actions, queries
from .access import RECORD, REVOKE
from .forms import Check, Record, Rely, Revoke, words
from .terms import ENDED, Standing

READ_OR_ACT = ["GET", "HEAD", "POST"]


def page_of(reference: str) -> str:
    """Give the address of the authorisations of a case."""
    return reverse("authorisations:of_case", kwargs={"reference": reference})


def _shown(found: queries.CaseAuthorisations) -> dict[str, Any]:
    return {
        "page": found,
        "case": found.case,
        "words": {**words(), "standing": Standing.labels()},
        "marking": usual_marking(),
    }


@needs("case.view")
@require_safe
def of_case(request: Visit, reference: str) -> HttpResponse:
    """Show what a case rests on, each as it is today."""
    found = actions.look(reference=reference, by=request.actor, at=request.at)
    is_open = found.case.stage == Stage.UNDER_ASSESSMENT
    page = {
        **_shown(found),
        "ended": {each.value for each in ENDED},
        "may_record": is_open and access.may_do(RECORD, found.case, request.actor),
        "may_revoke": access.may_do(REVOKE, found.case, request.actor),
    }
    return render(request, "authorisations/of_case.jinja2", page)


@needs(RECORD)
@require_http_methods(READ_OR_ACT)
def record(request: Visit, reference: str) -> HttpResponse:
    """Record an authorisation, or the record that corrects one."""
    pathway.case_for_step(reference, RECORD, viewer=request.actor)
    found = actions.look(reference=reference, by=request.actor, at=request.at)
    corrected = {"replaces": request.GET.get("replaces", "")}
    form = Record(posted(request), request.FILES or None, page=found, initial=corrected)
    return answer(
        request,
        form,
        lambda: actions.record(
            reference=reference, said=form.said(), scan=form.scan(), by=request.actor, at=request.at
        ),
        template="authorisations/record.jinja2",
        then=page_of(reference),
        said=_("The authorisation is recorded. Nothing rests on it until its original is checked."),
        **_shown(found),
    )


@needs(RECORD)
@require_http_methods(READ_OR_ACT)
def rely(request: Visit, reference: str) -> HttpResponse:
    """Let the case rest on an authorisation of another case too."""
    case = pathway.case_for_step(reference, RECORD, viewer=request.actor)
    form = Rely(posted(request))

    def act() -> object:
        chosen = form.cleaned_data["authorisation"]
        return actions.rely_on(reference=reference, authorisation=chosen, by=request.actor, at=request.at)

    return answer(
        request,
        form,
        act,
        template="authorisations/rely.jinja2",
        then=page_of(reference),
        said=_("The case relies on the authorisation now."),
        case=case,
    )


@needs(RECORD)
@require_http_methods(READ_OR_ACT)
def check(request: Visit, reference: str, authorisation: str) -> HttpResponse:
    """Say that the original was held beside the scan."""
    pathway.case_for_step(reference, RECORD, viewer=request.actor)
    found = actions.look(reference=reference, by=request.actor, at=request.at)
    kept = _one(found, authorisation)
    form = Check(posted(request), initial={"sha256": kept.authorisation.sha256})
    return answer(
        request,
        form,
        lambda: actions.check(
            reference=reference,
            authorisation=authorisation,
            **form.cleaned_data,
            by=request.actor,
            at=request.at,
        ),
        template="authorisations/check.jinja2",
        then=page_of(reference),
        said=_("The original is checked."),
        kept=kept,
        **_shown(found),
    )


@needs(REVOKE)
@require_http_methods(READ_OR_ACT)
def revoke(request: Visit, reference: str, authorisation: str) -> HttpResponse:
    """Say that an authorisation no longer stands."""
    pathway.case_for_step(reference, REVOKE, viewer=request.actor)
    found = actions.look(reference=reference, by=request.actor, at=request.at)
    kept = _one(found, authorisation)
    form = Revoke(posted(request))
    return answer(
        request,
        form,
        lambda: actions.revoke(
            reference=reference,
            authorisation=authorisation,
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=request.at,
        ),
        template="authorisations/revoke.jinja2",
        then=page_of(reference),
        said=_(
            "The authorisation is revoked. Whoever handles what rests on it is asked to judge what follows."
        ),
        kept=kept,
        **_shown(found),
    )


@needs(RECORD)
@require_POST
def stop(request: Visit, reference: str, authorisation: str) -> HttpResponse:
    """Let the case rest on an authorisation no longer."""
    actions.stop_relying(reference=reference, authorisation=authorisation, by=request.actor, at=request.at)
    messages.success(request, _("The case no longer relies on it. The record stays."))
    return redirect(page_of(reference))


@needs("case.view")
@require_safe
def scan(request: Visit, reference: str, authorisation: str) -> HttpResponseBase:
    """Give out the scan of the document; this too is recorded."""
    read = actions.read_scan(
        reference=reference, authorisation=authorisation, by=request.actor, at=request.at
    )
    return attachment(
        read.content, name=read.authorisation.file_name, content_type=read.authorisation.media_type
    )


def _one(found: queries.CaseAuthorisations, reference: str) -> queries.Kept:
    wanted = tidy_reference(reference)
    for each in found.kept:
        if each.authorisation.reference == wanted:
            return each
    raise Unknown
