"""Pages on which people declare their interests, step out of a case, and settle what touches one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.kernel import require
from needshare.pathway import actions, queries
from needshare.pathway.forms import Declarations, DeclareConflict, SettleInterest
from needshare.pathway.rules import Interest
from needshare.pathway.terms import InterestOutcome
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

FIELDS = ("names", "addresses", "telephones", "household", "relations")


@needs("interest.declare")
@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: Visit) -> HttpResponse:
    """Show one's own declarations, and keep them anew."""
    by, at = request.actor, request.at
    kept, declared_at = queries.own_interest(viewer=by)
    form = Declarations(posted(request), initial={name: "\n".join(getattr(kept, name)) for name in FIELDS})

    def act() -> None:
        given = {name: tuple(form.cleaned_data[name].splitlines()) for name in FIELDS}
        actions.declare_interests(interest=Interest(**given), by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="pathway/declarations.jinja2",
        then=reverse("pathway:declarations"),
        said=_("Your declarations are kept."),
        declared_at=declared_at,
    )


@needs("case.declare_conflict")
@require_http_methods(["GET", "HEAD", "POST"])
def declare_conflict(request: Visit, reference: str) -> HttpResponse:
    """Step out of a case because one knows somebody it is about."""
    by, at = request.actor, request.at
    case = queries.case_in_index(reference, viewer=by)
    require(queries.may_do("case.declare_conflict", case, viewer=by))
    form = DeclareConflict(posted(request))

    def act() -> None:
        actions.declare_conflict(reference=case.reference, words=form.cleaned_data["words"], by=by, at=at)

    return answer(
        request,
        form,
        act,
        template="pathway/declare_conflict.jinja2",
        then=reverse("casework:home"),
        said=_("You have stepped out of the case."),
        case=case,
    )


@needs("conflict.settle")
@require_safe
def interests(request: Visit) -> HttpResponse:
    """List the interests that wait for somebody independent."""
    return render(request, "pathway/interests.jinja2", {"checks": queries.checks_waiting(request.actor)})


@needs("conflict.settle")
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: Visit, check: UUID) -> HttpResponse:
    """Show whose interest may touch a case, and settle it."""
    by, at = request.actor, request.at
    found = actions.look_at_check(check_id=check, by=by, at=at)
    form = SettleInterest(posted(request))

    def act() -> None:
        given = form.cleaned_data
        actions.settle_check(
            check_id=check,
            outcome=InterestOutcome(given["outcome"]),
            words=given["words"],
            to=given["to"],
            by=by,
            at=at,
        )

    return answer(
        request,
        form,
        act,
        template="pathway/interest.jinja2",
        then=reverse("pathway:interests"),
        said=_("It is settled."),
        check=found,
    )
