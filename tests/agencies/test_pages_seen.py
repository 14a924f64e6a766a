"""The pages of the register in a real browser: accessible, wholly translatable, no wider than a phone."""

import os
from typing import Any

import pytest
from django.test import Client

from needshare.agencies import actions
from needshare.agencies.models import Unit
from needshare.agencies.terms import LegalType, Particulars
from tests.browser import chromium, pseudo_locale, visitor
from tests.cast import AT
from tests.signing_in import signed_in

__all__ = ["chromium", "pseudo_locale", "visitor"]
pytestmark = [pytest.mark.browser]
SHOTS = os.environ.get("NEEDSHARE_SHOTS", "")


def pages(cast: Any) -> dict[str, tuple[Client, str]]:
    by = cast.acting_partner_administrator
    actions.add_unit(code="WBC", name="Safety hub", by=by, at=AT)
    entry = Particulars(
        name="Wexcombe Council", legal_type=LegalType.LOCAL_AUTHORITY, switchboard="01632 960999"
    )
    actions.propose_particulars(code="WBC", particulars=entry, reason="Renamed.", by=by, at=AT)
    keeper, own = signed_in(cast.administrator), signed_in(cast.partner_administrator)
    unit = Unit.objects.get()
    return {
        "organisations": (keeper, "/organisations"),
        "organisation": (keeper, "/organisations/WBC"),
        "own_organisation": (own, "/organisations/WBC"),
        "add_organisation": (keeper, "/organisations/add"),
        "propose_entry": (own, "/organisations/WBC/propose"),
        "verify_domain": (keeper, "/organisations/WBC/domains/add"),
        "suspend_organisation": (keeper, "/organisations/WBC/suspend"),
        "close_unit": (own, f"/organisations/WBC/units/{unit.pk}/close"),
    }


NAMES = (
    "organisations", "organisation", "own_organisation", "add_organisation", "propose_entry", "verify_domain",
    "suspend_organisation", "close_unit",
)  # fmt: skip


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
            for scheme in ("light", "dark"):
                visitor.page.emulate_media(color_scheme=scheme)
                visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png", full_page=True)
            visitor.page.emulate_media(color_scheme="light")
