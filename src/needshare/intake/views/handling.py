"""Pages on which a request is handled: check who asks, return it for more, redirect it."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.intake import actions
from needshare.intake.actions import Evidence
from needshare.intake.forms.handling import Check, Redirect, Return
from needshare.pathway import queries as pathway
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted


def _page_of(reference: str) -> str:
    return reverse("casework:case", kwargs={"reference": reference})


@needs("request.verify")
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Visit, reference: str) -> HttpResponse:
    """Record the check of organisation, person and authority."""
    by = request.actor
    case = pathway.case_for_step(reference, "request.verify", viewer=by)
    form = Check(posted(request))

    def act() -> object:
        evidence = Evidence(
            method=form.cleaned_data["method"],
            is_organisation_confirmed=form.confirmed("organisation"),
            is_person_confirmed=form.confirmed("person"),
            is_authority_confirmed=form.confirmed("authority"),
            words=form.cleaned_data["evidence"],
        )
        return actions.verify(reference=reference, evidence=evidence, by=by, at=request.at)

    said = _("The check was recorded.")
    template = "intake/verify.jinja2"
    return answer(request, form, act, template=template, then=_page_of(reference), said=said, case=case)


@needs("request.return")
@require_http_methods(["GET", "HEAD", "POST"])
def return_for_more(request: Visit, reference: str) -> HttpResponse:
    """Return a request to its sender."""
    by = request.actor
    case = pathway.case_for_step(reference, "request.return", viewer=by)
    form = Return(posted(request))
    return answer(
        request,
        form,
        lambda: actions.return_for_more(reference=reference, **form.cleaned_data, by=by, at=request.at),
        template="intake/return.jinja2",
        then=_page_of(reference),
        said=_("The request was returned, and the requester is told."),
        case=case,
    )


@needs("request.redirect")
@require_http_methods(["GET", "HEAD", "POST"])
def redirect(request: Visit, reference: str) -> HttpResponse:
    """Answer that another route is the right one."""
    by = request.actor
    case = pathway.case_for_step(reference, "request.redirect", viewer=by)
    form = Redirect(posted(request))
    return answer(
        request,
        form,
        lambda: actions.redirect(reference=reference, **form.cleaned_data, by=by, at=request.at),
        template="intake/redirect.jinja2",
        then=_page_of(reference),
        said=_("The request was redirected, and the requester is told."),
        case=case,
    )
