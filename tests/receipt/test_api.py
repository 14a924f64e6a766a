import pyrage
import pytest

from tests.api.chain import Chain
from tests.calling import refused
from tests.entries import newest


@pytest.fixture
def chain(api):
    return Chain(api).until("release")


def test_a_package_is_shown_to_its_recipient_alone(api, chain):
    assert [each["reference"] for each in api("partner").seen("/packages")["items"]] == [chain.reference]
    for part in ("contact_point", "outsider", "preparer"):
        assert api(part).seen("/packages")["items"] == []
        refused(api(part).get(f"/packages/{chain.reference}"), 404)
        refused(api(part).post(f"/packages/{chain.reference}/conditions"), 404)
        refused(api(part).post(f"/packages/{chain.reference}/open"), 404)
        refused(api(part).post(f"/packages/{chain.reference}/acknowledge"), 404)


def test_conditions_come_before_opening_and_opening_before_the_receipt(api, chain):
    partner, path = api("partner"), f"/packages/{chain.reference}"
    assert refused(partner.post(f"{path}/open"), 403)["codes"] == ["CONDITIONS_NOT_ACCEPTED"]
    refused(partner.post(f"{path}/acknowledge"), 403)
    partner.done(f"{path}/conditions")
    refused(partner.post(f"{path}/conditions"), 409)
    refused(partner.post(f"{path}/acknowledge"), 403)
    assert partner.post(f"{path}/open").status_code == 200
    assert newest("receipt.open_package").operation == "disclosure"
    assert partner.seen(path)["state"] == "opened"
    assert partner.done(f"{path}/acknowledge")["acknowledged_at"]
    refused(partner.post(f"{path}/acknowledge"), 409)


def test_a_package_is_sealed_to_the_recipients_own_key(api):
    identity = pyrage.x25519.Identity.generate()
    api("partner").done("/me/age-recipient", {"recipient": str(identity.to_public())})
    chain = Chain(api).until("release")
    path = f"/packages/{chain.reference}"
    assert api("partner").seen(path)["is_sealed_to_own_key"]
    api("partner").done(f"{path}/conditions")
    opened = api("partner").post(f"{path}/open")
    assert opened.headers["Content-Disposition"] == f'attachment; filename="{chain.reference}.zip.age"'
    assert pyrage.decrypt(opened.content, [identity]).startswith(b"PK")


def test_a_suspended_agreement_closes_a_package(api, chain):
    api("partner").done(f"/packages/{chain.reference}/conditions")
    api("information_manager").done("/agreements/ISA-014/suspend", {"reason": "Breach."})
    said = refused(api("partner").post(f"/packages/{chain.reference}/open"), 403)
    assert said["codes"] == ["ISA_SUSPENDED"]


def test_packages_are_listed_page_by_page(api, chain):
    first = api("partner").seen("/packages", limit=1)
    assert first["after"] is None
    refused(api("partner").get("/packages", {"limit": 0}), 422)


def test_ones_own_request_is_shown_with_its_answers(api, chain):
    shown = api("partner").seen(f"/requests/{chain.reference}")
    assert shown["status"] == "ready_to_collect"
    assert shown["has_package"]
    assert shown["answers"]["persons"][0]["name"] == "Marlon Pryce"
    assert not api("contact_point").seen(f"/requests/{chain.reference}")["has_package"]
    for word in ("stage", "version", "handler", "gathered", "findings"):
        assert word not in shown
