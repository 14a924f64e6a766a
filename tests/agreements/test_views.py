"""The register of agreements in the browser: read, asked, entered, suspended."""

from typing import Any

import pytest

from needshare.agreements import queries
from needshare.agreements.models import AgreementVersion
from needshare.agreements.terms import Status
from tests.signing_in import signed_in
from tests.story import agree, begin, recently

NOBODYS = "NMC-ISA-999"


@pytest.fixture
def story(cast):
    return begin(cast, at=recently())


def seen(client, address):
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def filled(cast: Any, **changes: Any) -> dict[str, Any]:
    """Fill in the form of a new agreement as a browser sends it."""
    data = {
        "reference": "NMC-ISA-021",
        "title": "Keeping tenancies safe",
        "number": "1",
        "owner_person": str(cast.information_manager.pk),
        "purposes": ["asb_prevention"],
        "categories_out": ["incident_log"],
        "subject_groups": ["suspect"],
        "ceiling": "official_sensitive",
        "methods": ["portal"],
        "jurisdictions": ["england_and_wales"],
        "parties.count": "2",
        "parties.0.organisation": str(cast.force.pk),
        "parties.1.organisation": str(cast.housing.pk),
        "named_users.count": "2",
        "named_users.0.organisation": str(cast.housing.pk),
        "named_users.0.account": cast.outsider.username,
        "named_users.1.organisation": str(cast.housing.pk),
        "named_users.1.name": "Ivo Marsh",
        "named_users.1.job_title": "Tenancy officer",
        "clauses.purposes": "cl. 2",
    }
    for name, year in (("starts_on", 2025), ("review_on", 2027), ("ends_on", 2028)):
        data |= {f"{name}-day": "1", f"{name}-month": "4", f"{name}-year": str(year)}
    for party in (0, 1):
        data |= {
            f"parties.{party}.signed_on-{part}": text
            for part, text in (("day", "1"), ("month", "4"), ("year", "2025"))
        }
    return {name: value for name, value in {**data, **changes}.items() if value != ""}


def test_register_says_who_what_until_when(story):
    page = seen(signed_in(story.cast.officer), "/agreements")
    for words in ("ISA-014", "Safer Wexcombe", "Wexcombe Borough Council", "In force"):
        assert words in page
    assert "Enter an agreement" not in page


def test_register_goes_on_by_reference(story, monkeypatch):
    agree(story, reference="ISA-030")
    client = signed_in(story.cast.officer)
    assert "ISA-014" not in seen(client, "/agreements?after=ISA-014")
    assert "ISA-030" in seen(client, "/agreements?after=ISA-014")
    monkeypatch.setattr("needshare.agreements.queries.listing.PAGE", 1)
    register = queries.register
    monkeypatch.setattr(queries, "register", lambda *args, **named: register(*args, **named, limit=1))
    assert "?after=ISA-014" in seen(client, "/agreements")


def test_agreement_says_what_was_agreed(story):
    page = seen(signed_in(story.cast.officer), "/agreements/ISA-014")
    for words in ("cl. 3", "OFFICIAL-SENSITIVE", "Partner portal", "L Osei", "A Prewett", "1 January"):
        assert words in page
    assert "Suspend" not in page


def test_partner_sees_its_own_agreements_and_its_own_people(story):
    partner = signed_in(story.cast.partner)
    assert "ISA-014" in seen(partner, "/agreements")
    page = seen(partner, "/agreements/ISA-014")
    assert "L Osei" in page
    assert "S Tarn" not in page


@pytest.mark.parametrize("page", ["", "/suspend", "/resume", "/withdraw"])
def test_agreement_of_others_answers_as_an_unknown_one(story, page):
    outsider = signed_in(story.cast.outsider)
    assert "ISA-014" not in seen(outsider, "/agreements")
    for ask in (outsider.get, outsider.post):
        theirs = ask(f"/agreements/ISA-014{page}", secure=True)
        unknown = ask(f"/agreements/{NOBODYS}{page}", secure=True)
        assert theirs.status_code == unknown.status_code
        assert theirs.status_code == 404 or (page == "" and ask == outsider.post)
        assert theirs.content == unknown.content


