"""The way to a provider and back in a real browser, which holds to the content policy and the cookies' rules."""

from dataclasses import replace
from typing import Any

import pytest

from tests.browser import Visitor, chromium, visitor  # noqa: F401 - fixtures
from tests.cast import Cast, assemble

from .conftest import started
from .provider import PASSWORD
from .test_sign_in import ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_person_goes_to_the_provider_and_comes_back_signed_in(
    visitor: Visitor,  # noqa: F811
    live_server: Any,
    settings: Any,
    tmp_path: Any,
):
    cast: Cast = assemble()
    ready(cast.partner)
    settings.SITE_URL = visitor.address
    with started(tmp_path, [f"{visitor.address}/account/provider/wexcombe/return"]) as running:
        settings.SIGN_IN_PROVIDERS = tuple(
            replace(
                each,
                issuer=running.origin,
                origins=(running.origin,),
                secret_file=str(tmp_path / "secret"),
                is_listed=True,
            )
            for each in settings.SIGN_IN_PROVIDERS[:1]
        )
        page = visitor.open("/account/sign-in").page
        page.get_by_role("button", name="Wexcombe Borough Council").click()
        for who in ("nobody.here", "l.osei"):
            page.get_by_label("Username").fill(who)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign In").click()
            page.wait_for_url(f"{visitor.address}/**")
            if who == "nobody.here":
                assert (
                    page.get_by_role("heading", level=1).inner_text()
                    == "You cannot come in with this sign-in"
                )
                # The provider's own pages lack an icon, which the browser reports; that is not for us to judge.
                visitor.problems = [each for each in visitor.problems if "content policy" in each]
                visitor.assert_accessible(status=403)
                page.context.clear_cookies(domain="127.0.0.1")
                page.goto(f"{visitor.address}/account/provider/wexcombe")
                page.get_by_role("button", name="Wexcombe Borough Council").click()
        page.goto(f"{visitor.address}/account")
        assert "l.osei@wbc" in page.inner_text("main")
        for is_asked in (True, False):
            if not is_asked:
                running.cannot_sign_out()
                page.goto(f"{visitor.address}/account/provider/wexcombe")
                page.get_by_role("button", name="Wexcombe Borough Council").click()
                page.get_by_label("Username").fill("l.osei")
                page.get_by_label("Password").fill(PASSWORD)
                page.get_by_role("button", name="Sign In").click()
                page.wait_for_url(f"{visitor.address}/**")
            page.goto(f"{visitor.address}/account/sign-out")
            page.get_by_role("button", name="Sign out").click()
            if is_asked:  # at the provider, on a page of its own
                page.get_by_role("button", name="Sign Out", exact=True).click()
            page.wait_for_url(f"{visitor.address}/account/provider/wexcombe/*")
            assert page.get_by_role("heading", level=1).inner_text() == "You are signed out"
            visitor.problems = [each for each in visitor.problems if "content policy" in each]
            visitor.assert_accessible()
    assert not [each for each in visitor.problems if "content policy" in each]
