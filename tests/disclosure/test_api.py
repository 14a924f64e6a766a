import hashlib

import pytest

from needshare.disclosure.models import Delivery, Package
from tests.api.chain import Chain
from tests.calling import refused
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
    refused(api("checker").post(f"{chain.case}/package/inspect"), 404)


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
