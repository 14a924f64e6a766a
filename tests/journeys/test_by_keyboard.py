"""One request from the partner's form to the acknowledged package, by keyboard alone in a real browser.

Only keys are pressed: no mouse, no script that clicks or fills in. Everybody signs in with password and
code, and every page of the chain is passed at the width of a phone too.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.audit.sealing import tick
from needshare.pathway.terms import Stage
from tests.accounts.signing_in import PASSWORD, SEED, code
from tests.browser import Visitor
from tests.cast import Cast, acting
from tests.journeys.keyboard import Keyboard
from tests.signing_in import signed_in
from tests.story import PERSON, WORDS, begin, match, recently

pytestmark = pytest.mark.browser

LONG_ENOUGH = 4  # seconds to type a code and send it
PLAYERS = ("partner", "preparer", "decider", "checker")


def fresh_code() -> str:
    """Make a code that is not about to change while it is typed."""
    left = 30 - time.time() % 30
    if left < LONG_ENOUGH:
        time.sleep(left)
    return code()


@dataclass
class Chain:
    """A request on its way: who plays, at which browser, and what the pages called it."""

    cast: Cast
    visitor: Visitor
    keys: Keyboard
    reference: str = ""

    def sign_in(self, part: str) -> Keyboard:
        """Sign somebody in with password and code."""
        account: Account = getattr(self.cast, part)
        self.visitor.open("/account/sign-in")
        self.keys.begin().write("Username", account.username)
        self.keys.write("Password", PASSWORD).go()
        self.keys.begin().write("Code", fresh_code()).go()
        return self.keys

    def sign_out(self) -> Keyboard:
        """Sign out by the link beside one's name."""
        self.keys.to("Sign out", "link")
        return self.keys.go().follow("Sign out")

    def open_case(self) -> Keyboard:
        """Open the case from the list of cases."""
        self.keys.to("Cases", "link")
        self.keys.go().begin().to("All", "link")
        return self.keys.go().follow(self.reference)

    def says(self, words: str) -> None:
        """Find words in what the page says."""
        text = self.visitor.page.inner_text("main")
        assert words in text, f"{self.visitor.page.url}: “{words}” is not in\n{text}"


@pytest.fixture
def chain(cast: Cast, visitor: Visitor) -> Chain:
    """Set the stage: everybody has a password and a second factor, and two items are held."""
    at = datetime.now(UTC)
    for part in PLAYERS:
        by = acting(getattr(cast, part), at=at)
        accounts.change_password(password=PASSWORD, by=by, at=at)
        accounts.enrol_second_factor(seed=SEED, by=by, at=at)
    begin(cast, at=at)
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    return Chain(cast, visitor, Keyboard(visitor.page))


def ask(chain: Chain) -> None:
    """Fill in the request page by page, and send it."""
    keys = chain.sign_in("partner").look_round().follow("Ask for information").look_round().follow("Start")
    keys.look_round().begin().write("Job title or rank", "Community safety officer")
    keys.write("Work telephone number", "01632 960201").write(
        "Who in the organisation authorised this request?", "A. Prewett"
    )
    keys.write("Agreement you ask under (optional)", "ISA-014")
    keys.tick("The person who asks does not know the person the request is about in private life")
    keys.send("Save and continue").look_round().begin().write("Full name", PERSON)
    keys.pick("Part they play in the matter", "Suspect").date("Date of birth", "2", "4", "1991")
    keys.choose("Does the person know of this request?", "No")
    keys.write("Why have they not been told?", "Telling him would defeat the purpose.")
    keys.send("Save and continue").look_round().begin()
    keys.write("Which common objective does the sharing serve?", "Fewer incidents in Alder Row.")
    keys.pick("Purpose", "Prevent anti-social behaviour")
    keys.write("What exactly is the information for?", "To support an injunction.")
    keys.tick("Crime and Disorder Act 1998, section 115")
    keys.send("Save and continue").look_round().begin()
    ask_for_items(keys)
    keys.write("Why is it necessary?", "The court needs evidence.")
    keys.write("Why this much, and why from the police?", "Only this address.")
    keys.write("What happens if you do not get it?", "Residents stay unprotected.")
    keys.send("Save and continue").look_round().begin().choose("How soon is it needed?", "Routine")
    keys.send("Save and continue").look_round().begin()
    keys.write("How will it be used, and who will see it?", "The county court.")
    keys.choose("Do you intend to pass it on to anyone outside your organisation?", "No")
    keys.write("How long will you keep it?", "Until the injunction ends.")
    keys.write("How will you keep it safe?", "Case system with named access.")
    keys.choose("Highest marking you can hold", "OFFICIAL-SENSITIVE")
    keys.choose("How should the answer reach you?", "Partner portal")
    keys.send("Save and continue").look_round().begin()
    keys.tick("What this request says is correct to the best of my knowledge")
    keys.tick("The information will be used only for the purpose stated")
    keys.tick(
        "I know that obtaining personal data unlawfully is an offence (Data Protection Act 2018, section 170)"
    )
    keys.send("Save and continue").look_round().follow("Send the request").look_round()
    chain.says("Request sent")
    chain.reference = chain.visitor.page.url.split("/")[-2]


