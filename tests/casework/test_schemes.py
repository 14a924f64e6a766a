"""The pages of the schemes of the policy in force, and the same by the API."""

import pytest

from needshare.policy import current_pack
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


def test_every_scheme_is_listed_and_shown_with_what_it_asks_by_when_and_who_decides(cast):
    browser = signed_in(cast.officer)
    listed = browser.get("/schemes", secure=True).content.decode()
    assert all(f"/schemes/{word}" in listed for word in current_pack().schemes)
    page = browser.get("/schemes/sarahs_law", secure=True).content.decode()
    for words in (
        "Child Sex Offender Disclosure Scheme guidance",
        "28 days",
        "Child sex offender disclosure: first checks",
        "detective inspector, after a forum",
        "Has proof of their relationship to the child been seen?",
        "Something the scheme asks for is missing",
    ):
        assert words in page
    assert "indemnity" not in page
    assert browser.get("/schemes/witchcraft", secure=True).status_code == 404


def test_the_api_says_the_same_by_stored_words(api):
    told = {each["id"]: each for each in api("partner").seen("/schemes")["schemes"]}
    clare = told["clares_law"]
    assert clare["clocks"][0]["id"] == "dvds_total"
    assert [each["row"] for each in clare["deciders"]] == ["scheme_protection"]
    assert {"scheme_proof_missing"} <= {code.lower() for each in clare["rules"] for code in each["codes"]}
    assert {each["id"]: each["is_required"] for each in clare["questions"]}["safe_contact"] is True
