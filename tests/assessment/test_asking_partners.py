"""What the law lets the force ask of a partner, before anything is asked (domain reference 1.3, SCN-23)."""

import pytest

from needshare.agencies.terms import LegalType
from tests.calling import Telephone, refused
from tests.cast import agency
from tests.entries import count

ASKED = {"purpose": "serious_violence_strategy", "gateway": "g15", "category": "identity", "role": "victim"}


@pytest.fixture
def trust(api: Telephone) -> str:
    made = agency("SBT", "St Brannoc NHS Trust", legal_type=LegalType.NHS_BODY, domain="stbrannoc.example")
    return f"/organisations/{made.code}/may-be-asked"


def test_nothing_about_people_is_asked_of_a_hospital_under_the_serious_violence_duty(
    api: Telephone, trust: str
):
    officer, before = api("officer"), count()
    found = officer.seen(trust, **ASKED)
    assert (found["outcome"], found["codes"]) == ("not_met", ["GATEWAY_EXCLUSION"])
    assert {each["heading"] for each in found["findings"]} == {"lawful"}
    figures = officer.seen(trust, **{**ASKED, "category": "depersonalised"})
    assert (figures["outcome"], figures["codes"]) == ("met", [])
    assert count() == before, "nothing was asked, and nothing about anybody was read"


def test_a_word_that_is_not_offered_is_named_and_a_partner_has_no_part_in_it(api: Telephone, trust: str):
    said = refused(api("officer").get(trust, {**ASKED, "gateway": "g99", "purpose": ""}), 422)
    assert [each["field"] for each in said["errors"]] == ["purpose", "gateway"]
    assert api("partner").get(trust, ASKED).status_code == 403
    assert api("auditor").get(trust, ASKED).status_code == 403
