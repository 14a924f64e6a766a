"""Say that there is material elsewhere, so that it is decided of like what is held here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.documents import access, actions
from needshare.documents.forms.pointing import HeldElsewhere
from needshare.documents.models import ItemVersion
from needshare.kernel import Invalid
from needshare.policy import usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import posted
from needshare.web.forms import add_refusal


@needs("item.add")
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: Visit) -> HttpResponse:
    """Note that material is held elsewhere."""
    access.must_be_able_to_add(request.actor)
    form = HeldElsewhere(posted(request), initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        version = _noted(request, form)
        if version is not None:
            messages.success(request, _("It is noted that this is held elsewhere"))
            return redirect("documents:item", version_id=version.pk)
    context: dict[str, Any] = {"form": form, "marking": usual_marking()}
    return render(request, "documents/elsewhere.jinja2", context, status=422 if form.errors else 200)


def _noted(request: Visit, form: HeldElsewhere) -> ItemVersion | None:
    try:
        return actions.note_held_elsewhere(
            pointer=form.pointer(), links=form.links(), by=request.actor, at=request.at
        )
    except Invalid as refusal:
        add_refusal(form, refusal, HeldElsewhere.PLACES)
        return None
