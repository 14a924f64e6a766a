"""The specialist unit's pages in a real browser: accessible, wholly translatable, no wider than a phone."""

import os
from typing import Any

import pytest
from django.test import Client

from needshare.casework import actions as casework
from needshare.protections import actions, jobs, queries
from tests.browser import chromium, pseudo_locale, visitor
from tests.cast import AT
from tests.protections.conftest import a_flag, enter, item_about
from tests.signing_in import signed_in

__all__ = ["chromium", "pseudo_locale", "visitor"]
pytestmark = [pytest.mark.browser]
SHOTS = os.environ.get("NEEDSHARE_SHOTS", "")
NAMES = ("desk", "find", "set", "flag", "review", "lift", "alert", "log")


def pages(cast: Any, specialist: Any, unit: Any) -> dict[str, tuple[Client, str]]:
    hidden, held = enter(cast), enter(cast)
    item_about(cast, held)
    flag = actions.set_flag(flag=a_flag(hidden), by=unit, at=AT)
    jobs.compare(at=AT)
    casework.search(words="Alan Reeve", reason="A crash claim.", by=cast.acting_preparer, at=AT)
    jobs.compare(at=AT)
    alert = queries.alerts(unit)[0]
    client = signed_in(specialist)
    return {
        "desk": (client, "/protections"),
        "find": (client, "/protections/find"),
        "set": (client, f"/protections/people/{held.pk}"),
        "flag": (client, f"/protections/{flag.id}"),
        "review": (client, f"/protections/{flag.id}/review"),
        "lift": (client, f"/protections/{flag.id}/lift"),
        "alert": (client, f"/protections/alerts/{alert.id}"),
        "log": (client, "/protections/log"),
    }


@pytest.mark.parametrize("name", NAMES)
def test_page_is_accessible_translatable_and_fits_a_phone(
    cast: Any, specialist: Any, unit: Any, visitor: Any, name: str
) -> None:
    client, path = pages(cast, specialist, unit)[name]
    visitor.use_session(client).open(path)
    visitor.assert_accessible()
    for width in (1280, 390):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.use_session(client).open(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_every_word_of_the_pages_can_be_translated(
    cast: Any, specialist: Any, unit: Any, visitor: Any, pseudo_locale: None
) -> None:
    for client, path in pages(cast, specialist, unit).values():
        visitor.use_session(client).open(path)
        visitor.assert_translated()