def ask_for_items(keys: Keyboard) -> None:
    """Ask for two items: the button in the middle of the form adds the second."""
    keys.write("What do you need to know?", "Incidents at Alder Row since January.")
    keys.pick("Category of information", "Incident logs").send("Add another item").begin()
    keys.until(lambda stop: stop.kind == "list" and stop.group == "Item 2", "the category of item 2")
    keys.arrows(keys.where(), lambda stop: stop.value == "Court orders", "Court orders")
    keys.send("Save and continue").look_round().begin()


def take_up(chain: Chain) -> None:
    """Claim the case from the desk and verify who asks."""
    keys = chain.sign_in("preparer").look_round()
    keys.follow(f"Claim the case {chain.reference}").look_round().follow("Claim the case")
    keys.follow("Verify the requester").look_round().begin()
    keys.choose("How did you check who is asking?", "Called back through the published switchboard")
    keys.choose("Is it the organisation it says it is?", "Yes").choose(
        "Is it the person it says it is?", "Yes"
    )
    keys.choose("Did the organisation authorise this person to ask?", "Yes")
    keys.write("What did you see or hear?", "Called back on the published number.").send("Record the check")


def put_forward(chain: Chain) -> None:
    """Search, match, gather, answer for harm and put the case forward."""
    keys = chain.sign_in("preparer").follow(chain.reference)
    keys.follow("Search, gather and assess").look_round()
    keys.follow("Search for the person").look_round().begin().write("Name", PERSON).go()
    keys.look_round().follow(f"Match this person {PERSON}").look_round().begin()
    keys.choose("Whom of the request is this?", PERSON).choose("How sure is it?", "Confirmed")
    keys.write("What shows it, besides the name?", "Same date of birth and address.")
    keys.send("Match the person").follow("Record where you searched").look_round().begin()
    keys.write("What did you search, for what, and over which dates?", WORDS)
    keys.choose("Did you find anything?", "Yes").send("Record the search")
    keys.follow("Gather the items").look_round().begin()
    for title, asked in (("Order of 1 March", "2. Court orders"), ("Call of 3 February", "1. Incident logs")):
        keys.tick("Gather this item for the case", group=title).pick("Which asked-for item is it?", asked)
        keys.pick("Is it relevant to the purpose?", "Yes").pick("Accuracy", "Checked against its source")
        keys.pick("Is it this person?", "Confirmed")
    keys.send("Gather these items").follow("Answer for law, harm and fairness").look_round().begin()
    keys.answer_all(
        {
            "": "None",
            "Risk to life or of serious harm": "Low",
            "Is the person told of the sharing?": "No, for the reason given",
            "Do you know the person, or have an interest in the matter?": "No",
            "text": "Residents are at risk of further incidents.",
        },
        until="Assess the request",
    )
    keys.look_round().follow("Put forward for decision")
    chain.says("The case was put forward for decision.")


