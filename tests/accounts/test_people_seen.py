"""The pages of people in a real browser: accessible, wholly translatable, no wider than a phone."""

import os
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from needshare.accounts import actions
from needshare.accounts.models import Invitation
from needshare.accounts.terms import Role
from needshare.kernel.actors import worker
from tests.cast import acting, person
from tests.signing_in import signed_in

pytestmark = [pytest.mark.browser]
SHOTS = os.environ.get("NEEDSHARE_SHOTS", "")


def pages(cast: Any) -> dict[str, tuple[Client, str]]:
    now = datetime.now(UTC)
    by = acting(cast.administrator, at=now)
    officer = cast.officer.username
    actions.propose_role(username=officer, role=Role.SUPERVISOR, reason="Promoted.", by=by, at=now)
    invited = cast.partner.username
    actions.invite_again(username=invited, reason="Phone lost.", by=by, at=now)
    waiting = Invitation.objects.get(account=cast.partner)
    _found, token = actions.issue_link(invitation_id=waiting.pk, by=worker(cast.council.pk), at=now)
    first = signed_in(cast.administrator)
    second = signed_in(person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR))
    who = {"who": cast.officer.pk}
    return {
        "people": (first, "/people"),
        "invite": (first, "/people/invite?organisation=WBC"),
        "person": (first, reverse("person", kwargs=who)),
        "propose": (first, reverse("propose_role", kwargs=who)),
        "suspend": (first, reverse("suspend", kwargs=who)),
        "vetting": (signed_in(cast.standards), reverse("record_vetting", kwargs=who)),
        "roles": (second, "/people/roles"),
        "accept": (Client(), f"/account/invitation/{token}"),
    }


NAMES = ("people", "invite", "person", "propose", "suspend", "vetting", "roles", "accept")


@pytest.mark.parametrize("name", NAMES)
def test_page_is_accessible_and_translatable(cast: Any, visitor: Any, pseudo_locale: None, name: str) -> None:
    client, path = pages(cast)[name]
    visitor.use_session(client).open(path)
    visitor.assert_translated()
    visitor.assert_accessible()


@pytest.mark.parametrize("name", NAMES)
def test_page_fits_a_phone(cast: Any, visitor: Any, name: str) -> None:
    client, path = pages(cast)[name]
    for width in (1280, 390):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.use_session(client).open(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
