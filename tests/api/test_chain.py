import io
import zipfile

from needshare.pathway.models import SharingCase
from tests.api.chain import Chain
from tests.calling import refused
from tests.entries import newest


def test_a_request_walks_from_asking_to_acknowledged_by_api_alone(api):
    chain = Chain(api).until("release")
    partner, package = api("partner"), f"/packages/{chain.reference}"

    listed = partner.seen("/packages")["items"]
    assert [each["reference"] for each in listed] == [chain.reference]
    shown = partner.seen(package)
    assert shown["conditions"]
    partner.done(f"{package}/conditions")
    opened = partner.post(f"{package}/open")
    assert opened.headers["Content-Disposition"].startswith("attachment")
    names = zipfile.ZipFile(io.BytesIO(opened.content)).namelist()
    assert names[:2] == ["cover.pdf", "manifest.json"]
    assert len(names) == 4
    receipt = partner.done(f"{package}/acknowledge")
    assert receipt["acknowledged_at"]
    assert partner.seen(f"/requests/{chain.reference}")["status"] == "acknowledged"
    assert api("preparer").done(f"{chain.case}/close")["stage"] == "closed"
    assert newest("receipt.acknowledge").actor["channel"] == "api"


def test_the_story_of_a_case_is_shown_whole(api):
    chain = Chain(api).until("acknowledge")
    whole = api("decider").done(f"{chain.case}/open")
    assert whole["stage"] == "acknowledged"
    assert whole["organisation"] == "WBC"
    assert [each["outcome"] for each in whole["gathered"]] == ["share", "share"]
    assert whole["decision"]["outcome"] == "disclose_full"
    assert whole["packages"][0]["deliveries"][0]["state"] == "acknowledged"
    assert whole["assessment"]["bases"][0]["findings"]
    assert whole["steps"][0]["act"] == "receipt.acknowledge"
    assert SharingCase.objects.get().version == whole["version"]


def test_a_requester_is_never_shown_the_inside_of_a_case(api):
    chain = Chain(api).until("put_forward")
    partner = api("partner")
    refused(partner.get("/cases"), 404)
    refused(partner.post(f"{chain.case}/open"), 404)
    refused(partner.post(f"{chain.case}/findings"), 404)
    refused(partner.post(f"{chain.case}/work"), 403)
    assert partner.seen(f"/requests/{chain.reference}")["status"] == "being_considered"