def decide(chain: Chain) -> None:
    """Decide item by item; the code was given too long ago, so it is asked for again before it counts."""
    keys = chain.sign_in("decider").look_round().follow(f"Decide whether to share {chain.reference}")
    keys.look_round().follow("Decide").look_round().follow("Share on this basis").look_round().begin()
    for _ in range(2):
        keys.choose("Share or withhold this item?", "Share")
    keys.tick(f"{chain.cast.partner.name} ({chain.cast.partner.username})", group="Who receives it?")
    keys.pick("How does it go?", "Partner portal")
    grow_stale(chain.visitor)
    keys.until(lambda stop: stop.name.startswith("I have read the"), "the findings that are met")
    keys.page.keyboard.press("Space")
    said = {"": "Agree", "text": WORDS, "Day": "", "Month": "", "Year": ""}
    keys.answer_all(said, until="Record the decision to share")
    confirm_in_another_tab(chain)
    keys.send("Record the decision to share")
    chain.says("The decision to share was recorded.")
    chain.says("Approved")


def grow_stale(visitor: Visitor) -> None:
    """Let the second factor of whoever is signed in be an hour old."""
    cookies = {each["name"]: each["value"] for each in visitor.page.context.cookies()}
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(session_key=cookies[settings.SESSION_COOKIE_NAME])
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()


def confirm_in_another_tab(chain: Chain) -> None:
    """Follow the link that keeps what was typed, give a code there, and come back."""
    page = chain.visitor.page
    assert chain.visitor.status == 422
    chain.keys.until(lambda stop: stop.name.startswith("Confirm that it is you"), "the confirmation")
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    other = Keyboard(opened.value)
    opened.value.wait_for_load_state()
    other.look_round().begin().write("Code", fresh_code()).go()
    opened.value.close()
    page.bring_to_front()


def prepare(chain: Chain) -> None:
    """Build the package of what was approved."""
    keys = chain.sign_in("preparer").follow(f"Prepare the package {chain.reference}")
    keys.follow("Prepare the package").look_round().follow("Prepare the package").look_round()
    chain.says("The package was prepared. A second person must check it.")


def check(chain: Chain) -> None:
    """Look at the exact bytes as a second person, and pass them."""
    keys = chain.sign_in("checker").follow(f"Make the second check {chain.reference}")
    keys.follow("Make the second check").look_round().begin()
    chain.says("A call was made at 23:10.")
    keys.until(lambda stop: stop.name.startswith("Download") and "pdf" in stop.name, "the cover sheet")
    with chain.visitor.page.expect_download() as saved:
        keys.page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    keys.tick("I have opened the cover sheet and every file, and nothing else must be taken out")
    keys.write("Note", "Seen.").send("Pass the second check")
    chain.says("The second check was passed.")


def release(chain: Chain) -> None:
    """Release the package, and let the log be sealed over it, as the worker does."""
    keys = chain.sign_in("preparer").follow(f"Release the package {chain.reference}")
    keys.follow("Release").look_round().follow("Release the package")
    chain.says("The package was released.")
    tick(at=datetime.now(UTC))


def receive(chain: Chain) -> None:
    """Accept the conditions, open the package with a fresh code, and acknowledge it."""
    keys = chain.sign_in("partner")
    keys.to("Packages for you", "link")
    keys.go().look_round().follow(chain.reference).look_round().begin()
    keys.tick("I accept these conditions, and have read how it must be handled").send(
        "Accept and go on"
    ).look_round()
    grow_stale(chain.visitor)
    keys.follow("Open the file").look_round()
    chain.says("Confirm that it is you")
    keys.begin().write("Code", fresh_code()).go().look_round()
    keys.begin().to("Save the file", "button")
    with keys.page.expect_download() as saved:
        keys.page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"PK")
    keys.to("Go back to acknowledge it", "link")
    keys.go().follow("Acknowledge receipt").look_round().begin()
    keys.tick("I have received this information, and it opened").send("Acknowledge receipt")
    chain.says("You have acknowledged it")
    keys.look_round()


