"""An item after it was added: a further version, a report that it is wrong, and how that was settled."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.documents import access, actions, queries
from needshare.documents.forms.changing import Dispute, NewVersion, Settlement
from needshare.documents.terms import Accuracy
from needshare.kernel import Invalid
from needshare.policy import usual_marking
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, posted
from needshare.web.forms import add_refusal

READ_OR_ACT = ["GET", "HEAD", "POST"]


@needs("item.add")
@require_http_methods(READ_OR_ACT)
def version(request: Visit, version_id: UUID) -> HttpResponse:
    """Add a further version of an item; the earlier ones stay."""
    held = queries.item_version(version_id, viewer=request.actor)
    access.must_be_able_to_change(request.actor, held.item)
    form = NewVersion(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_version(
                item_id=held.item_id, content=form.content(), by=request.actor, at=request.at
            )
        except Invalid as refusal:
            add_refusal(form, refusal, NewVersion.PLACES)
        else:
            messages.success(request, _("The version is added. What was approved of this item lapses."))
            return redirect("documents:item", version_id=added.pk)
    page = {"form": form, "version": held, "marking": held.item.marking}
    return render(request, "documents/version.jinja2", page, status=422 if form.errors else 200)


@needs("item.dispute")
@require_http_methods(READ_OR_ACT)
def dispute(request: Visit, item_id: UUID) -> HttpResponse:
    """Report that an item may be wrong; also who may not open it can, so nothing of it is shown."""
    by = request.actor
    item = queries.item_in_doubt(item_id, viewer=by)
    form = Dispute(posted(request))
    return answer(
        request,
        form,
        lambda: actions.mark_disputed(item_id=item_id, **form.cleaned_data, by=by, at=request.at),
        template="documents/dispute.jinja2",
        then=reverse("documents:dispute", args=[item_id]),
        said=_("It is recorded that the item may be wrong."),
        item_id=item_id,
        is_disputed=item.disputed_at is not None,
        may_settle=access.may_change(by, item),
        marking=usual_marking(),
    )


@needs("item.add")
@require_http_methods(READ_OR_ACT)
def settle(request: Visit, item_id: UUID) -> HttpResponse:
    """End a dispute, saying how."""
    by = request.actor
    item = queries.item(item_id, viewer=by)
    access.must_be_able_to_change(by, item)
    form = Settlement(posted(request))

    def act() -> object:
        said = form.cleaned_data
        return actions.settle_dispute(
            item_id=item_id, accuracy=Accuracy(said["accuracy"]), reason=said["reason"], by=by, at=request.at
        )

    return answer(
        request,
        form,
        act,
        template="documents/settle.jinja2",
        then=reverse("documents:dispute", args=[item_id]),
        said=_("The dispute is settled."),
        item=item,
        marking=item.marking,
    )
