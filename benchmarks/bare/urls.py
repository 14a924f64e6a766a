"""U reads one row behind a session; W checks the form token and inserts one row."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.bare.thing.models import Thing


def read(request: HttpRequest) -> HttpResponse:
    """Answer with one row, to somebody signed in: two statements of Django's, one of ours."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    return HttpResponse(Thing.objects.get(pk=1).name)


def write(request: HttpRequest) -> HttpResponse:
    """Insert one row from a form."""
    if not request.user.is_authenticated or request.method != "POST":
        return HttpResponse(status=403)
    return HttpResponse(Thing.objects.create(name=request.POST["name"]).pk)


urlpatterns = [path("read", read), path("write", write)]
