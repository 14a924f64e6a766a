"""The register of agreements, one agreement, the check whether an organisation is signed up, and its keeping."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.kernel import Actor, Conflict, Invalid
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted
from needshare.web.forms import add_refusal
from needshare.web.rows import changes_rows

from . import access, actions, queries
from .forms import NewAgreement, NewVersion, Signature, SignedUpCheck, Standing, as_answers
from .models import Agreement, AgreementVersion
from .rules import LISTS
from .terms import Status


@needs("agreement.list")
@require_safe
def register(request: Visit) -> HttpResponse:
    """List the agreements one may know of, by reference."""
    after = request.GET.get("after", "")
    page = queries.register(request.actor, at=request.at, after=after)
    context = {
        "page": page,
        "is_first": not after,
        "purposes": current_pack().words("purpose"),
        "may_add": access.may_keep(request.actor),
    }
    return render(request, "agreements/register.jinja2", context)


@needs("agreement.view")
@require_safe
def agreement(request: Visit, reference: str) -> HttpResponse:
    """Show one agreement: who agreed what, until when, and its versions."""
    found = queries.agreement(reference, viewer=request.actor)
    line = queries.Listed.of(found, on=localdate(request.at))
    today = localdate(request.at)
    context = {
        "agreement": found,
        "line": line,
        "says": _in_words(line.version),
        "versions": [(each, each.status_on(today)) for each in found.versions.all()],
        "may_change": access.may_change(request.actor, found.owner_id),
        "may_suspend": access.may_suspend(request.actor, found.owner_id),
        "markings": current_pack().words("marking"),
        "terms": current_pack().words("agreement_term"),
    }
    return render(request, "agreements/agreement.jinja2", context)


def _in_words(version: AgreementVersion) -> dict[str, list[str]]:
    """Give the labels of each list a version names."""
    pack = current_pack()
    return {
        name: [pack.words(list_name).get(word, word) for word in getattr(version, name)]
        for name, list_name in LISTS.items()
    }


@needs("agreement.list")
@require_safe
def check(request: Visit) -> HttpResponse:
    """Answer whether an organisation is signed up for a purpose now, and under what."""
    form = SignedUpCheck(request.GET if request.GET else None, viewer=request.actor)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        organisation, purpose = form.cleaned_data["organisation"], form.cleaned_data["purpose"]
        told = queries.signed_up(UUID(organisation), purpose=purpose, at=request.at, viewer=request.actor)
        codes = current_pack().codes
        context |= {
            "answer": told,
            "organisation": dict(form.fields["organisation"].choices)[organisation],  # type: ignore[attr-defined]
            "purpose": current_pack().words("purpose")[purpose],
            "reasons": {code: codes[code].label for _line, code in told.not_under if code in codes},
        }
    return render(request, "agreements/check.jinja2", context, status=422 if form.errors else 200)


@needs("agreement.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Visit) -> HttpResponse:
    """Enter an agreement."""
    access.must_be_able_to_add(request.actor)
    if request.method != "POST":
        own = {"parties": [{"organisation": str(request.actor.owner)}]}
        return _adding(request, NewAgreement(viewer=request.actor, initial=own))
    if changes_rows(request.POST):
        return _adding(request, NewAgreement.with_rows_changed(request.POST, viewer=request.actor))
    form = NewAgreement(request.POST, viewer=request.actor)
    if form.is_valid():
        reference = form.cleaned_data["reference"]
        try:
            actions.add(reference=reference, agreed=form.agreed(), by=request.actor, at=request.at)
        except Invalid as refusal:
            add_refusal(form, form.placed(refusal))
        except Conflict as refusal:
            add_refusal(form, Invalid.field("reference", refusal.reason))
        else:
            return redirect("agreements:agreement", reference=reference)
    return _adding(request, form)


def _adding(request: Visit, form: NewVersion, agreement: Agreement | None = None) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "agreements/add.jinja2", {"form": form, "agreement": agreement}, status=status)


def _to_change(request: Visit, reference: str) -> tuple[Agreement, AgreementVersion]:
    """Return an agreement of the force's own and its newest version, to somebody who keeps it."""
    found = queries.agreement(reference, viewer=request.actor)
    access.must_be_able_to_change(request.actor, found.owner_id)
    return found, max(found.versions.all(), key=lambda version: version.number)


@needs("agreement.change")
@require_http_methods(["GET", "HEAD", "POST"])
def add_version(request: Visit, reference: str) -> HttpResponse:
    """Enter a new version of an agreement, beginning with what the last one says."""
    found, newest = _to_change(request, reference)
    if request.method != "POST":
        answers = as_answers(newest, found)
        return _adding(request, NewVersion(viewer=request.actor, initial=answers), found)
    if changes_rows(request.POST):
        return _adding(request, NewVersion.with_rows_changed(request.POST, viewer=request.actor), found)
    form = NewVersion(request.POST, viewer=request.actor)
    if form.is_valid():
        try:
            actions.add_version(reference=reference, agreed=form.agreed(), by=request.actor, at=request.at)
        except Invalid as refusal:
            add_refusal(form, form.placed(refusal))
        except Conflict as refusal:
            add_refusal(form, Invalid.field("number", refusal.reason))
        else:
            return redirect("agreements:agreement", reference=reference)
    return _adding(request, form, found)


@needs("agreement.change")
@require_http_methods(["GET", "HEAD", "POST"])
def record_signature(request: Visit, reference: str) -> HttpResponse:
    """Record that a party has signed the newest version."""
    found, newest = _to_change(request, reference)
    parties = [
        (str(each.organisation_id), each.organisation.name)
        for each in newest.parties.all()
        if each.signed_on is None
    ]
    form = Signature(posted(request), parties=parties)

    def act() -> object:
        said = form.cleaned_data
        return actions.record_signature(
            reference=reference,
            organisation=UUID(said["organisation"]),
            signed_on=said["signed_on"],
            by=request.actor,
            at=request.at,
        )

    return answer(
        request,
        form,
        act,
        template="agreements/signature.jinja2",
        then=reverse("agreements:agreement", kwargs={"reference": reference}),
        said=_("The signature was recorded."),
        agreement=found,
        version=newest,
        parties=parties,
    )


@needs("agreement.suspend")
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: Visit, reference: str) -> HttpResponse:
    """Suspend an agreement: nothing can be shared under it from then on."""
    must = access.must_be_able_to_suspend
    return _changing(request, reference, Status.SUSPENDED, actions.suspend, must)


@needs("agreement.change")
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: Visit, reference: str) -> HttpResponse:
    """Let a suspended agreement stand again."""
    return _changing(request, reference, Status.IN_FORCE, actions.resume)


@needs("agreement.change")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Visit, reference: str) -> HttpResponse:
    """Withdraw from an agreement for good."""
    return _changing(request, reference, Status.WITHDRAWN, actions.withdraw)


def _changing(
    request: Visit,
    reference: str,
    to: Status,
    act: Callable[..., AgreementVersion],
    must: Callable[[Actor, UUID], None] = access.must_be_able_to_change,
) -> HttpResponse:
    found = queries.agreement(reference, viewer=request.actor)
    must(request.actor, found.owner_id)
    form = Standing(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            act(reference=reference, reason=reason, by=request.actor, at=request.at)
        except Invalid as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("agreements:agreement", reference=reference)
    context = {"form": form, "agreement": found, "to": to.value}
    return render(request, "agreements/standing.jinja2", context, status=422 if form.errors else 200)
