"""Every page of partners, of one-time links, of agreements, items and people in a real browser:
accessible at every size, in light and dark, and wholly translatable.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from needshare.audit.sealing import tick
from needshare.intake import actions as intake
from needshare.intake.terms import AskingPart
from needshare.pathway.terms import Stage
from needshare.receipt import actions
from tests.browser import Visitor
from tests.cast import Cast
from tests.receipt.going_by_link import released_to_neighbour
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.browser
PARTS = tuple(part for part in AskingPart if part is not AskingPart.SCHEME)


@dataclass
class Ground:
    """What a page needs to be there before it is opened."""

    story: Story
    places: dict[str, str] = field(default_factory=dict)


def asked(ground: Ground) -> None:
    """Keep a draft with every page answered but the last."""
    story, kept = ground.story, None
    for part in PARTS[:-1]:
        kept = intake.save_draft(
            draft_id=kept.pk if kept else None,
            force=story.cast.force.code,
            part=part,
            answers=story.asked,
            by=story.by(ground.places["who"]),
            at=story.at,
        )
    assert kept is not None
    ground.places["draft"] = str(kept.pk)


def asked_whole(ground: Ground) -> None:
    asked(ground)
    story = ground.story
    intake.save_draft(
        draft_id=ground.places["draft"],
        force=story.cast.force.code,
        part=AskingPart.DECLARATION,
        answers=story.asked,
        by=story.by(ground.places["who"]),
        at=story.at,
    )


def returned(ground: Ground) -> None:
    story = ground.story
    intake.return_for_more(
        reference=story.reference, what="Say which months.", by=story.by("preparer"), at=story.at
    )


def accepted(ground: Ground) -> None:
    story = ground.story
    tick(at=story.at)
    actions.accept_conditions(reference=story.reference, by=story.by("partner"), at=story.at)


def opened(ground: Ground) -> None:
    accepted(ground)
    story = ground.story
    actions.open_package(reference=story.reference, by=story.by("partner"), at=story.at)


def by_link(ground: Ground) -> None:
    ground.story, secrets = released_to_neighbour(ground.story.cast, "encrypted_email")
    ground.places |= {"token": secrets[0], "code": secrets[1]}


def by_letter(ground: Ground) -> None:
    ground.story, _ = released_to_neighbour(ground.story.cast, "tracked_post")


def enter_code(visitor: Visitor, ground: Ground) -> None:
    visitor.page.locator("#id_code").fill(ground.places["code"])
    visitor.page.locator("main form button").last.click()


def enter_code_and_accept(visitor: Visitor, ground: Ground) -> None:
    enter_code(visitor, ground)
    visitor.page.locator("#id_accepted").check()
    visitor.page.locator("main form button").last.click()


def enter_code_and_read(visitor: Visitor, ground: Ground) -> None:
    enter_code_and_accept(visitor, ground)
    visitor.open(f"/collect/{ground.places['token']}/read")


def give_reason(visitor: Visitor, ground: Ground) -> None:
    visitor.page.locator("#id_reason").fill("To answer the council.")
    visitor.page.locator("main form button").last.click()


def look_for(name: str) -> Callable[[Visitor, Ground], None]:
    def look(visitor: Visitor, ground: Ground) -> None:
        visitor.page.locator("#id_name").fill(name)
        give_reason(visitor, ground)

    return look


def submit_last(visitor: Visitor, ground: Ground) -> None:
    visitor.page.locator("main form button:not(.govuk-visually-hidden)").last.click()


def add_row(visitor: Visitor, ground: Ground) -> None:
    visitor.page.locator("main form button[name=add]").first.click()


def nothing(*_: Any) -> None:
    """Do nothing before, or nothing more after, the page is opened."""


@dataclass(frozen=True)
class Page:
    """One page: where, to whom, at which stage of the case; what comes before, and what is done on it."""

    path: str
    who: str = "partner"
    stage: Stage = Stage.DRAFT
    first: Callable[[Ground], None] = nothing
    then: Callable[[Visitor, Ground], None] = nothing
    status: int = 200

    def __str__(self) -> str:
        words = (self.path, self.who, self.stage, self.first.__name__, self.then.__name__)
        return " ".join(str(word) for word in words if word != "nothing")


DRAFT = "/requests/drafts/{draft}"
CASE, PACKAGE = "/requests/{case}", "/packages/{case}"
COUNCIL = "organisation={council}&purpose="
PAGES = (
    Page("/requests/new"),
    Page("/requests/new", "officer"),
    Page("/requests/new/NMC"),
    Page("/requests/new/NMC", "officer", then=submit_last, status=422),
    Page("/requests/drafts"),
    Page("/requests/drafts", first=asked),
    Page(DRAFT, first=asked),
    *(Page(f"{DRAFT}/{part.value}", first=asked) for part in PARTS[1:]),
    Page(f"{DRAFT}/person", first=asked, then=add_row),
    Page(f"{DRAFT}/check", first=asked),
    Page(f"{DRAFT}/check", first=asked_whole),
    Page(f"{DRAFT}/check", "officer", first=asked_whole),
    Page(f"{DRAFT}/discard", first=asked),
    Page(f"{CASE}/sent", stage=Stage.RECEIVED),
    Page(f"{CASE}/withdraw", stage=Stage.RECEIVED),
    Page("/requests"),
    Page("/requests", stage=Stage.RECEIVED),
    Page(CASE, stage=Stage.RECEIVED),
    Page(CASE, stage=Stage.VERIFYING_REQUESTER, first=returned),
    Page(CASE, stage=Stage.RELEASED),
    Page("/packages"),
    Page("/packages", stage=Stage.RELEASED),
    Page(PACKAGE, stage=Stage.RELEASED),
    Page(PACKAGE, stage=Stage.RELEASED, then=submit_last, status=422),
    Page(PACKAGE, stage=Stage.RELEASED, first=accepted),
    Page(PACKAGE, stage=Stage.RELEASED, first=opened),
    Page(PACKAGE, stage=Stage.ACKNOWLEDGED),
    Page(f"{PACKAGE}/open", stage=Stage.RELEASED, first=accepted),
    Page(f"{PACKAGE}/read", stage=Stage.RELEASED, first=accepted),
    Page(f"{PACKAGE}/acknowledge", stage=Stage.RELEASED, first=opened),
    Page("/collect/{token}", "", first=by_link),
    Page("/collect/{token}", "", first=by_link, then=submit_last, status=422),
    Page("/collect/{token}", "", first=by_link, then=enter_code),
    Page("/collect/{token}", "", first=by_link, then=enter_code_and_accept),
    Page("/collect/{token}", "", first=by_link, then=enter_code_and_read),
    Page("/collect/thanks", ""),
    Page(f"{PACKAGE}/recipients/1/letter", "preparer", first=by_letter),
    Page(f"{PACKAGE}/recipients/1/script", "preparer", first=by_letter),
    Page("/agreements", "officer"),
    Page("/agreements/ISA-014", "information_manager"),
    Page("/agreements/ISA-014"),
    Page("/agreements/check", "officer"),
    Page(f"/agreements/check?{COUNCIL}asb_prevention", "officer"),
    Page(f"/agreements/check?{COUNCIL}licensing", "officer"),
    Page("/agreements/add", "information_manager"),
    Page("/agreements/add", "information_manager", then=submit_last, status=422),
    Page("/agreements/ISA-014/suspend", "information_manager"),
    Page("/items/add", "preparer"),
    Page("/items/add", "preparer", then=submit_last, status=422),
    Page("/items/{item}", "preparer"),
    Page("/items/{item}", "preparer", then=give_reason),
    Page("/items/{item}/people", "preparer"),
    Page("/items/{item}/people", "preparer", then=look_for("Marlon Pryce")),
    Page("/people/add", "preparer"),
    Page("/people/search", "preparer"),
    Page("/people/search", "preparer", then=look_for("Marlon Pryce")),
    Page("/people/{subject}/recorded", "preparer"),
)


@pytest.fixture(params=PAGES, ids=str)
def page(request: pytest.FixtureRequest, cast: Cast) -> tuple[Page, Ground]:
    wanted = request.param
    ground = Ground(begin(cast, at=recently()).to(wanted.stage), {"who": wanted.who})
    wanted.first(ground)
    story = ground.story
    assert story.subject is not None
    ground.places |= {
        "case": story.reference,
        "item": str(story.items[0].pk),
        "subject": str(story.subject.pk),
        "council": str(cast.council.pk),
    }
    return wanted, ground


def show(visitor: Visitor, page: tuple[Page, Ground]) -> None:
    wanted, ground = page
    if wanted.who:
        visitor.use_session(signed_in(getattr(ground.story.cast, wanted.who)))
    visitor.open(wanted.path.format(**ground.places))
    wanted.then(visitor, ground)


def test_page_is_accessible(page, visitor):
    show(visitor, page)
    visitor.assert_accessible(status=page[0].status)


def test_page_is_translatable(page, visitor, pseudo_locale):
    show(visitor, page)
    visitor.assert_translated()
    assert visitor.status == page[0].status
    visitor.assert_no_problems()
