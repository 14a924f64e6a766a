"""The register kept through the API: the same acts, bounds and words as on its pages."""

import pytest

from needshare.agencies.models import Organisation, ParticularsProposal, Unit
from needshare.audit.models import Entry
from tests.api.examples import BODIES
from tests.api.operations import every
from tests.calling import refused

WBC = "/organisations/WBC"
ENTRY = {"name": "Wexcombe Borough Council", "legal_type": "local_authority", "switchboard": "01632 960999"}
PROPOSED = {**ENTRY, "reason": "The number changed."}
OF_ONE = [
    each
    for each in every()
    if str(each).startswith("agencies_") and "{code}" in each.path and "{unit_id}" not in each.path
]
ACTS = [each for each in OF_ONE if each.method == "POST"]


def test_a_keeper_adds_an_agency_its_domain_and_its_units(api):
    keeper = api("administrator")
    made = keeper.done("/organisations", BODIES["agencies_add"], status=201)
    assert made["code"] == "TOL"
    keeper.done("/organisations/TOL/domains", BODIES["agencies_verify_domain"], status=201)
    unit = keeper.done("/organisations/TOL/units", {"name": "Safety hub"}, status=201)
    keeper.done(f"/organisations/TOL/units/{unit['id']}/rename", {"new_name": "Hub"})
    seen = keeper.seen("/organisations/TOL")
    assert [each["domain"] for each in seen["domains"]] == ["tolland.example"]
    assert [each["name"] for each in seen["units"]] == ["Hub"]
    keeper.done(f"/organisations/TOL/units/{unit['id']}/close")
    shown = keeper.done("/organisations/TOL/domains/withdraw", BODIES["agencies_withdraw_domain"])
    assert (shown["domains"], shown["units"]) == ([], [])


def test_a_domain_like_anothers_is_refused_until_it_is_told_apart(api):
    sent = {**BODIES["agencies_verify_domain"], "domain": "wexc0mbe.example"}
    said = refused(api("administrator").post("/organisations/AHA/domains", sent), 422)
    assert [each["field"] for each in said["errors"]] == ["domain"]
    api("administrator").done("/organisations/AHA/domains", {**sent, "is_told_apart": True}, status=201)


def test_a_suspended_organisation_ends_at_its_peoples_next_call(api):
    partner = api("partner")
    partner.seen("/me")
    assert not api("administrator").done(f"{WBC}/suspend", {"reason": "Merged."})["is_active"]
    refused(partner.get("/me"), 401)
    api("administrator").done(f"{WBC}/reinstate", {"reason": "Settled."})
    partner.seen("/me")


def test_a_partners_administrator_proposes_and_a_keeper_decides(api):
    proposed = api("partner_administrator").done(f"{WBC}/proposals", PROPOSED, status=201)
    refused(api("partner_administrator").post(f"{WBC}/proposals", PROPOSED), 409)
    assert Organisation.objects.get(code="WBC").switchboard == "01632 960200"
    refused(api("partner_administrator").post(f"/entry-proposals/{proposed['id']}/accept"), 403)
    refused(api("outsider").post(f"/entry-proposals/{proposed['id']}/accept"), 404)
    waiting = api("information_manager").seen("/entry-proposals")["items"]
    assert [each["id"] for each in waiting] == [proposed["id"]]
    assert api("information_manager").done(f"/entry-proposals/{proposed['id']}/accept")["is_accepted"]
    assert Organisation.objects.get(code="WBC").switchboard == "01632 960999"
    refused(api("information_manager").post(f"/entry-proposals/{proposed['id']}/decline"), 409)


def test_a_declined_proposal_changes_nothing(api):
    proposed = api("partner_administrator").done(f"{WBC}/proposals", PROPOSED, status=201)
    said = api("administrator").done(f"/entry-proposals/{proposed['id']}/decline")
    assert said["decided_at"]
    assert Organisation.objects.get(code="WBC").switchboard == "01632 960200"


def test_another_agencys_proposal_is_not_there(api):
    api("partner_administrator").done(f"{WBC}/proposals", PROPOSED, status=201)
    assert api("outsider").seen("/entry-proposals")["items"] == []
    assert ParticularsProposal.objects.count() == 1


@pytest.mark.parametrize("part", ["officer", "decider", "auditor", "partner", "contact_point", "standards"])
def test_nobody_else_changes_the_register(api, part):
    before = list(Organisation.objects.values()), list(Unit.objects.values())
    refused(api(part).post("/organisations", BODIES["agencies_add"]), 403)
    for operation in ACTS:
        refused(api(part).post(operation.at(code="WBC"), BODIES[str(operation)]), 403)
    assert (list(Organisation.objects.values()), list(Unit.objects.values())) == before


@pytest.mark.parametrize("operation", OF_ONE, ids=str)
def test_a_hidden_organisation_answers_as_an_absent_one(api, operation):
    caller, body = api("partner_administrator"), BODIES.get(str(operation))

    def answer(code):
        path = operation.at(code=code)
        return caller.get(path) if operation.method == "GET" else caller.post(path, body)

    hidden, absent = answer("AHA"), answer("NONE")
    assert hidden.status_code == 404, hidden.content
    assert hidden.content == absent.content
    assert dict(hidden.headers) == dict(absent.headers)


@pytest.mark.parametrize("operation", [each for each in ACTS if each.asks_version], ids=str)
def test_an_entry_changed_meanwhile_is_not_changed_over(api, operation):
    keeper, body = api("administrator"), BODIES[str(operation)]
    before = Entry.objects.count()
    refused(keeper.post(operation.at(code="WBC"), body, headers={"If-Match": '"9"'}), 412)
    assert Entry.objects.count() == before


def test_the_version_of_an_entry_is_its_etag(api):
    seen = api("administrator").get(WBC)
    tag = seen.headers["ETag"]
    done = api("administrator").post(f"{WBC}/particulars", ENTRY, headers={"If-Match": tag})
    assert done.status_code == 200
    assert done.headers["ETag"] != tag
    refused(api("administrator").post(f"{WBC}/suspend", {"reason": "x"}, headers={"If-Match": tag}), 412)
