import pytest
from django.http import HttpResponse

from needshare.web.doorways import needs, open_to_anyone
from tests.web.site import SOMEBODY


def view(request):
    return HttpResponse("in")


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(rf, settings):
    settings.LOGIN_URL = "/sign-in"
    answer = needs("decision.approve")(view)(rf.get("/cases/NMC-26-7K3F-9QXW?page=2"))
    assert answer.status_code == 302
    assert answer.url == "/sign-in?next=/cases/NMC-26-7K3F-9QXW%3Fpage%3D2"


def test_who_is_signed_in_comes_in(rf):
    request = rf.get("/")
    request.actor = SOMEBODY
    assert needs("decision.approve")(view)(request).content == b"in"


def test_a_view_carries_the_name_of_its_access_rule():
    assert needs("decision.approve")(view).access_rule == "decision.approve"
    assert open_to_anyone(view).access_rule == "anyone"


@pytest.mark.urls("tests.web.site")
def test_the_decorated_view_is_guarded_on_the_site(client):
    assert client.get("/guarded").status_code == 302
