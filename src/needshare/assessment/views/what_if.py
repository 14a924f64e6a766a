"""Pages on which a change of the policy is tried on past assessments, in a sandbox."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.assessment import access, actions, queries
from needshare.assessment.forms import ChangedAgreement, ChangedGateway, ChangedLayer, TriedChange
from needshare.assessment.models import WhatIf
from needshare.assessment.terms import ChangeKind
from needshare.kernel import Outcome
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.formpages import carried_out, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]
AT_ONCE = 50


def words() -> dict[str, dict[str, str]]:
    """Give the labels of what these pages show, by stored word."""
    pack = current_pack()
    return {
        "kind": ChangeKind.labels(),
        "outcome": Outcome.labels(),
        "test": {test.id: test.label for test in pack.tests},
        "code": {code.id: code.label for code in pack.codes.values()},
        "gateway": pack.words("gateway"),
        "part": {
            name: str(field.label or "")
            for form in (ChangedAgreement, ChangedGateway, ChangedLayer)
            for name, field in form.base_fields.items()
        },
    }


@needs("what_if.view")
@require_safe
def what_ifs(request: Visit) -> HttpResponse:
    """List what was tried, and offer to try something."""
    found = queries.what_ifs(request.actor)
    page = {"what_ifs": found, "may_try": access.may_try(request.actor), "words": words()}
    return render(request, "assessment/what_ifs.jinja2", page)


def _trying(request: Visit, form: TriedChange, subject: str, **page: Any) -> HttpResponseBase:
    access.must_be_able_to_try(request.actor)
    made: list[WhatIf] = []

    def act() -> None:
        change = form.change(subject or form.cleaned_data.get("subject", ""))
        reason = form.cleaned_data["reason"]
        made.append(actions.try_change(change=change, reason=reason, by=request.actor, at=request.at))

    if request.method == "POST" and carried_out(form, act):
        return redirect("assessment:what_if", what_if=made[0].pk)
    context = {"form": form, "subject": subject, **page}
    return render(request, "assessment/try_change.jinja2", context, status=422 if form.errors else 200)


@needs("what_if.try")
@require_http_methods(READ_OR_ACT)
def try_agreement(request: Visit, reference: str) -> HttpResponseBase:
    """Change an agreement in the sandbox, beginning with what it says now."""
    known = queries.agreement_named(reference, viewer=request.actor)
    return _trying(request, ChangedAgreement(posted(request), known=known, initial=known), reference)


@needs("what_if.try")
@require_http_methods(READ_OR_ACT)
def try_gateway(request: Visit) -> HttpResponseBase:
    """Change a gateway in the sandbox: when it ends, above all."""
    return _trying(request, ChangedGateway(posted(request)), "")


@needs("what_if.try")
@require_http_methods(READ_OR_ACT)
def try_layer(request: Visit) -> HttpResponseBase:
    """Change the force's own layer of the policy in the sandbox."""
    return _trying(request, ChangedLayer(posted(request)), "layer")


@needs("what_if.view")
@require_safe
def what_if(request: Visit, what_if: UUID) -> HttpResponse:
    """Show how far the work is, and what would differ so far."""
    found = actions.open_what_if(what_if_id=what_if, by=request.actor, at=request.at)
    start = _place(request.GET.get("from", ""))
    page = {
        "tried": found,
        "what_if": found.what_if,
        "shown": found.changed[start : start + AT_ONCE],
        "start": start,
        "next": start + AT_ONCE if start + AT_ONCE < len(found.changed) else None,
        "words": words(),
    }
    return render(request, "assessment/what_if.jinja2", page)


@needs("what_if.view")
@require_safe
def what_if_progress(request: Visit, what_if: UUID) -> HttpResponse:
    """Say how far the work is, and nothing of what was found."""
    found = queries.what_if_named(what_if, viewer=request.actor)
    return JsonResponse(
        {"done": found.done, "total": found.total, "is_finished": found.finished_at is not None}
    )


def _place(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0


@needs("what_if.view")
@require_safe
def what_if_file(request: Visit, what_if: UUID) -> HttpResponseBase:
    """Give out everything that would differ, a row for each finding."""
    found = actions.open_what_if(what_if_id=what_if, by=request.actor, at=request.at)
    file = io.StringIO()
    csv.writer(file).writerows(_rows(found))
    return attachment(file.getvalue().encode(), name="what-if.csv", content_type="text/csv; charset=utf-8")


def _rows(found: queries.Tried) -> Iterator[list[str]]:
    yield [
        _("Case"),
        _("Assessment"),
        _("Released"),
        _("Loses its basis"),
        _("Outcome now"),
        _("Outcome then"),
        _("Item"),
        _("Test"),
        _("Finding now"),
        _("Codes now"),
        _("Finding then"),
        _("Codes then"),
    ]
    for each in found.changed:
        head = [
            each.reference,
            str(each.number),
            "1" if each.is_released else "0",
            "1" if each.loses_basis else "0",
            each.before,
            each.after or "",
        ]
        for test in each.tests or ({"item": None, "test": "", "before": None, "after": None},):
            item = "" if test["item"] is None else str(test["item"])
            yield [*head, item, test["test"], *_answer(test["before"]), *_answer(test["after"])]


def _answer(answer: dict[str, Any] | None) -> tuple[str, str]:
    return (answer["outcome"], " ".join(answer["codes"]).upper()) if answer else ("", "")
