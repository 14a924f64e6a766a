"""What one may share, why a case was decided so, and a letter before it goes, in a real browser."""

import os
from typing import Any

import pytest
from django.test import Client

from needshare.pathway.terms import Stage
from tests.browser import chromium, pseudo_locale, visitor
from tests.decision.test_answer import refuse
from tests.signing_in import signed_in
from tests.story import begin, recently

__all__ = ["chromium", "pseudo_locale", "visitor"]
pytestmark = [pytest.mark.browser]
SHOTS = os.environ.get("NEEDSHARE_SHOTS", "")
NAMES = ("own_part", "own_part_of_a_partner", "letter", "why", "own_request")


def page_of(cast: Any, name: str) -> tuple[Client, str]:
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    case = f"/cases/{story.reference}"
    if name in ("why", "own_request"):
        refuse(story)
    return {
        "own_part": lambda: (signed_in(cast.decider), "/what-may-i-share"),
        "own_part_of_a_partner": lambda: (signed_in(cast.partner), "/what-may-i-share"),
        "letter": lambda: (signed_in(cast.decider), f"{case}/decide/refuse"),
        "why": lambda: (signed_in(cast.information_manager), f"{case}/why"),
        "own_request": lambda: (signed_in(cast.partner), f"/requests/{story.reference}"),
    }[name]()


@pytest.mark.parametrize("name", NAMES)
def test_page_is_accessible_and_fits_a_phone(cast: Any, visitor: Any, name: str) -> None:
    client, path = page_of(cast, name)
    visitor.use_session(client).open(path)
    visitor.assert_accessible()
    for width in (1280, 390):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
        if SHOTS:
            visitor.page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
