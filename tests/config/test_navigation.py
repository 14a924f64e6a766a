from dataclasses import replace

import pytest
from django.urls import reverse

from needshare.accounts.terms import PARTNER_ROLES, Role
from needshare.config import navigation
from needshare.config.navigation import Link
from needshare.policy import AccessSubject, check, current_pack, resource
from tests.web.site import SOMEBODY


def test_every_link_leads_to_a_page():
    for link in (*navigation.LINKS, *navigation.MORE_LINKS, *navigation.OWN_LINKS):
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
    given = navigation.navigation(rf.get("/"))
    assert given.pop("places")() == []
    assert given == {"navigation": [], "own_links": [], "search_link": ""}


@pytest.mark.parametrize("role", Role)
def test_packages_are_offered_to_whoever_may_be_sent_one(role: Role):
    """The link is for exactly the roles that the access pack lets open a package addressed to them."""
    is_force = role not in PARTNER_ROLES
    me = AccessSubject(id="me", owner="mine", is_force=is_force, roles=frozenset({role.value}), unit=None)
    addressed = resource(owner="theirs", recipients=["me"], is_released=True)
    (link,) = [each for each in navigation.LINKS if each.page == "receipt:packages"]
    may_open = check(current_pack(), "package.open", me, addressed).is_met
    assert link.is_for(replace(SOMEBODY, roles=frozenset({role.value}))) is may_open
