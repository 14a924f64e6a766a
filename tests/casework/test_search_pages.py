"""The search and the palette in a real browser: accessible, translatable, by keyboard, with nothing kept."""

import pytest
from playwright.sync_api import expect

from needshare.pathway.terms import Stage
from tests.casework.test_search import REASON
from tests.signing_in import signed_in
from tests.story import PERSON, begin, recently

pytestmark = pytest.mark.browser
KEPT = """() => [localStorage.length, sessionStorage.length, JSON.stringify(history.state)]"""


@pytest.fixture
def story(cast):
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


@pytest.fixture
def at_desk(story, visitor):
    return visitor.use_session(signed_in(story.cast.preparer)).open("/desk")


def search(visitor, words: str, *, mark: str = "%s") -> None:
    visitor.open("/search")
    visitor.page.get_by_label(mark % "What do you look for?").fill(words)
    visitor.page.get_by_label(mark % "Why do you search?").fill(REASON)
    visitor.page.locator("main").get_by_role("button", name=mark % "Search").click()
    visitor.page.wait_for_selector("#found")


def test_the_search_and_all_places_are_accessible(at_desk):
    for path in ("/search", "/places"):
        at_desk.open(path).assert_accessible()


def test_what_is_found_is_accessible_and_its_words_stand_in_no_address(at_desk):
    search(at_desk, f"{PERSON} 02/04/1991")
    assert at_desk.page.url.endswith("/search")
    at_desk.assert_accessible()


def test_search_and_places_are_translatable(story, visitor, pseudo_locale):
    visitor.use_session(signed_in(story.cast.preparer)).open("/places").assert_translated(story.reference)
    search(visitor, PERSON, mark="⟦%s⟧")
    visitor.assert_translated(story.reference, PERSON)
    visitor.page.keyboard.press("Control+k")
    visitor.page.wait_for_selector("[role=option]")
    visitor.assert_translated(story.reference, PERSON, "Wexcombe Borough Council")


def test_the_palette_opens_by_its_keys_and_goes_to_a_page_by_keyboard_alone(at_desk):
    page = at_desk.page
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]")
    assert page.evaluate("() => document.activeElement.id") == "palette-words"
    page.keyboard.type("agreem")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    active = page.get_attribute("#palette-words", "aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    assert page.inner_text(f"#{active}").strip() == "Agreements"
    at_desk.assert_accessible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/agreements")
    at_desk.assert_no_problems()


def test_a_reference_typed_into_the_palette_goes_straight_to_its_case(at_desk, story):
    page = at_desk.page
    page.get_by_role("link", name="Search", exact=True).click()
    page.wait_for_selector("[role=option]")
    page.keyboard.type(story.reference.lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{story.reference}")


def test_a_reference_that_is_not_among_the_newest_is_offered_all_the_same(at_desk):
    page = at_desk.page
    page.keyboard.press("Meta+k")
    page.wait_for_selector("[role=option]")
    page.keyboard.type("nmc-26-zzzz-zzzz")
    assert page.inner_text("[role=option] >> nth=0").strip() == "Open case NMC-26-ZZZZ-ZZZZ"


def test_words_typed_into_the_palette_are_posted_to_the_search_and_kept_nowhere(at_desk):
    page = at_desk.page
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]")
    page.keyboard.type(PERSON)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search")
    assert page.input_value("#id_words") == PERSON
    assert page.get_attribute("#id_words", "autocomplete") == "off"
    assert page.evaluate(KEPT) == [0, 0, "null"]
    at_desk.assert_no_problems()


def test_escape_closes_the_palette_and_forgets_what_was_typed(at_desk):
    page = at_desk.page
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]")
    page.keyboard.type("zzzz")
    assert page.inner_text("[data-palette-said]")
    page.keyboard.press("Escape")
    assert not page.evaluate("() => document.querySelector('dialog').open")
    page.wait_for_function("() => document.getElementById('palette-words').value === ''")
    assert page.locator("[role=option]").count() == 0


def test_on_a_phone_every_choice_and_the_way_out_stay_in_sight(at_desk):
    page = at_desk.page
    page.set_viewport_size({"width": 390, "height": 480})  # what a keyboard on the screen leaves
    page.get_by_role("link", name="Search", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=option]")
    assert page.locator("[role=option]").count() == 12
    page.keyboard.press("ArrowUp")
    for shown in ("[role=option][aria-selected=true]", "#palette-words", ".ns-palette__close"):
        expect(page.locator(shown)).to_be_in_viewport(ratio=0.99)
    assert page.get_attribute("#palette-words", "aria-activedescendant") == "palette-11"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert not page.evaluate("() => document.querySelector('dialog').open")
    assert page.evaluate("() => document.activeElement.hasAttribute('data-palette-open')")
    page.keyboard.press("Control+k")
    page.wait_for_selector("[role=option]")
    page.evaluate(
        """() => new Promise((told) => {
            const dialog = document.querySelector("dialog");
            dialog.addEventListener("close", () => setTimeout(told));
            dialog.close();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true }));
        })"""
    )
    assert page.locator("[role=option]").count() == 12, "what was opened at once again keeps its choices"
    at_desk.assert_accessible()
