"""Pages on which a named person decides: what lies before them, and one page for each answer."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.accounts.access import must_be_confirmed
from needshare.assessment.forms import first_basis
from needshare.assessment.terms import HarmLevel
from needshare.decision import actions, forms, queries
from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Invalid
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted

READ_OR_ACT = ["GET", "HEAD", "POST"]


def words() -> dict[str, dict[str, str]]:
    """Give the labels of what these pages show, by stored word."""
    pack = current_pack()
    shown = ("category", "gateway", "purpose", "subject_role", "harm", "harm_of_not_sharing")
    return {**{name: pack.words(name) for name in shown}, "level": HarmLevel.labels()}


def _page_of(reference: str) -> str:
    return reverse("casework:case", kwargs={"reference": reference})


def _laid_before(
    request: Visit, reference: str, outcome: DecisionOutcome = DecisionOutcome.DISCLOSE_FULL
) -> queries.Considered:
    """Lay a case before its decider, who gives a fresh code first.

    Who sends a page is not led away to give one: reasons take longer to write than a code stays fresh,
    and what was typed would be lost. The act asks for the code, on the page itself.
    """
    if request.method != "POST":
        must_be_confirmed(request.actor, request.at)
    start = first_basis(request.GET)
    by, at = request.actor, request.at
    return actions.consider(reference=reference, outcome=outcome, bases_from=start, by=by, at=at)


@needs("case.decide")
@require_safe
def decide(request: Visit, reference: str) -> HttpResponse:
    """Lay a case before its decider."""
    found = _laid_before(request, reference)
    page = {"found": found, "case": found.case, "marking": found.marking, "words": words()}
    return render(request, "decision/decide.jinja2", page)


@needs("case.decide")
@require_http_methods(READ_OR_ACT)
def share(request: Visit, reference: str) -> HttpResponse:
    """Approve sharing on one basis, in full or, where an item is withheld, in part."""
    by, at = request.actor, request.at
    found = _laid_before(request, reference)
    basis_id = request.GET.get("basis", "")
    form = forms.Share(posted(request), considered=found, basis_id=basis_id)

    def act() -> object:
        decided = actions.approve if form.is_whole else actions.approve_in_part
        reasoning = form.reasoning()
        try:
            return decided(reference=reference, approval=form.approval(), reasoning=reasoning, by=by, at=at)
        except Invalid as refusal:
            raise form.placed(refusal) from refusal

    return answer(
        request,
        form,
        act,
        template="decision/share.jinja2",
        then=_page_of(reference),
        said=_("The decision to share was recorded."),
        case=found.case,
        found=found,
        basis=form.basis,
        marking=found.marking,
        words=words(),
    )


Act = Callable[..., object]
PAGES = {
    DecisionOutcome.REFUSE: "refuse",
    DecisionOutcome.REFER: "refer",
    DecisionOutcome.NOT_HELD: "not_held",
    DecisionOutcome.NCND: "neither",
    DecisionOutcome.DEFER: "defer",
}


def _other(
    request: Visit, reference: str, outcome: DecisionOutcome, asked: type[forms.Reasons], act: Act, said: str
) -> HttpResponse:
    """Show the page of one other answer, with the case and the findings of the basis it relies on.

    What is asked first of all on a page (`first`) is given to the act by name.
    """
    found, page = _laid_before(request, reference, outcome), PAGES[outcome]
    form = asked(posted(request), considered=found)

    def do() -> object:
        first = {name: form.cleaned_data[name] for name in form.first}
        return act(reference=reference, reasoning=form.reasoning(), by=request.actor, at=request.at, **first)

    template = f"decision/{page}.jinja2"
    shown = {
        "case": found.case,
        "found": found,
        "basis": form.basis,
        "marking": found.marking,
        "words": words(),
        **form.also_shown(at=request.at),
    }
    if "preview" in request.POST:  # nothing is decided: what was typed is shown as it would go out
        return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
    return answer(request, form, do, template=template, then=_page_of(reference), said=said, **shown)


@needs("case.decide")
@require_http_methods(READ_OR_ACT)
def refuse(request: Visit, reference: str) -> HttpResponse:
    """Refuse."""
    said = _("The refusal was recorded.")
    return _other(request, reference, DecisionOutcome.REFUSE, forms.Refuse, actions.refuse, said)


@needs("case.decide")
@require_http_methods(READ_OR_ACT)
def refer(request: Visit, reference: str) -> HttpResponse:
    """Refer a doubt to somebody who can settle it."""
    said = _("The case was referred.")
    return _other(request, reference, DecisionOutcome.REFER, forms.Refer, actions.refer, said)


@needs("case.decide")
@require_http_methods(READ_OR_ACT)
def not_held(request: Visit, reference: str) -> HttpResponse:
    """Answer that nothing is held."""
    said = _("The answer was recorded.")
    return _other(request, reference, DecisionOutcome.NOT_HELD, forms.NotHeld, actions.not_held, said)


@needs("case.neither")
@require_http_methods(READ_OR_ACT)
def neither(request: Visit, reference: str) -> HttpResponse:
    """Neither confirm nor deny."""
    said = _("The answer was recorded.")
    act = actions.neither_confirm_nor_deny
    return _other(request, reference, DecisionOutcome.NCND, forms.Neither, act, said)


@needs("case.decide")
@require_http_methods(READ_OR_ACT)
def defer(request: Visit, reference: str) -> HttpResponse:
    """Put the answer off to a day."""
    said = _("The decision was deferred.")
    return _other(request, reference, DecisionOutcome.DEFER, forms.Defer, actions.defer, said)


@needs("case.advise")
@require_http_methods(READ_OR_ACT)
def send_back(request: Visit, reference: str) -> HttpResponse:
    """Send a case back for more assessment."""
    by, at = request.actor, request.at
    form = forms.Reason(posted(request))
    return answer(
        request,
        form,
        lambda: actions.send_back(reference=reference, **form.cleaned_data, by=by, at=at),
        template="decision/send_back.jinja2",
        then=_page_of(reference),
        said=_("The case was sent back."),
        case=queries.case_to_send_back(reference, viewer=by),
    )


@needs("case.reopen")
@require_http_methods(READ_OR_ACT)
def reopen(request: Visit, reference: str) -> HttpResponse:
    """Put a decision before a decider again."""
    by, at = request.actor, request.at
    form = forms.Reopen(posted(request))
    return answer(
        request,
        form,
        lambda: actions.reopen(reference=reference, **form.cleaned_data, by=by, at=at),
        template="decision/reopen.jinja2",
        then=_page_of(reference),
        said=_("The decision was reopened."),
        case=queries.case_of(reference, "case.reopen", viewer=by),
    )
