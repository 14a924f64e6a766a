"""Joiners, movers and leavers as a directory tells of them: who comes in, who raises whom, what ends at once."""

import time
from datetime import timedelta

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account, RoleProposal
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.audit.models import Entry
from needshare.kernel import Blocked
from needshare.provisioning import actions
from needshare.provisioning.models import DirectoryPerson
from tests.calling import Caller, refused, token_of
from tests.cast import AT, acting, person
from tests.provisioning.conftest import Directory, connected
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db
LENA = {
    "displayName": "Lena Marsh",
    "title": "ASB officer",
    "externalId": "0017",
    "emails": [{"value": "lena.marsh@wexcombe.example", "primary": True}],
}
GONE = {"schemas": [], "Operations": [{"op": "replace", "path": "active", "value": False}]}


def mapped(cast, group, role, *, by="partner_administrator", organisation="WBC"):
    admin = acting(getattr(cast, by))
    actions.map_group(organisation=organisation, group=group, role=role, by=admin, at=AT)


def account_of(shown):
    return Account.objects.get(pk=shown["id"])


def test_a_joiner_has_neither_password_nor_role(council):
    joined = account_of(council.joins("Lena.Marsh@wexcombe.example", **LENA))
    assert (joined.username, joined.name, joined.work_email) == (
        "lena.marsh@wbc",
        "Lena Marsh",
        "lena.marsh@wexcombe.example",
    )
    assert joined.roles == []
    assert not joined.has_usable_password()
    assert Entry.objects.order_by("-id")[0].action == "provisioning.join"


def test_an_address_elsewhere_is_kept_and_used_for_nothing(council):
    shown = council.joins("l.marsh", emails=[{"value": "lena@post.example"}])
    assert account_of(shown).work_email == ""
    assert shown["emails"] == [{"value": "lena@post.example"}]


def test_people_are_found_by_name_and_by_their_id_there(council, cast):
    made = council.joins("lena.marsh@wexcombe.example", **LENA)
    for asked in ('userName eq "LENA.marsh@wexcombe.example"', 'externalId eq "0017"'):
        found = council.done("GET", f"/Users?filter={asked}")
        assert [each["id"] for each in found["Resources"]] == [made["id"]]
    known = council.done("GET", '/Users?filter=userName eq "l.osei@wbc"')
    assert [each["id"] for each in known["Resources"]] == [str(cast.partner.pk)]
    assert council.done("GET", '/Users?filter=userName eq "t.verma@nmc"')["totalResults"] == 0


@pytest.mark.parametrize(
    "asked",
    [
        'userName sw "l"',
        'password eq "x"',
        'name.familyName eq "x"',
        'userName eq "x" or externalId eq "y"',
        "userName eq x",
        'userName eq "\\u00"',
        "owner__code",
    ],
)
def test_any_other_filter_is_refused(council, asked):
    answer = council.call("GET", f"/Users?filter={asked}")
    assert answer.status_code == 400
    assert answer.json()["scimType"] == "invalidFilter"


def test_lists_come_in_pages(council):
    for number in range(3):
        council.joins(f"new.{number}")
    first = council.done("GET", "/Users?count=2")
    rest = council.done("GET", "/Users?startIndex=3&count=100")
    names = [each["userName"] for each in first["Resources"] + rest["Resources"]]
    assert len(first["Resources"]) == first["itemsPerPage"] == 2
    assert len(names) == len(set(names)) == first["totalResults"] == 6
    assert council.call("GET", "/Users?count=x").status_code == 400


def test_the_least_role_is_given_at_once_and_any_other_waits_for_a_second_person(council, cast):
    mapped(cast, "Users", Role.PARTNER_USER)
    mapped(cast, "Contacts", Role.PARTNER_CONTACT_POINT)
    lena = council.joins("l.marsh")
    for name in ("users", "Contacts", "Canteen"):
        council.done("POST", "/Groups", {"displayName": name, "members": [{"value": lena["id"]}]}, status=201)
    assert account_of(lena).roles == ["partner_user"]
    proposal = RoleProposal.objects.get()
    assert proposal.role == "partner_contact_point"
    with pytest.raises(Blocked) as refusal:
        accounts.approve_role(proposal_id=proposal.pk, by=cast.acting_partner_administrator, at=AT)
    assert refusal.value.codes == ("self_approval",)
    accounts.approve_role(proposal_id=proposal.pk, by=cast.acting_administrator, at=AT)
    assert account_of(lena).roles == ["partner_contact_point", "partner_user"]


