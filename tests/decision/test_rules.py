from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from needshare.decision import rules
from needshare.decision.rules import ItemChoice, Mark, Methods, Reasoning, RecipientChoice
from needshare.decision.terms import DecisionOutcome, ItemOutcome, MarkWords, RecipientKind, ReferTo
from needshare.kernel import FieldError, Outcome
from tests.story import REASONING

SHARE, WITHHOLD = ItemOutcome.SHARE, ItemOutcome.WITHHOLD
TODAY = date(2026, 3, 16)


def fields(errors: list[FieldError]) -> list[str]:
    return [error.field for error in errors]


@pytest.mark.parametrize(
    ("decider", "preparer_may", "code"),
    [
        ("requester", True, "self_approval"),
        ("requester", False, "self_approval"),
        ("preparer", False, "self_approval"),
        ("preparer", True, ""),
        ("somebody", False, ""),
    ],
)
def test_who_asked_never_decides_and_who_prepared_only_where_policy_lets_them(
    decider: str, preparer_may: bool, code: str
):
    finding = rules.decider_is_independent(
        decider=decider, requester="requester", preparers={"preparer"}, preparer_may_decide=preparer_may
    )
    assert finding.code == code


@pytest.mark.parametrize(
    ("held", "is_met"), [({"siro"}, True), ({"officer", "siro"}, True), ({"officer"}, False), (set(), False)]
)
def test_the_decider_holds_one_of_the_roles_needed(held: set[str], is_met: bool):
    finding = rules.decider_has_authority(held=held, needed={"siro", "dpo"}, minimum="head")
    assert finding.is_met is is_met
    assert finding.facts == {"minimum": "head"}


ALWAYS = {
    "reasons_for_sharing",
    "reasons_against_sharing",
    "effect_on_privacy",
    "effect_on_trust",
    "effect_on_investigation",
    "alternatives",
}
SETTLED = {f"model_headings.{heading}" for heading in ("information", "powers", "action")}


@pytest.mark.parametrize(
    ("outcome", "has_agreement", "also"),
    [
        ("disclose_full", True, {"least_data"} | SETTLED),
        ("disclose_full", False, {"least_data", "interference_justified"} | SETTLED),
        ("disclose_partial", True, {"least_data"} | SETTLED),
        ("disclose_partial", False, {"least_data", "interference_justified"} | SETTLED),
        ("refuse", False, {"harm_of_not_sharing", "told_to_requester"} | SETTLED),
        ("ncnd", False, {"harm_of_not_sharing"} | SETTLED),
        ("not_held", False, set()),
        ("refer", False, set()),
        ("defer", False, {"harm_of_not_sharing"}),
    ],
)
def test_each_outcome_asks_for_its_own_answers(outcome: str, has_agreement: bool, also: set[str]):
    kind: Any = {"outcome": DecisionOutcome(outcome), "has_agreement": has_agreement}
    wrong = rules.unanswered(Reasoning(), **kind)
    assert set(fields(wrong)) == ALWAYS | also
    assert fields(wrong) == list(rules.needed(**kind))
    assert all(error.remedy for error in wrong)
    assert rules.unanswered(REASONING, **kind) == []
    for name in ALWAYS | also:
        assert fields(rules.unanswered(saying(name, " \n"), **kind)) == [name]


def saying(name: str, words: str) -> Reasoning:
    """Change one answer."""
    if name.startswith(rules.HEADED):
        heading = name.removeprefix(rules.HEADED)
        return replace(REASONING, model_headings={**REASONING.model_headings, heading: words})
    return replace(REASONING, **{name: words})


def test_every_outcome_is_in_the_table_and_every_answer_under_one_heading():
    assert set(rules.NEEDED) == set(DecisionOutcome)
    headed = [name for names in rules.UNDER.values() for name in names]
    assert sorted(headed) == sorted(rules.REMEDIES)
    assert [heading.value for heading in rules.UNDER] == list(rules.MODEL_HEADINGS)


@pytest.mark.parametrize("name", sorted(rules.REMEDIES))
def test_an_answer_has_an_end(name: str):
    kind: Any = {"outcome": DecisionOutcome.DISCLOSE_FULL, "has_agreement": False}
    assert rules.unanswered(saying(name, "x" * rules.LONGEST), **kind) == []
    assert fields(rules.unanswered(saying(name, "x" * (rules.LONGEST + 1)), **kind)) == [name]


