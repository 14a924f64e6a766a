"""Pages on which recipients are verified, and a package is prepared, looked at, checked, released, followed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.policy import current_pack, usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.formpages import answer, posted

from . import actions, forms, queries
from .packing import Unpacked, unpack
from .terms import DeliveryState, FiveChecks, PackageState

READ_OR_ACT = ["GET", "HEAD", "POST"]
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".txt": "text/plain",
    ".csv": "text/csv",
}


def words() -> dict[str, dict[str, str]]:
    """Give the labels of what these pages show, by stored word."""
    return {
        "method": current_pack().words("method"),
        "verification_method": current_pack().words("verification_method"),
        "state": PackageState.labels(),
        "delivery": DeliveryState.labels(),
        "check": FiveChecks.labels(),
    }


def _to(page: str, reference: str) -> str:
    return reverse(page, kwargs={"reference": reference})


def _laid_open(request: Visit, reference: str, *, to_check: bool = False) -> dict[str, Any]:
    """Look at the exact bytes of a package, for a page that shows them."""
    look = actions.open_check if to_check else actions.inspect
    found, content = look(reference=reference, by=request.actor, at=request.at)
    opened = unpack(content)
    return {
        "case": found.case,
        "package": found,
        "opened": opened,
        "names": names_of(opened),
        "marking": found.marking,
        "words": words(),
    }


def names_of(opened: Unpacked) -> list[str]:
    """List the files of a package in a fixed order; their places are their addresses."""
    return sorted(opened.files)


def _recipients_of(request: Visit, reference: str) -> tuple[Any, Any]:
    """Look at who receives it: recorded when the page is opened, covered by the act when it is sent."""
    if request.method == "POST":
        return queries.verifying(reference, viewer=request.actor, at=request.at)
    return actions.open_recipients(reference=reference, by=request.actor, at=request.at)


@needs("recipient.verify")
@require_safe
def recipients(request: Visit, reference: str) -> HttpResponse:
    """Show who receives what was approved, and who of them is verified."""
    case, found = _recipients_of(request, reference)
    page = {"case": case, "recipients": found, "marking": usual_marking(), "words": words()}
    return render(request, "disclosure/recipients.jinja2", page)


@needs("recipient.verify")
@require_http_methods(READ_OR_ACT)
def verify_recipient(request: Visit, reference: str, number: int) -> HttpResponse:
    """Record the check of one recipient."""
    by, at = request.actor, request.at
    case, found = _recipients_of(request, reference)
    checked = next((each for each in found if each.recipient.number == number), None)
    if checked is None:
        raise Http404
    is_public = checked.recipient.account_id is None
    form = forms.VerifyRecipient(posted(request), is_public=is_public)

    def act() -> object:
        return actions.verify_recipient(
            reference=reference, number=number, evidence=form.given(), by=by, at=at
        )

    return answer(
        request,
        form,
        act,
        template="disclosure/verify_recipient.jinja2",
        then=_to("disclosure:recipients", reference),
        said=_("The check was recorded."),
        case=case,
        recipient=checked.recipient,
        marking=usual_marking(),
        words=words(),
    )


@needs("package.prepare")
@require_http_methods(READ_OR_ACT)
def prepare(request: Visit, reference: str) -> HttpResponse:
    """Build the package of an approval."""
    by, at = request.actor, request.at
    return answer(
        request,
        forms.Nothing(posted(request)),
        lambda: actions.prepare(reference=reference, by=by, at=at),
        template="disclosure/prepare.jinja2",
        then=_to("disclosure:package", reference),
        said=_("The package was prepared. A second person must check it."),
        case=queries.case_of(reference, "package.prepare", viewer=by),
    )


@needs("package.inspect")
@require_safe
def package(request: Visit, reference: str) -> HttpResponse:
    """Show the exact bytes of a package, file by file."""
    return render(request, "disclosure/package.jinja2", _laid_open(request, reference))


@needs("package.inspect")
@require_safe
def file(request: Visit, reference: str, number: int) -> HttpResponseBase:
    """Give out one file of a package; looking at it is recorded."""
    _package, content = actions.inspect(reference=reference, by=request.actor, at=request.at)
    opened = unpack(content)
    names = names_of(opened)
    if number >= len(names):
        raise Http404
    name = names[number]
    ending = name[name.rfind(".") :].lower()
    media_type = MEDIA_TYPES.get(ending, "application/octet-stream")
    return attachment(opened.files[name], name=name, content_type=media_type)


@needs("package.check")
@require_http_methods(READ_OR_ACT)
def check(request: Visit, reference: str) -> HttpResponse:
    """Confirm, as a second person, that these bytes may leave."""
    by, at = request.actor, request.at
    page = _laid_open(request, reference, to_check=True)
    form = forms.Check(posted(request), initial={"bytes_hash": page["package"].bytes_hash})

    def act() -> object:
        said = form.cleaned_data
        return actions.check(
            reference=reference, bytes_hash=said["bytes_hash"], note=said["note"], by=by, at=at
        )

    return answer(
        request,
        form,
        act,
        template="disclosure/check.jinja2",
        then=_to("casework:case", reference),
        said=_("The second check was passed."),
        **page,
    )


@needs("package.check")
@require_http_methods(READ_OR_ACT)
def send_back(request: Visit, reference: str) -> HttpResponse:
    """Send a package back to preparation."""
    by, at = request.actor, request.at
    form = forms.SendBack(posted(request))
    return answer(
        request,
        form,
        lambda: actions.send_back(reference=reference, **form.cleaned_data, by=by, at=at),
        template="disclosure/send_back.jinja2",
        then=_to("casework:case", reference),
        said=_("The package was sent back."),
        case=queries.package_to("package.check", reference, viewer=by)[0],
    )


@needs("package.release")
@require_http_methods(READ_OR_ACT)
def release(request: Visit, reference: str) -> HttpResponse:
    """Show the five checks, then release; what must be given to a member of the public is shown once."""
    by, at = request.actor, request.at
    if request.method != "POST":
        found = actions.open_release(reference=reference, by=by, at=at)
        page = {"found": found, "case": found.case, "marking": found.package.marking, "words": words()}
        return render(request, "disclosure/release.jinja2", page)
    done = actions.release(reference=reference, by=by, at=at)
    messages.success(request, _("The package was released."))
    if not done.secrets:
        return redirect("casework:case", reference=reference)
    given = [
        (each.recipient, request.build_absolute_uri(reverse("receipt:collect", args=[token])), code)
        for each in done.deliveries
        for token, code in [done.secrets.get(str(each.pk), ("", ""))]
        if token
    ]
    page = {"case": done.package.case, "given": given, "marking": done.package.marking}
    return render(request, "disclosure/released.jinja2", page)


@needs("package.release")
@require_safe
def delivery(request: Visit, reference: str, number: int) -> HttpResponse:
    """Show what can be recorded of a delivery."""
    case, found = queries.delivery_of(reference, number, viewer=request.actor)
    page = {"case": case, "delivery": found, "marking": found.package.marking, "words": words()}
    return render(request, "disclosure/delivery.jinja2", page)


@needs("package.release")
@require_POST
def bounce(request: Visit, reference: str, number: int) -> HttpResponse:
    """Record that the notice to a recipient came back."""
    actions.record_bounce(reference=reference, number=number, by=request.actor, at=request.at)
    messages.success(request, _("It was recorded that the notice came back. Reach the person another way."))
    return redirect("casework:case", reference=reference)
