from tests.calling import refused


def test_a_force_knows_every_organisation(api):
    listed = api("officer").seen("/organisations")["items"]
    assert [each["code"] for each in listed] == ["AHA", "NMC", "WBC"]


def test_a_partner_knows_its_own_and_the_forces(api):
    listed = api("partner").seen("/organisations")["items"]
    assert [each["code"] for each in listed] == ["NMC", "WBC"]


def test_organisations_are_narrowed_by_kind(api):
    listed = api("officer").seen("/organisations", kind="force")["items"]
    assert [each["code"] for each in listed] == ["NMC"]
    refused(api("officer").get("/organisations", {"kind": "church"}), 422)


def test_organisations_are_listed_page_by_page(api):
    first = api("officer").seen("/organisations", limit=2)
    assert [each["code"] for each in first["items"]] == ["AHA", "NMC"]
    assert first["after"] == "NMC"
    last = api("officer").seen("/organisations", limit=2, after=first["after"])
    assert [each["code"] for each in last["items"]] == ["WBC"]
    assert last["after"] is None


def test_one_organisation_is_shown_with_its_domains(api):
    shown = api("officer").seen("/organisations/wbc")
    assert shown["code"] == "WBC"
    assert [each["domain"] for each in shown["domains"]] == ["wexcombe.example"]
    assert "evidence" not in shown["domains"][0]


def test_an_organisation_one_may_not_know_of_is_unknown(api):
    hidden, absent = (api("partner").get(f"/organisations/{code}") for code in ("AHA", "NONE"))
    assert refused(hidden, 404) == refused(absent, 404)