def test_only_the_headings_of_the_model_are_taken():
    kind: Any = {"outcome": DecisionOutcome.REFER}
    headings = dict.fromkeys(rules.MODEL_HEADINGS, "Said.")
    assert rules.unanswered(replace(REASONING, model_headings=headings), **kind) == []
    wrong = rules.unanswered(replace(REASONING, model_headings={"luck": "Yes."}), **kind)
    assert fields(wrong) == ["model_headings"]


@dataclass(frozen=True)
class Found:
    test: str = "harm"
    item: int | None = None
    outcome: Outcome = Outcome.MET
    code: str = ""
    reason: str = "Because."


OWN = Mark(test="harm", reason="Seen.")
WORDLESS = Mark(test="harm", reason=" ")
AGAINST = Mark(test="harm", agrees=False)
WITH_OTHERS = replace(OWN, words=MarkWords.TOGETHER)


@pytest.mark.parametrize(
    ("outcome", "mark", "is_taken"),
    [
        (Outcome.MET, None, False),
        (Outcome.NOT_MET, None, False),
        (Outcome.NEEDS_A_PERSON, None, False),
        (Outcome.MET, WORDLESS, True),
        (Outcome.NOT_MET, WORDLESS, True),
        (Outcome.NEEDS_A_PERSON, WORDLESS, False),
        (Outcome.NEEDS_A_PERSON, OWN, True),
        (Outcome.MET, AGAINST, False),
        (Outcome.NOT_MET, AGAINST, False),
        (Outcome.NEEDS_A_PERSON, AGAINST, False),
        (Outcome.MET, replace(AGAINST, reason="It is not so."), True),
        (Outcome.MET, WITH_OTHERS, True),
        (Outcome.MET, replace(WITH_OTHERS, reason=" "), False),
        (Outcome.MET, replace(WITH_OTHERS, agrees=False), False),
        (Outcome.NOT_MET, WITH_OTHERS, False),
        (Outcome.NEEDS_A_PERSON, WITH_OTHERS, False),
    ],
)
def test_every_finding_is_marked_and_a_person_says_why_where_the_finding_cannot(
    outcome: Outcome, mark: Mark | None, is_taken: bool
):
    wrong = rules.unmarked([mark] if mark else [], [Found(outcome=outcome)])
    assert fields(wrong) == ([] if is_taken else ["marks.harm"])
    assert all(error.remedy for error in wrong)


def test_what_is_unmarked_is_listed_finding_by_finding():
    found = [Found(), Found(item=1), Found(item=2), Found(test="accuracy", item=1001)]
    assert fields(rules.unmarked([OWN], found)) == ["marks.harm.1", "marks.harm.2", "marks.accuracy.1001"]


def test_a_finding_is_marked_once_and_only_if_it_was_found():
    assert fields(rules.unmarked([OWN, OWN], [Found()])) == ["marks.harm"]
    assert fields(rules.unmarked([OWN, replace(OWN, item=7)], [Found()])) == ["marks.harm.7"]


def test_an_agreement_without_words_takes_the_reason_of_its_finding():
    found = [Found(), Found(item=1)]
    kept = rules.with_reasons([replace(OWN, item=1), WORDLESS], found)
    assert kept == (Mark(test="harm", reason="Because.", words=MarkWords.AS_FOUND), replace(OWN, item=1))


@pytest.mark.parametrize(
    ("outcome", "item", "stops"),
    [
        (Outcome.NOT_MET, None, True),
        (Outcome.NOT_MET, 1, True),
        (Outcome.NOT_MET, 2, False),
        (Outcome.NEEDS_A_PERSON, 1, False),
        (Outcome.MET, None, False),
    ],
)
def test_what_is_not_met_stops_the_items_it_is_about_and_no_others(
    outcome: Outcome, item: int | None, stops: bool
):
    found = [Found(outcome=outcome, item=item, code="excessive")]
    assert bool(rules.nothing_stops_sharing(found, shared={1})) is stops


def choice(number: int, outcome: ItemOutcome = SHARE, reason: str = "") -> ItemChoice:
    return ItemChoice(number=number, outcome=outcome, reason=reason)


