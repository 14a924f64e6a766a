import hashlib
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from needshare import policy
from needshare.accounts.terms import Role
from needshare.agreements import actions as agreements
from needshare.assessment import actions, queries
from needshare.assessment.models import Assessment, GatheredItem, PackUsed, Search, SubjectMatch
from needshare.assessment.rules import Answers, Judgement
from needshare.assessment.schemas import GatheredShown
from needshare.assessment.terms import Answer, HarmLevel, MatchConfidence
from needshare.documents import actions as documents
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.subjects.rules import Person
from needshare.tasks.models import Task
from tests.cast import Cast, acting, assemble, force, person
from tests.entries import count, newest
from tests.story import BORN_ON, PERSON, WORDS, Story, agree, answers, assess, begin, gather, subject_id
from tests.together import at_once


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def judged(story: Story, **changes: Any) -> list[Judgement]:
    return [
        replace(
            Judgement(
                item_version=str(version.pk),
                requested_number=number,
                is_relevant=Answer.YES,
                accuracy="verified",
                identity_match="confirmed",
            ),
            **changes,
        )
        for number, version in enumerate(story.items, start=1)
    ]


def arguments(act: str, story: Story) -> dict[str, Any]:
    return {
        "record_search": {"scope": WORDS, "has_found": True},
        "match_subject": {
            "number": 1,
            "subject": subject_id(story),
            "confidence": MatchConfidence.CONFIRMED,
            "evidence": "Same date of birth.",
        },
        "gather": {"judgements": judged(story)},
        "assess": {"answers": answers()},
        "put_forward": {},
        "find_subjects": {"name": PERSON},
        "open_work": {},
        "compare_subject": {"subject": subject_id(story)},
    }[act]


ACTS = ["record_search", "match_subject", "gather", "assess", "put_forward"]
LOOKS = ["find_subjects", "open_work", "compare_subject"]


def do(act: str, story: Story, part: str = "preparer", **changes: Any) -> Any:
    more = {**arguments(act, story), **changes}
    return getattr(actions, act)(reference=story.reference, by=story.by(part), at=story.at, **more)


@pytest.mark.parametrize("act", [*ACTS, *LOOKS])
@pytest.mark.parametrize("part", ["decider", "checker", "auditor", "partner"])
def test_only_who_assesses_requests_has_a_part(story: Story, act: str, part: str):
    with pytest.raises(Blocked):
        do(act, story, part)
    assert newest(f"assessment.{act}").ending == "blocked"


@pytest.mark.parametrize("act", [*ACTS, *LOOKS])
def test_who_may_not_know_of_the_case_hears_the_same_as_for_none(story: Story, act: str):
    known = story.reference
    for part in ("outsider", "administrator", "officer"):
        for story.reference in (known, "NMC-26-0000-0000"):
            with pytest.raises(Unknown):
                do(act, story, part)
            assert newest(f"assessment.{act}").ending == "unknown"
    other = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DISCLOSURE_OFFICER))
    with pytest.raises(Unknown):
        getattr(actions, act)(reference=known, by=other, at=story.at, **arguments(act, story))


@pytest.mark.parametrize("act", [*ACTS, *LOOKS])
@pytest.mark.parametrize("reached", [Stage.RECEIVED, Stage.VERIFYING_REQUESTER, Stage.AWAITING_DECISION])
def test_nothing_is_searched_or_assessed_before_the_requester_is_verified_or_after(
    cast: Cast, act: str, reached: Stage
):
    story = begin(cast).to(reached)
    with pytest.raises(Conflict, match="not under assessment"):
        do(act, story)


def test_a_search_is_recorded_with_its_scope(story: Story):
    do("record_search", story, has_found=False)
    kept = Search.objects.get()
    assert (kept.scope, kept.has_found, kept.searched_by_id) == (WORDS, False, story.cast.preparer.pk)
    assert queries.search_found_nothing(SharingCase.objects.get())
    assert WORDS not in str(newest("assessment.record_search").said)
    do("record_search", story, has_found=True)
    assert not queries.search_found_nothing(SharingCase.objects.get())


def test_people_held_are_found_by_name_and_the_look_is_recorded(story: Story):
    found = do("find_subjects", story)
    assert [each.subject.pk for each in found] == [subject_id(story)]
    entry = newest("assessment.find_subjects")
    assert (entry.ending, entry.said["hits"]) == ("found", 1)
    assert do("find_subjects", story, name="Nobody At All") == []


