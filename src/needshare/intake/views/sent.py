"""What a requester can do with a request that was sent: see that it arrived, correct it, withdraw it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from needshare.intake import actions
from needshare.intake.forms.asking import Withdrawal
from needshare.pathway import queries as pathway
from needshare.web.doorways import Visit, needs


@needs("request.view")
@require_safe
def sent(request: Visit, reference: str) -> HttpResponse:
    """Confirm that a request arrived: its reference, its clock and what happens next."""
    case = pathway.case_for_step(reference, "request.view", viewer=request.actor)
    return render(request, "intake/sent.jinja2", {"case": case})


@needs("request.resubmit")
@require_POST
def correct(request: Visit, reference: str) -> HttpResponse:
    """Open a returned request for correcting."""
    kept = actions.start_correction(reference=reference, by=request.actor, at=request.at)
    return redirect("intake:draft", draft_id=kept.pk)


@needs("request.withdraw")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Visit, reference: str) -> HttpResponse:
    """Ask why, and withdraw a request that has not been decided."""
    form = Withdrawal(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        case = actions.withdraw(reference=reference, reason=reason, by=request.actor, at=request.at)
        return redirect("intake:sent", reference=case.reference)
    case = pathway.case_for_step(reference, "request.withdraw", viewer=request.actor)
    status = 422 if form.errors else 200
    return render(request, "intake/withdraw.jinja2", {"form": form, "case": case}, status=status)