@pytest.mark.parametrize(
    ("choices", "in_part", "wrong"),
    [
        ([choice(1), choice(2)], False, 0),
        ([choice(1)], False, 1),
        ([choice(1), choice(2), choice(3)], False, 1),
        ([choice(1), choice(1), choice(2)], False, 1),
        ([choice(1), choice(2, WITHHOLD, "Third party.")], True, 0),
        ([choice(1), choice(2, WITHHOLD, " ")], True, 1),
        ([choice(1), choice(2, WITHHOLD, "Third party.")], False, 1),
        ([choice(1, WITHHOLD, "No."), choice(2, WITHHOLD, "No.")], True, 1),
        ([], True, 2),
    ],
)
def test_every_item_gathered_is_decided_once_and_a_withholding_explained(
    choices: list[ItemChoice], in_part: bool, wrong: int
):
    errors = rules.items_are_decided(choices, gathered=[1, 2], in_part=in_part)
    assert fields(errors) == ["items"] * wrong


PUBLIC = RecipientChoice(
    method="portal", kind=RecipientKind.MEMBER_OF_PUBLIC, name="A. Neighbour", identity_evidence="Passport."
)
AGENCY = RecipientChoice(method="portal", username="l.osei@wbc")


@pytest.mark.parametrize(
    ("recipients", "wrong"),
    [
        ([AGENCY], []),
        ([AGENCY, PUBLIC], []),
        ([], ["recipients"]),
        ([replace(AGENCY, method="pigeon")], ["recipients.0.method"]),
        ([AGENCY, replace(PUBLIC, method="")], ["recipients.1.method"]),
        ([replace(AGENCY, username=" ")], ["recipients.0.username"]),
        ([replace(PUBLIC, name="")], ["recipients.0.identity_evidence"]),
        ([replace(PUBLIC, identity_evidence=" ")], ["recipients.0.identity_evidence"]),
        ([AGENCY, replace(AGENCY, username="L.Osei@WBC ")], ["recipients.1.username"]),
    ],
)
def test_every_recipient_is_a_named_person_once_reached_by_an_approved_method(
    recipients: list[RecipientChoice], wrong: list[str]
):
    assert fields(rules.recipients_are_named(recipients, methods=Methods(carries={"portal": 1}))) == wrong


@pytest.mark.parametrize(
    ("method", "allowed", "is_fit"),
    [
        ("portal", None, True),
        ("portal", frozenset({"portal"}), True),
        ("portal", frozenset({"hand"}), False),
        ("email", None, False),
        ("pigeon", None, False),
    ],
)
def test_each_recipients_own_method_carries_the_marking_and_is_one_of_the_agreements(
    method: str, allowed: frozenset[str] | None, is_fit: bool
):
    methods = Methods(carries={"portal": 2, "hand": 3, "email": 1}, marking=2, allowed=allowed)
    recipients = [replace(AGENCY, method=method), replace(AGENCY, username="other@wbc", method="portal")]
    wrong = fields(rules.recipients_are_named(recipients, methods=methods))
    assert ("recipients.0.method" not in wrong) is is_fit


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"review_on": TODAY}, []),
        ({"refer_to": "the_pub"}, ["refer_to"]),
        ({"question": "  "}, ["question"]),
        ({"review_on": None}, ["review_on"]),
        ({"review_on": TODAY - timedelta(days=1)}, ["review_on"]),
        ({"refer_to": "", "question": "", "review_on": None}, ["refer_to", "question", "review_on"]),
    ],
)
def test_a_referral_says_to_whom_what_and_by_when(changes: dict[str, Any], wrong: list[str]):
    whole = {"refer_to": ReferTo.DPO.value, "question": "May we?", "review_on": TODAY + timedelta(days=2)}
    assert fields(rules.referral_is_complete(**{**whole, **changes}, today=TODAY)) == wrong


@pytest.mark.parametrize(
    ("levels", "is_severe"), [({}, False), ({"n1": "medium"}, False), ({"n6": "severe"}, True)]
)
def test_a_severe_harm_of_not_sharing_is_seen_wherever_it_stands(levels: dict[str, str], is_severe: bool):
    assert rules.severe_harm_of_not_sharing(levels) is is_severe


def test_the_hash_binds_every_value_and_not_the_order_of_names():
    approved = {"items": [{"number": 1, "digest": "a"}], "recipients": [{"account": "x", "method": "portal"}]}
    same = {"recipients": [{"method": "portal", "account": "x"}], "items": [{"digest": "a", "number": 1}]}
    assert rules.content_hash(approved) == rules.content_hash(same)
    assert rules.content_hash(approved) != rules.content_hash({**approved, "conditions": []})
    assert len(rules.content_hash(approved)) == 64
