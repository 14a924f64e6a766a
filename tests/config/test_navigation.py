from django.urls import reverse

from needshare.config import navigation
from needshare.config.navigation import Link
from tests.web.site import SOMEBODY


def test_every_link_leads_to_a_page():
    for link in (*navigation.LINKS, *navigation.OWN_LINKS):
        assert reverse(link.page)


def test_a_link_is_offered_to_those_it_is_for(rf, monkeypatch):
    links = (Link("Cookies", "web:cookies"), Link("Light or dark", "web:appearance", ("auditor",)))
    monkeypatch.setattr(navigation, "LINKS", links)
    request = rf.get("/cookies")
    request.actor = SOMEBODY
    assert navigation.navigation(request)["navigation"] == [
        {"text": "Cookies", "href": "/cookies", "active": True}
    ]


def test_nobody_is_offered_nothing(rf):
    assert navigation.navigation(rf.get("/")) == {"navigation": [], "own_links": []}
