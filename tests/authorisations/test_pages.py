"""The pages of authorisations in a real browser: within reach of everybody, light and dark, wide and narrow."""

import pytest

from needshare.pathway.terms import Stage
from tests.authorisations.orders import check, recorded
from tests.browser import Visitor
from tests.cast import Cast
from tests.signing_in import signed_in
from tests.story import begin, recently

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_pages_of_authorisations_are_within_everybodys_reach(cast: Cast, visitor: Visitor):
    story = begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)
    check(story, recorded(story))
    found = recorded(story)
    visitor.use_session(signed_in(cast.preparer))
    pages = f"/cases/{story.reference}/authorisations"
    for path in (pages, f"{pages}/record", f"{pages}/rely", f"{pages}/{found.reference}/check"):
        visitor.open(path).assert_accessible()
