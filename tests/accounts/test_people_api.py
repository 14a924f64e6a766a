"""People kept through the API: the same acts, bounds and words as on their pages."""

from uuid import UUID

import pytest

from needshare.accounts.models import Account, RoleProposal
from needshare.accounts.terms import Role
from needshare.audit.models import Entry
from tests.api.examples import BODIES
from tests.api.operations import NOTHING, every
from tests.calling import Caller, refused, token_of
from tests.cast import person, system

WHY = {"reason": "Moved to another team."}
OF_A_PERSON = [each for each in every() if "/people/{person_id}" in each.path]
ACTS = [each for each in OF_A_PERSON if each.method == "POST"]


def at(who, act=""):
    return f"/people/{who.pk}{act}"


def fresh(account):
    return Account.objects.get(pk=account.pk)


def test_a_partners_administrator_brings_a_person_in_and_sees_them(api, cast):
    sent = {
        "organisation": "WBC",
        "username": "l.marsh",
        "name": "Lena Marsh",
        "work_email": "lena.marsh@wexcombe.example",
        "roles": ["partner_user", "partner_contact_point"],
        "reason": "New in the team.",
    }
    made = api("partner_administrator").done("/people", sent, status=201)
    assert made["roles"] == ["partner_user"]
    seen = api("partner_administrator").seen(f"/people/{made['id']}")
    assert (seen["name"], seen["work_email"]) == ("Lena Marsh", "lena.marsh@wexcombe.example")
    assert seen["proposed_roles"] == ["partner_contact_point"]
    assert seen["invitation_expires_at"]
    refused(api("partner_administrator").post("/people", {**sent, "organisation": "AHA"}), 404)
    refused(api("partner").post("/people", {**sent, "username": "x.marsh"}), 403)


def test_an_address_elsewhere_is_refused_with_its_field(api):
    sent = {**BODIES["accounts_invite"], "organisation": "WBC", "roles": ["partner_user"]}
    said = refused(api("partner_administrator").post("/people", sent), 422)
    assert [each["field"] for each in said["errors"]] == ["work_email"]


def test_a_role_is_raised_by_two(api, cast):
    second = Caller(token_of(person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR)))
    sent = {"role": "supervisor", "reason": "Promoted."}
    proposed = api("administrator").done(at(cast.officer, "/role-proposals"), sent, status=201)
    assert fresh(cast.officer).roles == ["officer"]
    approve = f"/role-proposals/{proposed['id']}/approve"
    assert refused(api("administrator").post(approve), 403)["codes"] == ["SELF_APPROVAL"]
    assert [each["id"] for each in second.seen("/role-proposals")["items"]] == [proposed["id"]]
    assert second.done(approve)["is_approved"]
    assert fresh(cast.officer).roles == ["officer", "supervisor"]
    refused(second.post(approve), 409)
    withdrawn = {"role": "supervisor", "reason": "Moved."}
    assert api("administrator").done(at(cast.officer, "/roles/withdraw"), withdrawn)["roles"] == ["officer"]


def test_a_proposal_can_be_refused_by_a_second_person(api, cast):
    sent = {"role": "supervisor", "reason": "Promoted."}
    proposed = api("administrator").done(at(cast.officer, "/role-proposals"), sent, status=201)
    said = api("standards").done(f"/role-proposals/{proposed['id']}/refuse")
    assert said["decided_at"]
    assert not said["is_approved"]
    assert fresh(cast.officer).roles == ["officer"]


def test_suspension_ends_the_token_at_the_next_call(api, cast):
    officer = api("officer")
    assert officer.get("/me").status_code == 200
    assert not api("administrator").done(at(cast.officer, "/suspend"), WHY)["is_active"]
    refused(officer.get("/me"), 401)
    assert api("administrator").done(at(cast.officer, "/reinstate"), WHY)["is_active"]
    assert officer.get("/me").status_code == 200


def test_training_vetting_and_clearance_have_their_own_keepers(api, cast):
    training = BODIES["accounts_record_training"]
    vetting, clearance = BODIES["accounts_record_vetting"], BODIES["accounts_record_clearance"]
    api("information_manager").done(at(cast.officer, "/training"), training)
    api("standards").done(at(cast.officer, "/vetting"), vetting)
    api("standards").done(at(cast.officer, "/clearance"), clearance)
    seen = api("administrator").seen(at(cast.officer))
    assert (seen["vetting"], seen["clearance"]) == ("rv", "sc")
    assert seen["training_until"] == training["until"]
    refused(api("administrator").post(at(cast.officer, "/training"), training), 403)
    refused(api("information_manager").post(at(cast.officer, "/vetting"), vetting), 403)
    refused(api("information_manager").post(at(cast.information_manager, "/training"), training), 403)


def test_an_act_on_an_account_as_it_was_seen_is_done_and_on_an_older_one_refused(api, cast):
    path = at(cast.officer)
    seen = api("administrator").get(path)
    tag = seen.headers["ETag"]
    assert tag == f'"{seen.json()["version"]}"'
    moved = api("administrator").post(f"{path}/suspend", WHY, headers={"If-Match": tag})
    assert moved.status_code == 200
    assert moved.headers["ETag"] not in ("", tag)
    before = Entry.objects.count()
    refused(api("administrator").post(f"{path}/reinstate", WHY, headers={"If-Match": tag}), 412)
    assert Entry.objects.count() == before
    assert not fresh(cast.officer).is_active
    again = api("administrator").post(f"{path}/reinstate", WHY, headers={"If-Match": moved.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("operation", ACTS, ids=str)
def test_every_act_on_a_person_asks_for_the_version(api, cast, operation):
    path = operation.at(person_id=cast.officer.pk)
    response = api("administrator").post(path, BODIES[str(operation)], headers={"If-Match": '"9"'})
    refused(response, 412)


@pytest.mark.parametrize("operation", OF_A_PERSON, ids=str)
def test_somebody_hidden_answers_as_somebody_absent(api, cast, operation):
    """A partner's administrator, about a person of another agency and one of the force."""
    caller, body = api("partner_administrator"), BODIES.get(str(operation))

    def answer(person_id):
        path = operation.at(person_id=person_id)
        return caller.get(path) if operation.method == "GET" else caller.post(path, body)

    absent = answer(UUID(NOTHING))
    assert absent.status_code == 404
    for who in (cast.outsider, cast.officer):
        hidden = answer(who.pk)
        assert hidden.content == absent.content
        assert dict(hidden.headers) == dict(absent.headers)


@pytest.mark.parametrize("part", ["officer", "decider", "auditor", "partner", "contact_point"])
def test_who_keeps_nobody_is_refused(api, cast, part):
    own = cast.partner_administrator if part in ("partner", "contact_point") else cast.checker
    refused(api(part).get(at(own)), 403)
    refused(api(part).get("/role-proposals"), 403)
    for operation in ACTS:
        refused(api(part).post(operation.at(person_id=own.pk), BODIES[str(operation)]), 403)
    assert not RoleProposal.objects.exists()


def test_nobody_acts_on_themselves_and_no_system_on_anybody(api, cast):
    robot = Caller(token_of(system(cast.force, "robot", Role.SYSTEM_ADMINISTRATOR)))
    assert refused(robot.post(at(cast.officer, "/suspend"), WHY), 403)["codes"] == ["STEP_TOKEN_NEEDED"]
    refused(api("administrator").post(at(cast.administrator, "/suspend"), WHY), 403)