def test_who_leaves_a_group_loses_its_role_and_its_proposal_at_once(council, cast):
    mapped(cast, "Users", Role.PARTNER_USER)
    mapped(cast, "Contacts", Role.PARTNER_CONTACT_POINT)
    lena = council.joins("l.marsh")
    member = [{"value": lena["id"]}]
    users = council.done("POST", "/Groups", {"displayName": "Users", "members": member}, status=201)
    contacts = council.done("POST", "/Groups", {"displayName": "Contacts", "members": member}, status=201)
    out = {"Operations": [{"op": "remove", "path": f'members[value eq "{lena["id"]}"]'}]}
    for each in (users, contacts):
        assert "members" not in council.done("PATCH", f"/Groups/{each['id']}", out)
    assert account_of(lena).roles == []
    proposal = RoleProposal.objects.get()
    assert proposal.decided_at is not None
    assert not proposal.is_approved
    council.done(
        "PATCH", f"/Groups/{users['id']}", {"Operations": [{"op": "add", "path": "members", "value": member}]}
    )
    assert account_of(lena).roles == ["partner_user"]
    council.done("DELETE", f"/Groups/{users['id']}", status=204)
    assert account_of(lena).roles == []


def test_a_group_stands_for_no_role_above_its_administrators(cast):
    for role in (Role.DECISION_MAKER, Role.OFFICER):
        with pytest.raises(Blocked):
            mapped(cast, "Deciders", role)
    for part in ("partner", "officer", "information_manager"):
        with pytest.raises(Blocked):
            mapped(cast, "Users", Role.PARTNER_USER, by=part)


@pytest.mark.parametrize("how", ["patch", "replace", "delete"])
def test_a_leaver_is_out_at_once(council, cast, how):
    """Pages, tokens and invitations, on the next request and within a second."""
    lena = person(cast.council, "lena.marsh", Role.PARTNER_USER, domain="wexcombe.example")
    browser, caller = signed_in(lena), Caller(token_of(lena))
    assert browser.get("/organisations").status_code == 200
    assert caller.get("/me").status_code == 200
    path = f"/Users/{lena.pk}"
    shown = council.done("GET", path)
    began = time.perf_counter()
    if how == "patch":
        council.done("PATCH", path, GONE)
    elif how == "replace":
        council.done("PUT", path, {**shown, "active": False})
    else:
        council.done("DELETE", path, status=204)
    page, call = browser.get("/organisations"), caller.get("/me")
    assert time.perf_counter() - began < 1
    assert page.status_code == 302
    assert "/account/sign-in" in page.headers["Location"]
    refused(call, 401)
    left = Account.objects.get(pk=lena.pk)
    assert (left.is_active, bool(left.roles)) == (False, how != "delete")


def test_who_comes_back_gets_an_account_of_their_own(council):
    first = council.joins("l.marsh")
    council.done("DELETE", f"/Users/{first['id']}", status=204)
    assert council.call("GET", f"/Users/{first['id']}").status_code == 404
    second = council.joins("l.marsh")
    assert second["id"] != first["id"]
    assert account_of(second).username == "l.marsh.2@wbc"
    assert DirectoryPerson.objects.count() == 2


def test_whom_an_administrator_suspended_the_directory_does_not_let_back_in(council, cast):
    lena = council.joins("l.marsh")
    back = {"Operations": [{"op": "Replace", "path": "active", "value": "True"}]}
    council.done("PATCH", f"/Users/{lena['id']}", GONE)
    assert council.done("PATCH", f"/Users/{lena['id']}", back)["active"] is True
    accounts.suspend(username="l.marsh@wbc", reason="Inquiry.", by=cast.acting_administrator, at=AT)
    assert council.done("PATCH", f"/Users/{lena['id']}", back)["active"] is False


