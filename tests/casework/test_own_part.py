"""The page that tells a person what they may ask, decide and release, and the same by the API."""

import pytest

from needshare.policy import current_pack
from tests.signing_in import signed_in
from tests.story import begin, recently

pytestmark = pytest.mark.django_db


def page_of(account) -> str:
    answer = signed_in(account).get("/what-may-i-share", secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_is_told_whom_to_ask_for_a_release(cast):
    page = page_of(cast.officer)
    assert "Your roles" in page
    assert current_pack().verbs["package.release"].refusal in page
    assert "Disclosure officer<br>" in page
    assert "Under which agreements" not in page


def test_a_partner_is_told_under_which_agreements_they_may_ask(cast):
    begin(cast, at=recently())
    page = page_of(cast.partner)
    assert "ISA-014" in page
    assert "Who decides what" not in page
    assert "ISA-014" not in page_of(cast.outsider)


def test_the_api_says_the_same_by_stored_words(api):
    told = api("decider").seen("/what-may-i-share")
    verbs = {each["id"]: each for each in told["verbs"]}
    assert (verbs["case.decide"]["may"], verbs["case.decide"]["part"]) == (True, "handle")
    assert (verbs["package.release"]["may"], verbs["package.release"]["roles"]) == (
        False,
        ["disclosure_officer", "information_management"],
    )
    rows = {each["row"]: each["may"] for each in told["decisions"]}
    assert (rows["sensitive"], rows["overseas"]) == (True, False)
    assert "fax" not in {method for each in told["markings"] for method in each["methods"]}
    assert told["sha256"] == current_pack().sha256


def test_a_partner_is_told_nothing_of_the_tables_of_the_force(api):
    told = api("partner").seen("/what-may-i-share")
    assert told["decisions"] == []
    assert {each["id"] for each in told["verbs"] if each["may"]} >= {"request.submit", "package.open"}
