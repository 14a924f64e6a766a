"""A change of law: what rests on a gateway that ends becomes a task, once (domain reference 2.11, rule 8)."""

from datetime import date, timedelta

import pytest

from needshare import policy
from needshare.assessment import jobs
from needshare.assessment.models import Assessment
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.policy.what_if import gateway_changed
from needshare.tasks.models import Task
from needshare.tasks.terms import TaskKind
from tests.story import Story, begin, recently

pytestmark = pytest.mark.django_db
ENDS_ON = date(2090, 1, 31)


class Ending:
    """Stands where the packs are taken from: one gateway has an end date."""

    def __init__(self, word: str) -> None:
        self.pack = gateway_changed(policy.current_pack(), word, {"in_force_to": ENDS_ON})

    def pack_for(self, _force: object) -> policy.Pack:
        return self.pack


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.AWAITING_DECISION)


@pytest.fixture
def ends(story):
    before = policy.stands_on()

    def end(word: str) -> None:
        policy.stand_on(Ending(word))

    yield end
    policy.stand_on(before)


def rested_on() -> str:
    (word,) = policy.facts_from_canonical(bytes(Assessment.objects.get().facts)).request.gateways
    return word


def asked() -> set[tuple[str, str]]:
    rows = Task.objects.filter(kind=TaskKind.LAW_CHANGED)
    return set(rows.values_list("subject_reference", "occurrence"))


def run(story: Story) -> int:
    return jobs.raise_law_changes(at=story.at + timedelta(hours=1))


def test_open_cases_and_their_agreements_are_reviewed_once_for_each_end_date(story, ends):
    assert run(story) == 0
    ends(rested_on())
    change = f"{rested_on()} {ENDS_ON}"
    assert run(story) == 2
    assert asked() == {(story.reference, change), ("ISA-014", change)}
    assert run(story) == 0
    of_case = Task.objects.get(kind=TaskKind.LAW_CHANGED, subject_reference=story.reference)
    assert of_case.assigned_to_id == SharingCase.objects.get().handler_id


def test_what_rests_on_another_gateway_is_left_alone(story, ends):
    ends("g53" if rested_on() != "g53" else "g52")
    assert run(story) == 0


def test_a_closed_case_is_left_alone(story, ends):
    story.to(Stage.CLOSED)
    ends(rested_on())
    assert run(story) == 0
