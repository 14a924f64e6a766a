"""Every page of the force's side in a real browser: accessible, and wholly translatable."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from needshare.pathway.terms import Stage
from tests.documents.test_handling import forget
from tests.signing_in import signed_in
from tests.story import Story, begin, match, recently

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Page:
    """One page: at which stage of the case it is open, to whom, and where."""

    stage: Stage
    who: str
    path: str
    status: int = 200
    first: Callable[[Story], None] = lambda story: None
    known: tuple[str, ...] = ()


def rules_unread(story: Story) -> None:
    """Let the preparer not have said yet to have read how markings are handled."""
    forget(story.cast, story.cast.preparer)


PAGES = (
    Page(Stage.RECEIVED, "preparer", "/desk"),
    Page(Stage.RECEIVED, "preparer", "/cases"),
    Page(Stage.RECEIVED, "preparer", "/cases/{case}"),
    Page(Stage.RECEIVED, "auditor", "/cases/{case}"),
    Page(Stage.VERIFYING_REQUESTER, "preparer", "/cases/{case}/verify"),
    Page(Stage.VERIFYING_REQUESTER, "preparer", "/cases/{case}/return"),
    Page(Stage.VERIFYING_REQUESTER, "preparer", "/cases/{case}/redirect"),
    Page(Stage.VERIFYING_REQUESTER, "preparer", "/cases/{case}/hold"),
    Page(Stage.VERIFYING_REQUESTER, "preparer", "/cases/{case}/hand-over"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess/find"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess/search"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess/match/{person}"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess/items", first=match),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/assess/harm"),
    Page(Stage.UNDER_ASSESSMENT, "preparer", "/cases/{case}/items/{item}", first=match),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide/share?basis={basis}"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide/refuse"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide/refer"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide/not-held"),
    Page(Stage.AWAITING_DECISION, "information_manager", "/cases/{case}/decide/neither"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/decide/defer"),
    Page(Stage.AWAITING_DECISION, "decider", "/cases/{case}/send-back"),
    Page(Stage.APPROVED, "preparer", "/cases/{case}/recipients"),
    Page(Stage.APPROVED, "preparer", "/cases/{case}/recipients/1/verify"),
    Page(Stage.APPROVED, "preparer", "/cases/{case}/prepare"),
    Page(Stage.APPROVED, "preparer", "/cases/{case}/reopen"),
    Page(Stage.PREPARED, "preparer", "/cases/{case}/package"),
    Page(Stage.PREPARED, "checker", "/cases/{case}/package/check"),
    Page(Stage.PREPARED, "checker", "/cases/{case}/package/send-back"),
    Page(Stage.SECOND_CHECKED, "preparer", "/cases/{case}/package/release"),
    Page(Stage.RELEASED, "preparer", "/cases/{case}/deliveries/1"),
    Page(Stage.CLOSED, "preparer", "/cases/{case}"),
    Page(Stage.CLOSED, "preparer", "/cases/{case}?show=everything"),
    Page(Stage.RECEIVED, "auditor", "/audit"),
    Page(Stage.RECEIVED, "information_manager", "/agreements/ISA-014"),
    Page(Stage.RECEIVED, "information_manager", "/agreements/ISA-014/versions"),
    Page(Stage.RECEIVED, "information_manager", "/agreements/ISA-014/signatures"),
    Page(Stage.RECEIVED, "preparer", "/items/{item}/version"),
    Page(Stage.RECEIVED, "preparer", "/items/{item}"),
    Page(Stage.RECEIVED, "officer", "/items/held/{held}/dispute"),
    Page(Stage.RECEIVED, "preparer", "/items/held/{held}/marking"),
    Page(Stage.RECEIVED, "preparer", "/items/elsewhere?about={person}"),
    Page(Stage.RECEIVED, "preparer", "/markings/official_sensitive"),
    Page(Stage.RECEIVED, "preparer", "/markings/official_sensitive", first=rules_unread),
    Page(Stage.RECEIVED, "preparer", "/items/held/{held}/settle"),
)


@pytest.fixture(params=PAGES, ids=lambda page: f"{page.path} {page.stage}")
def page(request, cast, visitor):
    wanted = request.param
    story = begin(cast, at=recently()).to(wanted.stage)
    wanted.first(story)
    visitor.use_session(signed_in(getattr(cast, wanted.who)))
    return replace(wanted, path=wanted.path.format(**places(story)), known=(story.reference,))


def places(story: Story) -> dict[str, str]:
    return {
        "case": story.reference,
        "person": str(story.subject.pk),
        "item": str(story.items[0].pk),
        "held": str(story.items[0].item_id),
        "basis": story.basis if story.stage == Stage.AWAITING_DECISION else "",
    }


def test_page_is_accessible(page, visitor):
    visitor.open(page.path).assert_accessible(status=page.status)


def test_page_is_translatable(page, visitor, pseudo_locale):
    visitor.open(page.path).assert_translated(*page.known)
    assert visitor.status == page.status
    visitor.assert_no_problems()


def test_entries_of_the_log_are_accessible_and_translatable(cast, visitor, pseudo_locale):
    story = begin(cast, at=recently()).to(Stage.RECEIVED)
    visitor.use_session(signed_in(cast.auditor)).open("/audit")
    visitor.page.get_by_label("⟦Everything⟧").check()
    visitor.page.get_by_label("⟦Why do you look into the log?⟧").fill("Quarterly check")
    visitor.page.get_by_role("button", name="⟦Show the entries⟧").click()
    visitor.page.wait_for_selector("#entries")
    visitor.assert_translated(story.reference)
    visitor.assert_accessible()


def test_a_decision_that_must_be_corrected_is_accessible_and_translatable(cast, visitor, pseudo_locale):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    visitor.use_session(signed_in(cast.decider))
    visitor.open(f"/cases/{story.reference}/decide/share?basis={story.basis}")
    visitor.page.get_by_role("button", name="⟦Record the decision to share⟧").click()
    visitor.page.wait_for_selector(".govuk-error-summary")
    visitor.assert_translated(story.reference)
    visitor.assert_accessible(status=422)


def test_a_case_is_decided_by_keyboard_alone(cast, visitor):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    visitor.use_session(signed_in(cast.decider)).open(f"/cases/{story.reference}/send-back")
    focus_on(visitor, "textarea")
    visitor.page.keyboard.type("Search the other system.")
    focus_on(visitor, "button[type=submit]")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("#story")
    assert visitor.page.locator("text=Under assessment").count()


def test_rules_are_read_and_an_item_is_marked_closer_by_keyboard_alone(cast, visitor):
    story = begin(cast, at=recently())
    rules_unread(story)
    keyboard, (item, *_others) = visitor.page.keyboard, story.items
    visitor.use_session(signed_in(cast.preparer)).open(f"/items/{item.pk}")
    assert (
        visitor.page.get_by_role("link", name="Back", exact=True).get_attribute("href") == f"/items/{item.pk}"
    )
    focus_on(visitor, "input[type=checkbox]")
    keyboard.press("Space")
    focus_on(visitor, "button[type=submit]")
    keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/items/{item.pk}")
    assert "Speak of it only to people who need to know it" in visitor.page.inner_text("main")
    visitor.open(f"/items/held/{item.item_id}/marking")
    focus_on(visitor, "input[name=caveats]")
    keyboard.press("Space")
    focus_on(visitor, "textarea")
    keyboard.type("It names a source.")
    focus_on(visitor, "button[type=submit]")
    keyboard.press("Enter")
    visitor.page.wait_for_url(f"**/items/{item.pk}")
    assert "The item is marked." in visitor.page.inner_text("main")


def focus_on(visitor, selector: str) -> None:
    """Go from field to field, as with the Tab key alone, until the one wanted has the focus."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("(wanted) => document.activeElement.matches(`main ${wanted}`)", selector):
            return
    raise AssertionError(f"{selector} is not reached by the Tab key")
