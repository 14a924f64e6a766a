"""What differs between two packs is said in words, and whether it widens or narrows is shown by a case."""

import copy

from needshare.policy import assess, current_pack
from needshare.policy.comparing import Effect, compare, effect, outcomes
from needshare.policy.layering import lay
from needshare.policy.loading import load
from needshare.policy.sampling import MOST, about
from tests.policy.cases import base
from tests.policy.layers import layer, table

PACK = current_pack()


def changed_pack(change):
    documents = copy.deepcopy(dict(PACK.documents))
    change(documents)
    return load(documents, {})


def told(before, after):
    return "\n".join(compare(before, after, base()))


def test_nothing_is_said_of_packs_that_do_not_differ():
    assert told(PACK, load(copy.deepcopy(dict(PACK.documents)), {})) == ""


def test_a_rule_that_is_added_narrows_and_the_same_one_removed_widens():
    laid = lay(PACK, layer())
    when = "Not met when request.method == 'phone' and request.urgency == 'routine'"
    one = told(PACK, laid)
    assert f"added: NMC_NO_PHONE, {when}" in one
    assert "narrows: yes, e.g. with request.method = " in one
    assert "widens: no example in" in one
    other = told(laid, PACK)
    assert f"removed: NMC_NO_PHONE, {when}" in other
    assert "narrows: no example in" in other


def test_an_example_is_a_case_that_really_ends_otherwise():
    def without_rule(documents):
        secure = documents["assessment/4_secure.toml"]["test"][0]
        secure["restrict"] = [each for each in secure["restrict"] if each["code"] != "authority_missing"]

    loose = changed_pack(without_rule)
    found = effect(PACK, loose, base(), "requester")
    assert found.worse == ""
    assert found.better == "with requester.is_authorised = False: Not met before, Met after"
    assert found.told().startswith("widens: yes, e.g. with requester.is_authorised = False")


def test_words_that_change_and_mean_the_same_neither_widen_nor_narrow():
    def reworded(documents):
        rule = documents["assessment/4_secure.toml"]["test"][0]["restrict"][3]
        routine, imitates = (
            "request.urgency != 'emergency'",
            "requester.destination in {'lookalike', 'personal'}",
        )
        assert rule["when"] == f"{routine} and {imitates}"
        either = "requester.destination == 'lookalike' or requester.destination == 'personal'"
        rule["when"] = f"{routine} and ({either})"

    found = effect(PACK, changed_pack(reworded), base(), "requester")
    assert (found.better, found.worse) == ("", "")
    assert found.tried > 5


def test_every_kind_of_change_is_said():
    def change(documents):
        documents["clocks/limits.toml"]["clock"][0] |= {"amount": 12, "longest": 30}
        documents["codes.toml"]["code"][0]["severity"] = "refer"
        documents["onward.toml"]["condition"][0]["text"] = "Something else."
        documents["escalation.toml"]["escalation"][0]["longest_wait_hours"] = 9
        documents["parameters.toml"]["parameter"][5]["value"] = 90
        documents["authority.toml"]["authority"][2]["roles"] = ["siro"]
        documents["access.toml"]["verb"][0]["permit"].pop()
        documents["access.toml"]["verb"][0]["forbid"].append({"when": "subject.is_force", "message": "No."})
        documents["texts.toml"]["text"][0]["label"] = "Another"
        documents["lists/people.toml"]["referral"]["member"][0]["label"] = "The unit"

    found = told(PACK, changed_pack(change))
    for line in (
        "changed due_routine: from 10 working days to 12 working days; widens: longer",
        "changed any: from supervisor, then information_management, 24 hours at most to",
        "changed bulk_subjects: from 100 to 90; narrows",
        "widens: siro; narrows: without decision_maker, information_management",
        "case.list: added, forbids when subject.is_force (No.); narrows",
        "case.list: removed, permits when",
        "referral: changed information_management: from Information management role information_management to The unit",
    ):
        assert line in found, found
    for title in ("Reason codes", "Conditions on onward use", "Outgoing texts"):
        assert title in found


def test_what_is_added_or_gone_as_a_whole_is_said():
    def change(documents):
        documents["clocks/limits.toml"]["clock"] = documents["clocks/limits.toml"]["clock"][:-1]
        documents["parameters.toml"]["parameter"].append(
            {"name": "tea", "label": "Tea", "kind": "int", "value": 4}
        )
        documents["assessment/4_secure.toml"]["test"].append(
            {
                "id": "tea", "label": "Tea", "question": "Is there tea?", "heading": "secure", "per": "request",
                "clauses": ["A4"], "default": "met", "message": "There is tea.",
                "restrict": [{"code": "req_incomplete", "when": "request.is_overdue", "message": "No tea."}],
            }
        )  # fmt: skip

    other = changed_pack(change)
    assert "added tea: 4" in told(PACK, other)
    assert "added the test: Is there tea?" in told(PACK, other)
    assert "narrows: yes, e.g. with request.is_overdue = True" in told(PACK, other)
    assert "removed the test: Is there tea?" in told(other, PACK)
    assert "removed tea: 4" in told(other, PACK)


def test_a_row_that_narrows_authority_is_said_to():
    own = table("authority", id="own", label="L", minimum="M", when="request.is_overdue",
                roles=["supervisor", "siro", "information_management", "decision_maker"])  # fmt: skip
    found = told(PACK, lay(PACK, layer(authority=own)))
    assert "added own: of these at most decision_maker, information_management, siro, supervisor" in found
    assert found.count("; narrows") >= 1


def test_the_same_cases_are_drawn_each_time_and_only_such_as_can_be():
    paths = ("request.method", "item.marking", "harm.sharing_severe", "gateway", "has_agreement", "today",
             "agreement.ends_on", "request.subjects", "requester.is_verified", "item.blocks")  # fmt: skip
    one, other = ([each.change for each in about((PACK, PACK), base(), paths)] for _ in range(2))
    assert one == other
    assert one[0] == {}
    assert 100 < len(one) <= MOST
    for sample in list(about((PACK, PACK), base(), paths))[:40]:
        assert outcomes(assess(PACK, sample.facts), "security")
    assert Effect(0).told().endswith("look at it by hand")
