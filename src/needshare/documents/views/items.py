"""Material held: add it, open it for a declared reason, say who it is about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from needshare.challenges.views import remind
from needshare.documents import access, actions, queries
from needshare.documents.forms.items import Linking, NewMaterial, Opening
from needshare.documents.forms.people import Search
from needshare.documents.models import ItemVersion
from needshare.documents.terms import Accuracy, ContentKind, Label
from needshare.kernel import Blocked, Conflict, Invalid
from needshare.policy import current_pack, means_today, usual_marking
from needshare.subjects import queries as subjects
from needshare.web.doorways import Visit, needs
from needshare.web.downloads import attachment
from needshare.web.forms import add_refusal

from .marking import goes_with
from .people import found_in, people_of


@needs("item.add")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Visit) -> HttpResponse:
    """Add a piece of material."""
    access.must_be_able_to_add(request.actor)
    form = NewMaterial(
        request.POST or None, request.FILES or None, initial={"about": request.GET.get("about", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.add_item(
                item=form.item(), content=form.content(), links=form.links(), by=request.actor, at=request.at
            )
        except Invalid as refusal:
            add_refusal(form, refusal, NewMaterial.PLACES)
        else:
            messages.success(
                request,
                " ".join([_("The item is added"), _(means_today(version.item.former_marking))]).strip(),
            )
            return redirect("documents:item", version_id=version.pk)
    context = {"form": form, "marking": usual_marking()}
    return render(request, "documents/add_item.jinja2", context, status=422 if form.errors else 200)


@needs("item.view")
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Visit, version_id: UUID) -> HttpResponseBase:
    """Ask why, then open one version of an item; the reason is recorded before anything is shown."""
    form = Opening(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            show = _saved if request.POST.get("save") else _opened
            return show(request, version_id, form)
        except Invalid as refusal:
            add_refusal(form, refusal)
    version = queries.item_version(version_id, viewer=request.actor)
    access.must_be_able_to_view(request.actor, version.item)
    context = {
        "form": form,
        "version": version,
        "marking": version.item.marking,
        "handling": queries.handling_of(version.item.marking, viewer=request.actor),
    }
    return render(request, "documents/open_item.jinja2", context, status=422 if form.errors else 200)


def _saved(request: Visit, version_id: UUID, form: Opening) -> HttpResponseBase:
    given = form.cleaned_data
    read = actions.read_item(version_id=version_id, **given, by=request.actor, at=request.at)
    remind(request)
    name = read.version.file_name or "text.txt"
    return attachment(read.content, name=name, content_type="application/octet-stream")


def _opened(request: Visit, version_id: UUID, form: Opening) -> HttpResponseBase:
    given = form.cleaned_data
    version = actions.view_item(version_id=version_id, **given, by=request.actor, at=request.at)
    remind(request)
    held, pack = version.item, current_pack()
    links = list(held.links.all())
    people = subjects.subjects_by_id({link.subject_id for link in links}, viewer=request.actor)
    names = {each.pk: each.name for each in people}
    context = {
        "version": version,
        "item": held,
        "category": pack.words("category").get(held.category, held.category),
        "label": Label(held.label).label,
        "accuracy": Accuracy(held.accuracy).label,
        "people": [(names[link.subject_id], link.shown_as) for link in links if link.subject_id in names],
        "is_text": version.kind == ContentKind.TEXT,
        "may_change": access.may_change(request.actor, held),
        "may_mark": access.may_raise_marking(request.actor, held),
        "goes_with": goes_with(held),
        "told": means_today(held.former_marking),
        "given": given,
        "marking": held.marking,
    }
    return render(request, "documents/item.jinja2", context)


@needs("item.add")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: Visit, version_id: UUID) -> HttpResponse:
    """Look for a person, and say what they are in an item."""
    version = queries.item_version(version_id, viewer=request.actor)
    access.must_be_able_to_change(request.actor, version.item)
    posted = request.POST if request.method == "POST" else None
    search = Search(posted)
    context: dict[str, Any] = {"version": version, "marking": version.item.marking, "form": search}
    found = found_in(request, search) if posted is not None else None
    if found:
        chosen = Linking(posted if request.POST.get("link") else None, people=people_of(found))
        if chosen.is_bound and _linked(request, version, chosen):
            messages.success(request, _("The person is linked to the item"))
            return redirect("documents:item", version_id=version.pk)
        context |= {"found": found, "chosen": chosen, "form": chosen, "search": search}
    context["nobody"] = found == []
    wrong = bool(context["form"].errors)
    return render(request, "documents/link.jinja2", context, status=422 if wrong else 200)


def _linked(request: Visit, version: ItemVersion, form: Linking) -> bool:
    if not form.is_valid():
        return False
    subject_id, role = form.chosen()
    try:
        actions.link_subject(
            item_id=version.item_id, subject_id=subject_id, role=role, by=request.actor, at=request.at
        )
    except (Blocked, Conflict) as refusal:
        form.add_error("role", _(refusal.reason))
        return False
    return True
