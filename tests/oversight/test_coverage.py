"""The page of policy coverage: every clause, and red where nothing carries it out."""

import pytest

from needshare.kernel import Blocked
from needshare.oversight import queries
from needshare.policy import current_pack
from tests.cast import AT, acting
from tests.signing_in import signed_in
from tools.clauses import coverage


def test_what_names_a_clause_is_as_the_code_and_the_tests_have_it():
    assert queries.NAMED.read_text("utf-8") == coverage(), "run `make fix`"


@pytest.mark.django_db
def test_every_clause_is_shown_with_its_controls_and_one_without_any_is_red(cast):
    found = {each.id: each for each in queries.coverage(acting(cast.auditor), at=AT)}
    assert list(found) == list(current_pack().clauses)
    assert found["B6"].tests
    assert found["B6"].table_rows
    assert found["B9"].verbs
    bare = [each.id for each in found.values() if each.state == "no_control"]
    page = signed_in(cast.auditor).get("/policy-coverage", secure=True).content.decode()
    assert page.count("No control") == len(bare)
    assert all(not (found[one].tests or found[one].verbs or found[one].code) for one in bare)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["officer", "preparer", "partner", "administrator"])
def test_it_is_for_who_answers_for_the_policy_or_audits_it(cast, who):
    with pytest.raises(Blocked):
        queries.coverage(acting(getattr(cast, who)), at=AT)
