"""People information is about: record one, and look for one with a reason."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from needshare.challenges.views import remind
from needshare.documents import access, actions
from needshare.documents.forms.people import NewPerson, Search
from needshare.documents.queries import FoundPerson
from needshare.kernel import Blocked, Invalid
from needshare.policy import usual_marking
from needshare.subjects import access as subjects, queries as held
from needshare.web.doorways import Visit, needs
from needshare.web.forms import add_refusal
from needshare.web.rows import changes_rows


@needs("subject.add")
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Visit) -> HttpResponse:
    """Record a person."""
    subjects.must_be_able_to_record(request.actor)
    if request.method != "POST":
        return _recording(request, NewPerson())
    if changes_rows(request.POST):
        return _recording(request, NewPerson.with_rows_changed(request.POST))
    form = NewPerson(request.POST)
    if form.is_valid():
        try:
            subject = actions.enter_subject(person=form.person(), by=request.actor, at=request.at)
        except Invalid as refusal:
            add_refusal(form, form.placed(refusal))
        except Blocked as refusal:
            form.add_error("born_on", _(refusal.reason))
        else:
            return redirect("documents:recorded", subject_id=subject.pk)
    return _recording(request, form)


def _recording(request: Visit, form: NewPerson) -> HttpResponse:
    context = {"form": form, "marking": usual_marking()}
    return render(request, "documents/record_person.jinja2", context, status=422 if form.errors else 200)


@needs("subject.add")
@require_safe
def recorded(request: Visit, subject_id: UUID) -> HttpResponse:
    """Confirm that a person was recorded, without showing who."""
    subjects.must_be_able_to_record(request.actor)
    found = held.subject(subject_id, viewer=request.actor)
    return render(request, "documents/recorded.jinja2", {"subject_id": found.pk})


@needs("subject.search")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Visit) -> HttpResponse:
    """Look for a person, with a reason, and show who agrees."""
    access.must_be_able_to_search(request.actor)
    form = Search(request.POST if request.method == "POST" else None)
    found = found_in(request, form) if request.method == "POST" else None
    context = {"form": form, "found": found, "marking": usual_marking()}
    return render(request, "documents/search.jinja2", context, status=422 if form.errors else 200)


def found_in(request: Visit, form: Search) -> list[FoundPerson] | None:
    """Search as the form says; nothing to show where it cannot be searched by."""
    if not form.is_valid():
        return None
    reason = form.cleaned_data["reason"]
    try:
        found = actions.find_subjects(terms=form.terms(), reason=reason, by=request.actor, at=request.at)
    except Invalid as refusal:
        add_refusal(form, refusal, Search.PLACES)
        return None
    remind(request)
    return found


def people_of(found: list[FoundPerson]) -> list[tuple[str, str]]:
    """Offer the people found, each with what tells them apart."""
    return [
        (
            str(each.subject.pk),
            ", ".join(part for part in (each.subject.name, each.subject.date_of_birth) if part),
        )
        for each in found
    ]