def look_back(chain: Chain) -> None:
    """See the whole story on the page of the case."""
    chain.sign_in("preparer")
    keys = chain.open_case().look_round()
    for words in ("Acknowledged", "Verified", "Share", "Second check", "Released", PERSON, "Seen."):
        chain.says(words)
    keys.tour()


STEPS = (ask, take_up, put_forward, decide, prepare, check, release, receive)


def walk(chain: Chain) -> None:
    """Go the whole chain, one person after the other at the same browser."""
    for step in STEPS:
        step(chain)
        chain.sign_out()
    look_back(chain)
    assert not chain.keys.problems, "\n".join(chain.keys.problems)
    chain.visitor.assert_no_problems()


def test_a_request_is_answered_by_keyboard_alone(chain: Chain) -> None:
    walk(chain)


def test_a_request_is_answered_without_a_script(chain: Chain) -> None:
    page = chain.visitor.page
    off = {"value": True}
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", off)
    chain.keys.is_hasty = True
    walk(chain)
    assert "js-enabled" not in (page.get_attribute("body", "class") or "")


def test_errors_take_the_focus_and_lead_to_their_questions(chain: Chain) -> None:
    keys, page = chain.keys, chain.visitor.page
    chain.visitor.use_session(signed_in(chain.cast.partner)).open("/requests/new/NMC")
    keys.begin().send("Save and continue")
    page.wait_for_function("() => document.activeElement.className === 'govuk-error-summary'")
    assert page.title().startswith("Error: Who is asking")
    links = page.get_by_role("alert").get_by_role("link").all()
    assert len(links) > 3
    for link in links:
        words, target = link.inner_text(), str(link.get_attribute("href"))
        # Forward to the first; back from a question to the next.
        keys.to(words, "link", key="Tab" if link is links[0] else "Shift+Tab")
        page.keyboard.press("Enter")
        here = page.evaluate("() => document.activeElement.id")
        assert f"#{here}" == target, f"“{words}” leads to {here}"
        assert words in page.inner_text(f".govuk-form-group:has({target})"), f"“{words}” is not at {target}"
    assert not keys.problems, "\n".join(keys.problems)


@dataclass(frozen=True)
class Tour:
    """A page to go through from its top to its end and back."""

    path: str
    who: str
    stage: Stage

    def __str__(self) -> str:
        return self.path


TOURS = (
    Tour("/requests/new/NMC", "partner", Stage.DRAFT),
    Tour("/desk", "preparer", Stage.RECEIVED),
    Tour("/cases/{case}/assess/items", "preparer", Stage.UNDER_ASSESSMENT),
    Tour("/cases/{case}/decide/share?basis={basis}", "decider", Stage.AWAITING_DECISION),
    Tour("/packages/{case}", "partner", Stage.RELEASED),
)


@pytest.mark.parametrize("tour", TOURS, ids=str)
def test_tab_goes_through_a_page_and_back(tour: Tour, cast: Cast, visitor: Visitor) -> None:
    story = begin(cast, at=recently()).to(tour.stage)
    if tour.stage == Stage.UNDER_ASSESSMENT:
        match(story)
    basis = story.basis if tour.stage == Stage.AWAITING_DECISION else ""
    visitor.use_session(signed_in(getattr(cast, tour.who)))
    keys = Keyboard(visitor.open(tour.path.format(case=story.reference, basis=basis)).page)
    assert len(keys.tour()) > 10
    assert not keys.problems, "\n".join(keys.problems)


def test_a_hidden_focus_is_noticed(visitor: Visitor) -> None:
    keys = Keyboard(visitor.open("/account/sign-in").page)
    keys.page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`#id_login:focus { outline: none; box-shadow: none; border-width: 2px; }
            footer { position: fixed; inset: auto 0 0; height: 100vh; } .govuk-button { z-index: -1; }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    keys.begin().to("Username", "text")
    assert [problem.split(": ", 1)[1] for problem in keys.problems[-2:]] == [
        "the focus is not seen on text “Username”",
        "something hides text “Username”",
    ]
