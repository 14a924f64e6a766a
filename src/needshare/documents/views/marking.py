"""The marking of an item: give it another one, and say what goes with the one it has."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.documents import access, actions, queries
from needshare.documents.forms.marking import HandlingRead, MarkingAgain
from needshare.documents.models import Item
from needshare.kernel import Conflict
from needshare.policy import current_pack
from needshare.web.doorways import Visit, needs
from needshare.web.formpages import answer, carried_out, posted


@needs("item.raise_marking")
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: Visit, item_id: UUID) -> HttpResponse:
    """Mark an item again, with the reason; only its originator marks it lower."""
    by = request.actor
    item = queries.item(item_id, viewer=by)
    access.must_be_able_to_raise_marking(by, item)
    now = {name: getattr(item, name) for name in ("marking", "handling", "descriptors", "caveats")}
    form = MarkingAgain(posted(request), initial=now)
    newest = reverse("documents:item", args=[item.versions.all()[0].pk])

    def act() -> object:
        return actions.mark_again(
            item_id=item_id,
            marked=form.marked(),
            reason=form.cleaned_data["reason"],
            by=by,
            at=request.at,
        )

    try:
        return answer(
            request,
            form,
            act,
            template="documents/mark.jinja2",
            then=newest,
            said=_("The item is marked."),
            item=item,
            newest=newest,
            may_lower=access.may_lower_marking(by, item),
            marking=item.marking,
        )
    except Conflict:
        return redirect(newest)  # it is marked so already, which is what was asked for


@needs("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def handling(request: Visit, marking: str) -> HttpResponse:
    """Show how a marking is handled, and take down that it was read; then go on to what was to be opened."""
    found = queries.handling_of(marking, viewer=request.actor)
    form = HandlingRead(
        posted(request), initial={"rules": found.version, "next": request.GET.get("next", "")}
    )

    def act() -> None:
        rules = form.cleaned_data["rules"]
        actions.acknowledge_handling(marking=marking, rules=rules, by=request.actor, at=request.at)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("It is recorded that you know how this marking is handled."))
        return redirect(
            own_address(form.cleaned_data["next"], request) or reverse("documents:handling", args=[marking])
        )
    came_from = own_address(form["next"].value() or "", request) or "/"
    page = {"form": form, "found": found, "marking": marking, "came_from": came_from}
    return render(request, "documents/handling.jinja2", page, status=422 if form.errors else 200)


def own_address(address: str, request: Visit) -> str:
    """Return an address of this site as it was given; nothing for any other."""
    return address if url_has_allowed_host_and_scheme(address, None, request.is_secure()) else ""


def goes_with(item: Item) -> list[tuple[str, str]]:
    """Say in words what goes with the marking of an item: who may have it, and why it is sensitive."""
    pack = current_pack()
    found = []
    for heading, words, name in (
        (_("Caveat"), item.caveats, "caveat"),
        (_("Handling instruction"), item.handling, "handling_instruction"),
    ):
        for word in words:
            means = pack.column(name, word, "means")
            found.append((heading, f"{_(pack.words(name)[word])}: {_(str(means))}"))
    found += [(_("Descriptor"), _(pack.words("descriptor")[word])) for word in item.descriptors]
    return found