def test_signed_up_is_answered_in_one_page(story):
    client, cast = signed_in(story.cast.officer), story.cast
    assert "Is this organisation signed up for this?" in seen(client, "/agreements/check")
    ask = f"/agreements/check?organisation={cast.council.pk}&purpose="
    assert "Yes, today" in seen(client, f"{ask}asb_prevention")
    page = seen(client, f"{ask}employment_vetting")
    assert "No, not today" in page
    assert "ISA-014" in page
    none = seen(client, f"/agreements/check?organisation={cast.housing.pk}&purpose=asb_prevention")
    assert "There is no agreement with this organisation." in none


@pytest.mark.parametrize(
    "query", ["organisation=x&purpose=asb_prevention", "organisation=&purpose=", "purpose=magic"]
)
def test_check_names_what_is_missing(story, query):
    answer = signed_in(story.cast.officer).get(f"/agreements/check?{query}", secure=True)
    assert answer.status_code == 422
    assert 'href="#id_organisation"' in answer.content.decode()


def test_agreement_is_entered_and_in_force(cast):
    client = signed_in(cast.information_manager)
    assert "Enter the agreement" in seen(client, "/agreements/add")
    answer = client.post("/agreements/add", filled(cast), secure=True)
    assert answer.headers["Location"] == "/agreements/NMC-ISA-021"
    page = seen(client, "/agreements/NMC-ISA-021")
    for words in ("Keeping tenancies safe", "In force", "Ivo Marsh", "Tenancy officer", "cl. 2"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference": "lower case"}, "reference"),
        ({"title": ""}, "title"),
        ({"number": "0"}, "number"),
        ({"owner_person": ""}, "owner_person"),
        ({"ends_on-year": "2024"}, "ends_on-day"),
        ({"review_on-day": "31", "review_on-month": "2"}, "review_on-day"),
        ({"starts_on-day": "", "starts_on-month": "", "starts_on-year": ""}, "starts_on-day"),
        ({"purposes": []}, "purposes"),
        ({"purposes": ["magic"]}, "purposes"),
        ({"ceiling": "cosmic"}, "ceiling"),
        ({"prohibited_purposes": ["asb_prevention"]}, "prohibited_purposes"),
        ({"parties.1.organisation": ""}, "parties.1.organisation"),
        ({"parties.1.contact_point": "no.body"}, "parties.1.contact_point"),
        ({"named_users.0.account": "no.body"}, "named_users.0.account"),
        ({"named_users.1.job_title": ""}, "named_users.0.organisation"),
        ({"clauses.purposes": "x" * 41}, "clauses.purposes"),
    ],
)
def test_answer_that_cannot_be_right_is_shown_beside_its_field(cast, changes, field):
    client = signed_in(cast.information_manager)
    answer = client.post("/agreements/add", filled(cast, **changes), secure=True)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert client.get("/agreements/NMC-ISA-021", secure=True).status_code == 404


def test_reference_is_given_once(cast):
    client = signed_in(cast.information_manager)
    client.post("/agreements/add", filled(cast), secure=True)
    again = client.post("/agreements/add", filled(cast), secure=True)
    assert again.status_code == 422
    assert "There is already an agreement with this reference." in again.content.decode()


