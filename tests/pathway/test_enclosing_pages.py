"""The pages of compartments in a real browser: accessible, and wholly translatable."""

import pytest

from needshare.accounts.actions import compartments
from needshare.accounts.terms import Role
from needshare.pathway import actions
from needshare.pathway.terms import Stage
from tests.cast import acting, person
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.browser
WHY = "A closed enquiry begins."
PURPOSE = "An enquiry that few may know of."
PAGES = (
    ("siro", "/compartments"),
    ("information_manager", "/compartments/new"),
    ("decider", "/compartments/{circle}"),
    ("decider", "/compartments/{circle}/people/add"),
    ("decider", "/compartments/{circle}/people/remove"),
    ("information_manager", "/cases/{case}/compartment"),
    ("preparer", "/cases/{case}"),
)


@pytest.fixture(params=PAGES, ids=lambda page: page[1])
def page(request, cast, visitor) -> tuple[str, Story, tuple[str, ...]]:
    """A case in a compartment; where a page is about proposing, still outside it or waiting."""
    who, path = request.param
    siro = person(cast.force, "r.siro", Role.SIRO)
    story = begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)
    at = story.at
    manager = story.by("information_manager")
    circle = compartments.open_compartment(
        code_name="ALDER", purpose=PURPOSE, sponsor=cast.decider.username, reason=WHY, by=manager, at=at
    )
    given = {"compartment_id": circle.pk, "until": None, "reason": WHY, "by": story.by("decider"), "at": at}
    compartments.bring_in(username=cast.preparer.username, **given)
    if who == "information_manager":
        visitor.use_session(signed_in(cast.information_manager))
        return path.format(case=story.reference), story, ()
    proposal = actions.propose_enclosure(
        reference=story.reference, compartment_id=circle.pk, reason=WHY, by=manager, at=at
    )
    if path != "/compartments":
        actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    visitor.use_session(signed_in(siro if who == "siro" else getattr(cast, who)))
    names = (cast.decider.username, cast.preparer.username, "nmc")
    return path.format(circle=circle.pk, case=story.reference), story, names


def test_page_is_accessible(page, visitor):
    visitor.open(page[0]).assert_accessible()


def test_page_is_translatable(page, visitor, pseudo_locale):
    visitor.open(page[0]).assert_translated(page[1].reference, "ALDER", WHY, PURPOSE, *page[2])
    visitor.assert_no_problems()
