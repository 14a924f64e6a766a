"""The pages of casework: your desk, the search, the list of cases, one case."""

from collections.abc import Mapping
from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from needshare.challenges.views import remind
from needshare.decision.rules import grouped
from needshare.decision.terms import DecisionOutcome, ModelHeading, ReferTo
from needshare.disclosure.terms import DeliveryState, FiveChecks, PackageState
from needshare.documents.terms import Label, SubjectRole
from needshare.intake.terms import SubjectAware
from needshare.kernel import Blocked, Unknown
from needshare.pathway.access import REASON_NEEDED
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, usual_marking
from needshare.policy.scheme_parts import whole_scheme
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import carried_out, posted

from . import actions, forms, queries
from .queries.listing import GROUPS
from .terms import Doing

COLOURS = {
    Stage.AWAITING_DECISION: "yellow",
    Stage.ON_HOLD: "orange",
    Stage.RETURNED_FOR_MORE: "orange",
    Stage.DEFERRED: "orange",
    Stage.CLOSED: "grey",
    Stage.WITHDRAWN: "grey",
}
STAGES = {stage.value: (stage.label, COLOURS.get(stage, "blue")) for stage in Stage}


@needs("signed_in")
@require_safe
def home(request: Visit) -> HttpResponse:
    """Go where a person's work is: the desk, or a partner's own requests."""
    return redirect("casework:desk" if request.actor.is_force else "receipt:requests")


@needs("signed_in")
@require_safe
def desk(request: Visit) -> HttpResponse:
    """Show what waits for a person, overdue first."""
    found = queries.desk_of(request.actor, at=request.at)
    page = {"desk": found, "overdue": found.overdue(request.at), "stages": STAGES, "purposes": purposes()}
    return render(request, "casework/desk.jinja2", page)