def test_a_person_is_matched_with_evidence_and_a_second_match_corrects_the_first(story: Story):
    do("match_subject", story, confidence=MatchConfidence.WEAK)
    do("match_subject", story)
    kept = SubjectMatch.objects.get()
    assert (kept.confidence, kept.evidence) == ("confirmed", "Same date of birth.")
    assert newest("assessment.match_subject").operation == "combination"


@pytest.mark.parametrize(
    ("act", "changes", "field"),
    [
        ("record_search", {"scope": " "}, "scope"),
        ("find_subjects", {"name": " "}, "name"),
        ("match_subject", {"evidence": ""}, "evidence"),
        ("match_subject", {"number": 7}, "number"),
        ("assess", {"answers": Answers(sharing_harm={"h77": HarmLevel.LOW})}, "sharing_harm"),
        ("assess", {"answers": replace(answers(), fairness_words="")}, "fairness_words"),
    ],
)
def test_what_is_missing_is_named_and_changes_nothing(
    story: Story, act: str, changes: dict[str, Any], field: str
):
    before = SharingCase.objects.get().version
    with pytest.raises(Invalid) as wrong:
        do(act, story, **changes)
    assert [error.field for error in wrong.value.errors] == [field]
    assert SharingCase.objects.get().version == before


def test_nobody_is_matched_who_is_not_held(story: Story):
    with pytest.raises(Unknown):
        do("match_subject", story, subject=uuid4())


def test_gathering_again_takes_off_what_is_not_named_and_keeps_its_row(story: Story):
    do("gather", story)
    do("gather", story, judgements=judged(story)[:1])
    assert GatheredItem.objects.count() == 3
    now = queries.gathered_items(SharingCase.objects.get())
    assert [(each.number, each.item_version_id) for each in now] == [(3, story.items[0].pk)]
    assert newest("assessment.gather").said["items"] == [str(story.items[0].pk)]


@pytest.mark.parametrize(
    "changes",
    [
        {"item_version": str(uuid4())},
        {"item_version": "not-an-id"},
        {"requested_number": 9},
        {"accuracy": "guessed"},
        {"accuracy": "x" * 40},
        {"identity_match": "x" * 40},
        {"sensitive_condition": "because"},
        {"is_relevant": "perhaps"},
    ],
)
def test_a_judgement_in_unknown_words_is_refused_and_changes_nothing(story: Story, changes: dict[str, Any]):
    do("gather", story)
    with pytest.raises(Invalid) as wrong:
        do("gather", story, judgements=judged(story, **changes)[:1])
    assert [error.field for error in wrong.value.errors] == ["items"]
    assert len(queries.gathered_items(SharingCase.objects.get())) == 2


def test_an_item_is_gathered_once(story: Story):
    with pytest.raises(Invalid):
        do("gather", story, judgements=[*judged(story), *judged(story)])


def test_an_item_of_another_force_is_not_gathered(story: Story):
    other = Story(story.cast, items=story.items)
    stranger = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DISCLOSURE_OFFICER))
    held = documents.enter_subject(
        person=Person(name="Somebody Else", born_on=BORN_ON), by=stranger, at=story.at
    )
    with pytest.raises(Unknown):
        do("match_subject", story, subject=held.pk)
    assert other.items == story.items


def test_an_assessment_keeps_facts_pack_and_findings_and_replays_to_the_byte(story: Story):
    do("gather", story)
    stored = do("assess", story)
    assert (stored.pack_name, len(stored.pack_hash)) == ("uk_police", 64)
    assert stored.findings_hash == hashlib.sha256(stored.findings).hexdigest()
    kept = Assessment.objects.get()
    assert queries.replay(kept) == bytes(kept.findings)
    assert kept.number == SharingCase.objects.get().version
    assert PackUsed.objects.get().sha256 == stored.pack_hash
    entry = newest("assessment.assess")
    assert (entry.said["findings"], entry.said["pack"]) == (stored.findings_hash, stored.pack_hash)
    assert json.loads(kept.findings)["relied_on"]


