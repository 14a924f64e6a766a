import hashlib
from datetime import date

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance
from needshare.disclosure.models import Delivery, Package
from tests.api.chain import Chain
from tests.calling import refused
from tests.cast import AT
from tests.entries import newest


@pytest.fixture
def chain(api):
    return Chain(api).until("prepare")


def seen(api, chain, part="checker"):
    content = api(part).post(f"{chain.case}/package/inspect").content
    return {"bytes_hash": hashlib.sha256(content).hexdigest(), "note": "Seen."}


def test_nothing_is_prepared_without_an_approval(api):
    chain = Chain(api).until("put_forward")
    refused(api("preparer").post(f"{chain.case}/package"), 409)
    said = refused(api("checker").post(f"{chain.case}/package/inspect"), 403)
    assert said["codes"] == ["REASON_NEEDED"]


def test_the_second_check_is_of_exact_bytes_by_another_person(api, chain):
    refused(api("checker").post(f"{chain.case}/package/check", {"bytes_hash": "0" * 64}), 403)
    own = refused(api("preparer").post(f"{chain.case}/package/check", seen(api, chain, "preparer")), 403)
    assert own["codes"] == ["SELF_APPROVAL"]
    checked = api("checker").done(f"{chain.case}/package/check", seen(api, chain))
    assert (checked["state"], checked["stage"]) == ("second_checked", "second_checked")
    refused(api("checker").post(f"{chain.case}/package/check", seen(api, chain)), 409)


def test_a_package_is_sent_back(api, chain):
    said = refused(api("checker").post(f"{chain.case}/package/send-back", {"what": " "}), 422)
    assert [each["field"] for each in said["errors"]] == ["what"]
    back = api("checker").done(f"{chain.case}/package/send-back", {"what": "The cover."})
    assert (back["state"], back["stage"]) == ("sent_back", "approved")


def test_a_release_shows_its_five_checks_and_deliveries(api, chain):
    refused(api("preparer").post(f"{chain.case}/package/release"), 409)
    chain.check()
    released = api("preparer").done(f"{chain.case}/package/release")
    assert [each["check"] for each in released["checks"]] == [
        "right_information",
        "right_person",
        "right_agency",
        "right_time",
        "right_way",
    ]
    assert {each["outcome"] for each in released["checks"]} == {"met"}
    assert [each["state"] for each in released["deliveries"]] == ["sent"]
    assert released["codes_to_give"] == []
    assert newest("disclosure.release").operation == "disclosure"
    refused(api("preparer").post(f"{chain.case}/package/release"), 409)


def test_a_release_that_fails_a_check_says_which(api, chain):
    chain.check()
    api("information_manager").done("/agreements/ISA-014/suspend", {"reason": "Breach."})
    said = refused(api("preparer").post(f"{chain.case}/package/release"), 403)
    assert said["codes"]
    assert {each["test"] for each in said["findings"]} <= {"right_agency", "right_way"}
    assert Package.objects.get().state == "second_checked"
    assert not Delivery.objects.exists()


def test_only_who_releases_may_release(api, chain):
    chain.check()
    for part in ("partner", "checker"):
        refused(api(part).post(f"{chain.case}/package/release"), 403)


def test_a_delivery_that_came_back_is_noted(api, chain):
    chain.check()
    chain.release()
    path = f"{chain.case}/deliveries/1/bounced"
    assert api("preparer").done(path)["state"] == "bounced"
    refused(api("preparer").post(path), 403)
    refused(api("preparer").post(f"{chain.case}/deliveries/2/bounced"), 404)
    handed = api("preparer").post(f"{chain.case}/deliveries/1/handed-over", {"evidence": "Given."})
    assert [each["field"] for each in refused(handed, 422)["errors"]] == ["number"]


CHECKED = {
    "method": "callback_switchboard",
    "is_organisation_confirmed": True,
    "is_person_confirmed": True,
    "is_authority_confirmed": True,
    "evidence": "Called back on the published number.",
}


def clear(username: str) -> None:
    """Clear somebody for what is shared."""
    seen = {"clearance": Clearance.BPSS, "until": date(2027, 1, 1), "evidence": "Seen."}
    accounts.record_clearance(username=username, **seen, by=operator(at=AT), at=AT)


def test_a_colleague_is_verified_before_anything_is_released_to_them(api):
    chain = Chain(api).until("put_forward")
    clear(api.cast.contact_point.username)
    approval = chain.approval()
    approval["recipients"].append({"method": "portal", "username": api.cast.contact_point.username})
    api("decider").done(f"{chain.case}/approve", approval, status=201)
    chain.prepare()
    chain.check()
    said = refused(api("preparer").post(f"{chain.case}/package/release"), 403)
    assert said["codes"] == ["REQUESTER_UNVERIFIED"]
    address = f"{chain.case}/recipients/2/verify"
    refused(api("checker").post(address, CHECKED), 403)
    refused(api("preparer").post(f"{chain.case}/recipients/3/verify", CHECKED), 404)
    half = {name: value for name, value in CHECKED.items() if name != "is_authority_confirmed"}
    wrong = refused(api("preparer").post(address, half), 422)["errors"]
    assert [each["field"] for each in wrong] == ["is_authority_confirmed"]
    failed = api("preparer").done(address, {**CHECKED, "is_person_confirmed": False}, status=201)
    assert (failed["outcome"], failed["codes"]) == ("not_verified", ["REQUESTER_UNVERIFIED"])
    found = api("preparer").done(address, CHECKED, status=201)
    assert (found["recipient"], found["outcome"], found["destination"]) == (2, "verified", "verified")
    released = api("preparer").done(f"{chain.case}/package/release")
    assert len(released["deliveries"]) == 2
    refused(api("preparer").post(address, CHECKED), 409)
