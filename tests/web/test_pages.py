"""Every page in a real browser: accessible at every size, in light and dark, and wholly translatable.

A page joins by one line in PAGES; one that needs somebody signed in names who of the cast it is.
"""

from dataclasses import dataclass

import pytest

from tests.signing_in import signed_in
from tests.web import site

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.web.site")]


OTHER_TYPEFACES = r"""() => [...document.body.querySelectorAll("*:not(.govuk-visually-hidden)")]
  .filter((each) => each.checkVisibility())
  .filter((each) => !getComputedStyle(each).fontFamily.startsWith('"Atkinson Hyperlegible Next"'))
  .filter((each) => each.matches("input:not([type=radio], [type=checkbox]), textarea, select, option")
    || [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()))
  .map((each) => each.outerHTML)"""


@dataclass(frozen=True)
class Page:
    path: str
    status: int = 200
    who: str = ""
    known: tuple[str, ...] = ()


PAGES = (
    Page("/accessibility"),
    Page("/cookies"),
    Page("/appearance"),
    Page("/account/sign-in"),
    Page("/account/sign-out", who="officer"),
    Page("/account", who="officer"),
    Page("/account/password/change", who="officer"),
    Page("/specimen", known=("Northmoor",)),
    Page("/refuse/blocked", status=403),
    Page("/refuse/blocked-alone", status=403),
    Page("/refuse/unknown", status=404),
    Page("/refuse/invalid", status=422),
    Page("/refuse/conflict", status=409),
    Page("/refuse/unavailable", status=503),
    Page("/no-such-page", status=404),
)


@pytest.fixture(params=PAGES, ids=lambda page: page.path)
def page(request, visitor):
    if request.param.who:
        cast = request.getfixturevalue("cast")
        visitor.use_session(signed_in(getattr(cast, request.param.who)))
    return request.param


def test_page_is_accessible(page, visitor):
    visitor.open(page.path).assert_accessible(status=page.status)


def test_page_is_translatable(page, visitor, pseudo_locale):
    visitor.open(page.path).assert_translated(*page.known)
    assert visitor.status == page.status
    visitor.assert_no_problems()


def test_page_that_broke_is_accessible_and_translatable(visitor, pseudo_locale):
    visitor.open("/refuse/broken").assert_translated()
    visitor.assert_accessible(status=500)


def test_form_with_errors_is_accessible_and_its_summary_is_read_first(visitor):
    visitor.open("/specimen").page.get_by_role("button", name="Continue").click()
    visitor.page.wait_for_function("() => document.activeElement.className === 'govuk-error-summary'")
    assert visitor.page.title().startswith("Error:")
    visitor.assert_accessible(status=422)
    visitor.page.get_by_role("link", name="Enter the date.").click()
    assert visitor.page.evaluate("() => document.activeElement.id") == "id_needed_on-day"


def test_errors_are_translatable(visitor, pseudo_locale):
    visitor.open("/specimen").page.get_by_role("button", name="⟦Continue⟧").click()
    assert visitor.status == 422
    visitor.assert_translated("Northmoor")


def test_the_checker_finds_text_that_is_not_translated(visitor):
    visitor.open("/accessibility")
    with pytest.raises(AssertionError, match="What you can do"):
        visitor.assert_translated()


def test_typed_text_comes_back_as_it_was_typed(visitor):
    visitor.open("/specimen")
    box = visitor.page.locator("#id_purpose")
    assert box.input_value() == site.NOTE
    for _ in range(2):
        visitor.page.get_by_role("button", name="Continue").click()
        assert box.input_value() == site.NOTE


def test_dark_is_chosen_and_kept_in_this_browser(visitor):
    background = "() => getComputedStyle(document.body).backgroundColor"
    visitor.page.emulate_media(color_scheme="light")
    light = visitor.open("/appearance").page.evaluate(background)
    visitor.page.get_by_label("Dark").check()
    visitor.page.get_by_role("button", name="Save").click()
    visitor.open("/cookies")
    assert visitor.page.evaluate(background) != light
    visitor.assert_accessible()


def test_a_table_on_a_phone_is_a_stacked_list_that_names_each_value(visitor):
    visitor.page.set_viewport_size({"width": 320, "height": 900})
    cell = visitor.open("/specimen").page.locator(".ns-table td").first
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == '"From"'
    assert cell.evaluate("(cell) => getComputedStyle(cell).display") == "grid"


@pytest.mark.parametrize("media", ["screen", "print"])
def test_pages_use_the_products_typeface_only(visitor, media):
    visitor.open("/specimen").page.emulate_media(media=media)
    strangers = visitor.page.evaluate(OTHER_TYPEFACES)
    assert strangers == []
    assert visitor.page.evaluate("() => document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")


def test_the_keyboard_skips_to_the_main_content(visitor):
    keys = visitor.open("/specimen").page.keyboard
    keys.press("Tab")
    skip = visitor.page.get_by_role("link", name="Skip to main content")
    assert skip.evaluate(
        "(link) => link === document.activeElement && link.getBoundingClientRect().height > 1"
    )
    keys.press("Enter")
    assert visitor.page.evaluate("() => document.activeElement.id") == "main-content"


def test_what_follows_from_a_choice_is_shown_once_it_is_made(visitor):
    telephone = visitor.open("/specimen").page.get_by_label("Telephone number")
    assert not telephone.is_visible()
    visitor.page.get_by_label("Immediate: life at risk").check()
    assert telephone.is_visible()
    visitor.assert_accessible()
    visitor.page.get_by_label("In a day").check()
    assert not telephone.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_can_be_taken(visitor, tmp_path, width, scheme):
    picture = visitor.open("/specimen").picture(tmp_path / "page.png", width=width, scheme=scheme)
    assert picture.stat().st_size > 10_000
