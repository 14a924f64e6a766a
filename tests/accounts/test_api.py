from needshare.accounts.terms import Role
from tests.calling import Caller, refused, token_of
from tests.cast import person, system
from tests.entries import newest

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def test_a_token_tells_whose_it_is(api):
    me = api("partner").seen("/me")
    assert (me["username"], me["organisation"], me["is_force"]) == ("l.osei@wbc", "WBC", False)
    assert me["roles"] == ["partner_user"]
    assert "password" not in me
    assert "work_email" not in me


def test_one_sets_ones_own_key_for_packages(api):
    assert api("partner").done("/me/age-recipient", {"recipient": KEY})["age_recipient"] == KEY
    assert newest("accounts.set_age_recipient").actor["channel"] == "api"
    assert api("contact_point").seen("/me")["age_recipient"] == ""


def test_a_key_that_is_none_is_refused(api):
    said = refused(api("partner").post("/me/age-recipient", {"recipient": "age1nonsense"}), 422)
    assert said["errors"][0]["field"] == "recipient"


def test_a_system_cannot_set_a_key(api, cast):
    robot = Caller(token_of(system(cast.council, "robot", Role.PARTNER_USER)))
    said = refused(robot.post("/me/age-recipient", {"recipient": KEY}), 403)
    assert said["codes"] == ["STEP_TOKEN_NEEDED"]


def test_people_are_listed_as_far_as_one_may_know_of_them(api):
    listed = api("officer").seen("/people", organisation="WBC")["items"]
    assert [each["username"] for each in listed] == ["a.prewett@wbc", "l.osei@wbc", "p.admin@wbc"]
    assert api("partner").seen("/people", organisation="nmc")["items"] == []
    assert refused(api("partner").get("/people", {"organisation": "AHA"}), 404) == refused(
        api("partner").get("/people", {"organisation": "NONE"}), 404
    )


def test_people_are_listed_by_role(api):
    listed = api("officer").seen("/people", organisation="NMC", role="second_checker")["items"]
    assert [each["username"] for each in listed] == ["m.quill@nmc"]
    refused(api("officer").get("/people", {"organisation": "NMC", "role": "king"}), 422)


def test_people_are_listed_page_by_page(api, cast):
    for number in range(5):
        person(cast.council, f"x{number}.extra", Role.PARTNER_USER, domain="wexcombe.example")
    seen, after = [], ""
    while after is not None:
        page = api("officer").seen("/people", organisation="WBC", limit=3, after=after)
        assert len(page["items"]) <= 3
        assert "count" not in page
        seen += [each["username"] for each in page["items"]]
        after = page["after"]
    assert seen == sorted(set(seen))
    assert len(seen) == 8


def test_a_page_is_bounded(api):
    for limit in ("0", "51", "-1", "many", "1e3"):
        refused(api("officer").get("/people", {"organisation": "NMC", "limit": limit}), 422)