def test_parties_are_added_without_a_script(cast):
    client = signed_in(cast.information_manager)
    answer = client.post("/agreements/add", filled(cast) | {"add": "parties"}, secure=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Party 3" in page
    assert 'value="Keeping tenancies safe"' in page


@pytest.mark.parametrize("part", ["officer", "partner", "auditor"])
def test_only_information_management_enters_agreements(cast, part):
    client = signed_in(getattr(cast, part))
    assert client.get("/agreements/add", secure=True).status_code == 403
    assert client.post("/agreements/add", {}, secure=True).status_code == 403


def test_agreement_is_suspended_resumed_and_withdrawn_with_a_reason(story):
    client, base = signed_in(story.cast.information_manager), "/agreements/ISA-014"
    for act, status in (("suspend", "Suspended"), ("resume", "In force"), ("withdraw", "Withdrawn")):
        assert act in seen(client, base)
        assert client.get(f"{base}/{act}", secure=True).status_code == 200
        refused = client.post(f"{base}/{act}", {"reason": " "}, secure=True)
        assert refused.status_code == 422
        assert 'href="#id_reason"' in refused.content.decode()
        answer = client.post(f"{base}/{act}", {"reason": "A breach is looked into."}, secure=True)
        assert answer.headers["Location"] == base
        assert status in seen(client, base)
    assert Status.WITHDRAWN.label in seen(client, "/agreements")


def test_who_may_not_suspend_is_told_so(story):
    client = signed_in(story.cast.officer)
    assert client.get("/agreements/ISA-014/suspend", secure=True).status_code == 403
    assert client.post("/agreements/ISA-014/suspend", {"reason": "x"}, secure=True).status_code == 403


def a_day(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}-day": str(day), f"{name}-month": str(month), f"{name}-year": str(year)}


def test_a_new_version_begins_with_what_the_last_one_says_and_takes_its_place(cast):
    client = signed_in(cast.information_manager)
    client.post("/agreements/add", filled(cast), secure=True)
    page = seen(client, "/agreements/NMC-ISA-021")
    assert 'href="/agreements/NMC-ISA-021/versions"' in page
    began = seen(client, "/agreements/NMC-ISA-021/versions")
    for said in ("Keeping tenancies safe", 'value="2"', cast.outsider.username, "Ivo Marsh", "cl. 2"):
        assert said in began
    assert 'name="reference"' not in began
    said = filled(cast, number="2", title="Keeping more tenancies safe")
    answer = client.post("/agreements/NMC-ISA-021/versions", said, secure=True)
    assert answer.headers["Location"] == "/agreements/NMC-ISA-021"
    page = seen(client, "/agreements/NMC-ISA-021")
    assert "Keeping more tenancies safe" in page
    assert AgreementVersion.objects.get(number=1).status == "superseded"
    assert AgreementVersion.objects.get(number=2).status == "in_force"


def test_a_version_is_numbered_higher_than_the_last(cast):
    client = signed_in(cast.information_manager)
    client.post("/agreements/add", filled(cast), secure=True)
    answer = client.post("/agreements/NMC-ISA-021/versions", filled(cast), secure=True)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_number"' in page
    assert "Give the new version a higher number than the last." in page
    more = client.post("/agreements/NMC-ISA-021/versions", filled(cast) | {"add": "parties"}, secure=True)
    assert "Party 3" in more.content.decode()


def test_a_signature_brings_a_draft_into_force(cast):
    client = signed_in(cast.information_manager)
    unsigned = {f"parties.1.signed_on-{part}": "" for part in ("day", "month", "year")}
    client.post("/agreements/add", filled(cast, **unsigned), secure=True)
    address = "/agreements/NMC-ISA-021/signatures"
    page = seen(client, address)
    assert "Aldermere Housing Association" in page
    assert "Northmoor Constabulary" not in page.partition("<form")[2]
    assert client.post(address, {}, secure=True).status_code == 422
    late = {"organisation": str(cast.housing.pk)} | a_day("signed_on", 1, 4, 2099)
    assert 'href="#id_signed_on-day"' in client.post(address, late, secure=True).content.decode()
    signed = {"organisation": str(cast.housing.pk)} | a_day("signed_on", 2, 4, 2025)
    assert client.post(address, signed, secure=True).status_code == 302
    assert "In force" in seen(client, "/agreements/NMC-ISA-021")
    assert "Every party has signed the newest version" in seen(client, address)


@pytest.mark.parametrize("page", ["versions", "signatures"])
def test_only_who_keeps_agreements_changes_one(story, page):
    for part, status in (("officer", 403), ("partner", 403), ("outsider", 404)):
        client = signed_in(getattr(story.cast, part))
        assert client.get(f"/agreements/ISA-014/{page}", secure=True).status_code == status
        assert client.post(f"/agreements/ISA-014/{page}", {}, secure=True).status_code == status
    assert "Enter a new version" not in seen(signed_in(story.cast.officer), "/agreements/ISA-014")