def test_one_directory_knows_nothing_of_anothers_people(council, force, cast):
    for who in (cast.outsider, cast.officer):
        for method, body in (("GET", None), ("PUT", {"userName": "x"}), ("PATCH", GONE), ("DELETE", None)):
            hidden = council.call(method, f"/Users/{who.pk}", body)
            absent = council.call(method, f"/Users/{who.pk.__class__(int=9)}", body)
            assert hidden.status_code == 404
            assert hidden.content == absent.content
    group = {"displayName": "Mixed", "members": [{"value": str(cast.outsider.pk)}]}
    assert council.call("POST", "/Groups", group).status_code == 400
    partner = force.call("GET", f"/Users/{cast.partner.pk}")
    assert partner.status_code == 404, "a force's directory does not reach its partners' people"
    assert Account.objects.filter(is_active=False).count() == 0


def test_a_change_is_not_made_over_another(council):
    lena = council.call("POST", "/Users", {"userName": "l.marsh"})
    path, tag = f"/Users/{lena.json()['id']}", lena.headers["ETag"]
    assert council.call("GET", path, **{"If-None-Match": tag}).status_code == 304
    changed = council.call("PUT", path, {"userName": "l.marsh", "title": "Clerk"}, **{"If-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    for method, body in (("PUT", {"userName": "l.marsh"}), ("PATCH", GONE), ("DELETE", None)):
        assert council.call(method, path, body, **{"If-Match": tag}).status_code == 412


def test_a_name_is_given_once(council):
    council.joins("l.marsh")
    again = council.call("POST", "/Users", {"userName": "L.Marsh"})
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    assert council.call("POST", "/Users", {"userName": "l.osei@wbc"}).status_code == 409


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"userName": ""},
        {"userName": 5},
        {"userName": "a\u0000b"},
        {"userName": "x" * 201},
        {"userName": "x", "emails": "a@b.example"},
        {"userName": "x", "active": "perhaps"},
        {"userName": "x", "name": "Lena"},
        [],
    ],
)
def test_what_cannot_be_held_is_refused_and_changes_nothing(council, sent):
    before = Entry.objects.count()
    assert council.call("POST", "/Users", sent).status_code == 400
    assert Entry.objects.count() == before


def test_only_a_directorys_token_in_force_comes_in(council, cast, api, client):
    wrong = [Directory(""), Directory("nsdir_" + "a" * 32), Directory(token_of(cast.partner_administrator))]
    said = {each.call("GET", "/Users").content for each in wrong}
    assert len(said) == 1
    assert all(each.call("GET", "/Users").status_code == 401 for each in wrong)
    assert signed_in(cast.partner_administrator).get("/scim/v2/Users").status_code == 401
    refused(Caller(council.token).get("/me"), 401)


def test_a_token_ends_with_its_administrator_its_organisation_and_its_revocation(api, cast):
    second = person(cast.council, "second.admin", Role.PARTNER_ADMINISTRATOR, domain="wexcombe.example")
    directory = connected(second, "WBC")
    assert directory.call("GET", "/Users").status_code == 200
    accounts.suspend(username=second.username, reason="Left.", by=operator(at=AT), at=AT)
    assert directory.call("GET", "/Users").status_code == 401
    other = connected(cast.partner_administrator, "WBC")
    agencies.deactivate_organisation(code="WBC", reason="Merged.", by=operator(at=AT), at=AT)
    assert other.call("GET", "/Users").status_code == 401
    agencies.reactivate_organisation(code="WBC", reason="Back.", by=operator(at=AT), at=AT)
    token, secret = actions.issue_token(
        organisation="WBC",
        label="Directory",
        expires_at=AT + timedelta(days=1),
        by=acting(cast.administrator),
        at=AT,
    )
    assert Directory(secret).call("GET", "/Users").status_code == 200
    actions.revoke_token(token_id=token.pk, by=cast.acting_partner_administrator, at=AT)
    assert Directory(secret).call("GET", "/Users").status_code == 401


def test_calls_are_counted(council, settings):
    settings.API_CALLS_OF_TOKEN = 4
    answers = [council.call("GET", "/Schemas") for _each in range(4)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1


def test_what_is_not_there_says_so_as_scim_does(council):
    for path in ("/Nothing", "/Users/1", "/Schemas/urn:none"):
        answer = council.call("GET", path)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/scim+json"
    assert council.call("POST", "/Schemas").status_code == 405