def test_every_basis_reads_the_same_when_what_it_was_found_from_has_changed(story: Story):
    for number in range(14):
        agree(story, reference=f"ISA-1{number:02}")
    do("gather", story)
    stored = do("assess", story)
    result = policy.assess(policy.current_pack(), policy.facts_from_canonical(stored.facts))
    then = {
        each.id: [policy.finding_as_data(f) for f in policy.findings(result, each)] for each in result.bases
    }
    at_first = _all_bases(Assessment.objects.get())
    assert set(at_first) == set(then)
    for name, found in at_first.items():
        assert [(each.test, each.item, each.reason) for each in found] == [
            (each["test"], each["item"], each["reason"]) for each in then[name]
        ]
    documents.mark_disputed(
        item_id=story.items[0].item_id, reason="Wrong.", by=story.by("officer"), at=story.at
    )
    agreements.suspend(reference="ISA-014", reason="Faults.", by=story.by("information_manager"), at=story.at)
    kept = Assessment.objects.get()
    assert _all_bases(kept) == at_first
    assert queries.replay(kept) == bytes(kept.findings)


def _all_bases(stored: Assessment) -> dict[str, tuple[queries.Found, ...]]:
    """Page through every basis."""
    total, start, found = queries.number_of_bases(stored), 0, {}
    while start is not None:
        page = queries.bases(stored, start=start)
        assert len(page) <= 12
        found |= {each.id: each.findings for each in page}
        start = queries.following(start, total=total)
    assert len(found) == total
    return found


def test_an_item_of_another_category_than_asked_for_is_noted_where_it_is_gathered(story: Story):
    do("gather", story)
    shown = [GatheredShown.of(each).notes for each in queries.gathered_items(SharingCase.objects.get())]
    assert shown == [[], []]
    story.items.reverse()
    gather(story)
    found = queries.gathered_items(SharingCase.objects.get())
    assert [GatheredShown.of(each).notes for each in found] == [["ANOTHER_CATEGORY"]] * 2


def test_the_engine_finds_and_a_case_stays_where_it_is(story: Story):
    assess(story)
    assert SharingCase.objects.get().stage == Stage.UNDER_ASSESSMENT
    assess(story)
    assert Assessment.objects.count() == 2
    assert PackUsed.objects.count() == 1


def test_the_answers_of_a_person_come_back_as_given(story: Story):
    given = replace(answers(), not_sharing_harm={"n1": HarmLevel.SEVERE}, is_conflicted=True)
    stored = do("assess", story, answers=given)
    back = queries.answers_of(Assessment.objects.get(pk=stored.pk))
    assert (back.not_sharing_harm, back.is_conflicted) == (given.not_sharing_harm, True)


def test_only_what_was_assessed_as_it_is_now_is_put_forward(story: Story):
    with pytest.raises(Blocked, match="Assess the request before"):
        do("put_forward", story)
    assess(story)
    do("record_search", story)
    with pytest.raises(Blocked, match="Something changed since"):
        do("put_forward", story)
    assert newest("assessment.put_forward").ending == "blocked"
    assess(story)
    do("put_forward", story)
    case = SharingCase.objects.get()
    assert case.stage == Stage.AWAITING_DECISION
    assert Task.objects.filter(record_id=case.pk, done_at=None).values_list("kind", flat=True).get() == (
        "decide_case"
    )


def test_looking_at_the_work_names_the_reason_and_nothing_found(story: Story):
    work = do("open_work", story)
    assert [each.category for each in work.items] == ["incident_log", "court_orders"]
    entry = newest("assessment.open_work")
    assert (entry.ending, entry.justification, entry.references) == (
        "found", "case.assess", (story.reference,),
    )  # fmt: skip
    assert PERSON not in str(entry.said)


def test_a_look_that_finds_nothing_is_recorded_as_such(story: Story):
    entries = count()
    with pytest.raises(Unknown):
        do("compare_subject", story, subject=uuid4())
    assert count() == entries + 1
    assert newest().ending == "unknown"


@pytest.mark.django_db(transaction=True)
def test_two_who_put_forward_at_once_put_forward_once():
    story = begin(assemble()).to(Stage.UNDER_ASSESSMENT)
    assess(story)
    reference, at = story.reference, story.at
    actors = [story.by("preparer"), story.by("information_manager")]
    ends = at_once(*(lambda by=by: actions.put_forward(reference=reference, by=by, at=at) for by in actors))
    assert ends == ["Conflict", "done"]
    assert Task.objects.filter(kind="decide_case").count() == 1