@needs("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Visit) -> HttpResponse:
    """Search, and show what was found by kind; what is typed never stands in an address."""
    by, found = request.actor, list[queries.Findings]()
    kinds = queries.sought_by(by)
    is_begun = "begin" in request.POST  # typed into the palette, where no reason is asked yet
    given = {"initial": {"words": request.POST.get("words", "")}} if is_begun else {"data": posted(request)}
    form, start = forms.Search(**given, kinds=kinds), forms.Further.of(request.POST)
    is_done = carried_out(
        form,
        lambda: found.append(actions.search(**form.asked(start), by=by, at=request.at)),
    )
    if is_done:
        remind(request)
    page = {
        "form": form,
        "found": found[0] if is_done else None,
        "start": start,
        "most": forms.MOST_OF_EACH if is_done and not form.cleaned_data["kind"] else 0,
        "kinds": kinds,
        "stages": STAGES,
        "marking": usual_marking() if is_done else "",
    }
    return render(request, "casework/search.jinja2", page, status=422 if form.errors else 200)


@needs("signed_in")
@require_safe
def places(request: Visit) -> HttpResponse:
    """List every page a person is offered, and the references they met last; the palette reads it too."""
    return render(request, "casework/places.jinja2", {"references": queries.newest_references(request.actor)})


@needs("signed_in")
@require_safe
def may_share(request: Visit) -> HttpResponse:
    """Show a person what they may ask, decide and release, and whom to ask for the rest."""
    own, pack = queries.own_part(request.actor, at=request.at), current_pack()
    shown = ("role", "referral", "purpose", "category", "subject_role", "method", "marking")
    words = {name: pack.words(name) for name in shown}
    return render(request, "casework/may_share.jinja2", {"own": own, "words": words, "parts": tuple(Doing)})


@needs("signed_in")
@require_safe
def schemes(request: Visit) -> HttpResponse:
    """List the schemes of the policy in force."""
    return render(request, "casework/schemes.jinja2", {"schemes": tuple(current_pack().schemes.values())})


@needs("signed_in")
@require_safe
def scheme_page(request: Visit, scheme: str) -> HttpResponse:
    """Show one scheme: what is asked, by when, who decides, by which rules, on what law."""
    pack = current_pack()
    whole = whole_scheme(pack, scheme)
    shown = ("role", "referral", "purpose", "gateway")
    words = {name: pack.words(name) for name in shown}
    context = {"whole": whole, "scheme": whole.scheme, "words": words, "codes": pack.codes}
    return render(request, "casework/scheme.jinja2", context)


@needs("case.list")
@require_safe
def cases(request: Visit) -> HttpResponse:
    """List cases, fifty at a time."""
    asked = forms.Narrow(request.GET)
    asked.full_clean()
    group = asked.cleaned_data.get("group", "")
    group = group if group in GROUPS else "open"
    before = asked.cleaned_data.get("before")
    found = queries.case_list(request.actor, group=group, before=before)
    address = reverse("casework:cases")
    page = {
        "rows": found.rows,
        "group": group,
        "address": address,
        "older": f"{address}?group={group}&before={found.older}" if found.older else "",
        "newest": f"{address}?group={group}" if before else "",
        "stages": STAGES,
        "purposes": purposes(),
    }
    return render(request, "casework/cases.jinja2", page)


@needs("case.view")
@require_safe
def case(request: Visit, reference: str) -> HttpResponse:
    """Open one case; who has no ground to is asked for a reason first."""
    asked = forms.Look.of(request.GET)
    try:
        found = actions.open_case_page(
            reference=reference,
            unfolded=asked.unfolded,
            also=asked.also,
            by=request.actor,
            at=request.at,
        )
    except Blocked as refusal:
        if REASON_NEEDED not in refusal.codes:
            raise
        return redirect("pathway:give_reason", reference=reference)
    page = {
        "page": found,
        "case": found.case,
        "marking": found.marking,
        "words": words(),
        "stages": STAGES,
        "look": asked,
        "grouped": grouped,
    }
    return render(request, "casework/case.jinja2", page)


@needs("case.view")
@require_safe
def why(request: Visit, reference: str) -> HttpResponse:
    """Show on one page, for the record and for paper, why a case was decided as it was."""
    try:
        found = actions.open_case_page(reference=reference, by=request.actor, at=request.at)
    except Blocked as refusal:
        if REASON_NEEDED not in refusal.codes:
            raise
        return redirect("pathway:give_reason", reference=reference)
    if found.decision is None:
        raise Unknown
    row = next((each for each in current_pack().authorities if each.id == found.decision.authority), None)
    page = {
        "page": found,
        "case": found.case,
        "decision": found.decision,
        "authority": row,
        "marking": found.marking,
        "words": words(),
    }
    return render(request, "casework/why.jinja2", page)


def purposes() -> dict[str, str]:
    """Give the labels of purposes by their stored words."""
    return current_pack().words("purpose")


def words() -> Mapping[str, Mapping[str, str]]:
    """Give the labels of every list that the page of a case shows, by stored word."""
    return _words_of(current_pack().sha256)


@lru_cache(maxsize=8)  # one for each pack in force: forces have layers of their own
def _words_of(_sha256: str) -> Mapping[str, Mapping[str, str]]:
    pack = current_pack()
    shown = (
        "purpose",
        "gateway",
        "category",
        "method",
        "subject_role",
        "urgency",
        "channel",
        "verification_method",
        "opening_purpose",
    )
    return {
        **{name: pack.words(name) for name in shown},
        "condition": {code: each.text for code, each in pack.conditions.items()},
        "subject_aware": SubjectAware.labels(),
        "item_label": Label.labels(),
        "item_role": SubjectRole.labels(),
        "decision_outcome": DecisionOutcome.labels(),
        "model_heading": ModelHeading.labels(),
        "refer_to": ReferTo.labels(),
        "check": FiveChecks.labels(),
        "package_state": PackageState.labels(),
        "delivery_state": DeliveryState.labels(),
    }
