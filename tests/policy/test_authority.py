import pytest

from needshare.accounts.terms import Role
from needshare.policy import assess, authority_needed, conditions_for, current_pack
from tests.policy.cases import YESTERDAY, changed, item, rebuilt, with_items

PACK = current_pack()


def needed(outcome=None, *, with_agreement=True, **change):
    facts = changed(**change)
    found = assess(PACK, facts)
    return authority_needed(PACK, facts, basis=found.bases[0] if with_agreement else None, outcome=outcome)


@pytest.mark.parametrize(
    ("change", "row"),
    [
        ({}, "routine_within_agreement"),
        ({"agreement__ends_on": YESTERDAY}, "one_off"),
        ({"agreement__status": "suspended"}, "one_off"),
        ({"item__category": "photo"}, "one_off"),
        ({"item__category": "health"}, "sensitive"),
        ({"item__label": "intelligence"}, "sensitive"),
        ({"item__is_child": True}, "child_or_vulnerable"),
        ({"request__purpose": "public_protection_disclosure"}, "public_protection"),
        ({"item__blocks": ["b06"]}, "privileged_or_controlled"),
        ({"request__subjects": 101}, "bulk"),
        ({"request__subjects": 100}, "routine_within_agreement"),
        ({"request__is_international": True}, "overseas"),
        ({"request__urgency": "emergency"}, "emergency"),
    ],
)
def test_the_most_demanding_row_that_applies_counts(change, row):
    assert needed(**change).row.id == row


def test_without_an_agreement_a_supervisor_decides():
    found = needed(with_agreement=False)
    assert found.row.id == "one_off"
    assert "disclosure_officer" not in found.roles


def test_refusing_where_not_sharing_could_do_severe_harm_goes_higher():
    harm = {"harm__not_sharing": [["n1", "severe"]]}
    assert needed("refused", **harm).row.id == "serious_harm_either_way"
    assert needed("refused", **harm).consult == ("dpo", "public_protection")
    assert needed("approved", **harm).row.id == "routine_within_agreement"


def test_neither_confirming_nor_denying_goes_higher():
    assert needed("neither_confirmed_nor_denied").row.id == "neither_confirmed_nor_denied"


def test_an_emergency_that_is_refused_is_decided_as_any_other():
    assert needed("refused", request__urgency="emergency").row.id == "routine_within_agreement"


def test_the_preparer_may_decide_only_what_is_routine():
    assert needed().preparer_may_decide
    assert not needed(item__category="health").preparer_may_decide


def test_every_role_of_the_table_is_a_role_of_accounts():
    assert list(PACK.words("role")) == [role.value for role in Role]
    assert all(row.sources for row in PACK.authorities)


def test_conditions_follow_from_the_facts():
    facts = with_items(
        changed(request__subject_is_told="no_with_reason"), item(1, "identity", is_live_investigation=True)
    )
    ids = {each.id for each in conditions_for(PACK, facts)}
    assert {"no_disclosure_to_subject", "contact_before_action", "purpose_only"} <= ids
    assert "do_not_copy" not in ids


def test_what_is_unknown_applies():
    facts = rebuilt(changed(request__subject_is_told="unknown"))
    assert "no_disclosure_to_subject" in {each.id for each in conditions_for(PACK, facts)}
