"""One sharing case walked through its stages by actions alone, as far as a test needs it.

The cast of tests/cast.py plays it: a council officer asks about Marlon Pryce under agreement ISA-014,
two items are held about him, and every step is taken by the person whose part it is.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance
from needshare.agreements import actions as agreements
from needshare.agreements.rules import Agreed, NamedPerson, Party
from needshare.assessment import actions as assessment, queries as assessment_queries
from needshare.assessment.rules import Answers, Judgement
from needshare.assessment.terms import Answer, HarmLevel, MatchConfidence, SubjectTold
from needshare.audit.sealing import tick
from needshare.decision import actions as decision
from needshare.decision.rules import Approval, Condition, ItemChoice, Mark, Reasoning, RecipientChoice
from needshare.decision.terms import ItemOutcome
from needshare.disclosure import actions as disclosure
from needshare.disclosure.models import RecipientVerification
from needshare.disclosure.rules import RecipientEvidence
from needshare.documents import actions as documents
from needshare.documents.models import ItemVersion
from needshare.documents.rules import Link, NewItem, Text
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.intake import actions as intake
from needshare.intake.actions import Evidence, Sender
from needshare.intake.rules import Asking
from needshare.intake.terms import RequestChannel
from needshare.kernel import Actor
from needshare.pathway import actions as pathway, queries as pathway_queries
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from needshare.receipt import actions as receipt
from needshare.subjects.models import Subject
from needshare.subjects.rules import Person
from tests.asked import BORN_ON, PERSON, REASONING, asking
from tests.cast import AT, Cast, acting
from tests.rows import kept

WORDS = "Said in words that a test may look for."


@dataclass
class Story:
    """One case on its way: who plays, when, its reference, and what is held about the person."""

    cast: Cast
    at: datetime = AT
    reference: str = ""
    stage: Stage = Stage.DRAFT
    subject: Subject | None = None
    items: list[ItemVersion] = field(default_factory=list)
    asked: Asking = field(default_factory=asking)

    def by(self, part: str) -> Actor:
        """Return the actor of a part of the cast, who has just confirmed who they are."""
        return acting(getattr(self.cast, part), at=self.at)

    @property
    def basis(self) -> str:
        """Name the basis the request relies on, once it is assessed."""
        case = pathway_queries.sharing_case(self.reference, viewer=self.by("decider"))
        stored = assessment_queries.newest_assessment(case)
        assert stored is not None
        return assessment_queries.relied_on(stored).id

    def to(self, stage: Stage) -> "Story":
        """Walk on until the case is at this stage, one of STAGES."""
        if Stage.RELEASED in STAGES[STAGES.index(self.stage) + 1 : STAGES.index(stage)]:
            self.to(Stage.RELEASED)
        step = ("to", stage, self.at, repr(self.asked), *_ids(self))
        self.reference, self.stage = kept(step, lambda: self._walked(stage))
        return self

    def _walked(self, stage: Stage) -> tuple[str, Stage]:
        while self.stage != stage:
            following = STAGES[STAGES.index(self.stage) + 1]
            STEPS[following](self)
            self.stage = following
        return self.reference, self.stage


_recent = [datetime.min.replace(tzinfo=UTC)]


def recently() -> datetime:
    """Return an instant of the last minute, the same for many tests: what is kept of one serves the next."""
    now = datetime.now(UTC)
    if not timedelta(0) <= now - _recent[0] < timedelta(minutes=1):
        _recent[0] = now
    return _recent[0]


def begin(cast: Cast, *, at: datetime = AT, has_agreement: bool = True, **changes: Any) -> Story:
    """Set the stage: clearances, agreement ISA-014, a person held and two items about him."""
    story = Story(cast, at=at, asked=asking(**changes))
    step = ("begin", at, has_agreement, *_ids(story))
    story.subject, story.items = kept(step, lambda: _set(story, has_agreement=has_agreement))
    return story


def _set(story: Story, *, has_agreement: bool) -> tuple[Subject, list[ItemVersion]]:
    cast, at = story.cast, story.at
    for person in (cast.partner, cast.contact_point):
        accounts.record_clearance(
            username=person.username,
            clearance=Clearance.BPSS,
            until=date(at.year + 1, 12, 31),
            evidence="Seen.",
            by=operator(at=at),
            at=at,
        )
    if has_agreement:
        agree(story)
    story.subject = documents.enter_subject(
        person=Person(name=PERSON, born_on=BORN_ON), by=story.by("preparer"), at=at
    )
    items = [
        hold(story, "incident_log", "Call of 3 February", "A call was made at 23:10."),
        hold(story, "court_orders", "Order of 1 March", "Not to enter Alder Row."),
    ]
    return story.subject, items


def _ids(story: Story) -> list[UUID]:
    held = [story.subject, *story.items] if story.subject else []
    return [each.pk for each in (*vars(story.cast).values(), *held)]


def agree(story: Story, *, reference: str = "ISA-014", ends_on: date | None = None) -> None:
    """Enter a signed agreement between the force and the council."""
    cast, today = story.cast, story.at.astimezone(UTC).date()
    manager = story.by("information_manager")
    agreed = Agreed(
        title="Safer Wexcombe",
        owner_person=cast.information_manager.pk,
        starts_on=date(today.year - 1, 1, 1),
        ends_on=ends_on or date(today.year + 1, 12, 31),
        review_on=date(today.year - 1, 6, 1) if ends_on else today,
        purposes=["asb_prevention", "prevent_detect_crime"],
        categories_out=["incident_log", "court_orders", "identity"],
        subject_groups=["suspect", "convicted", "victim", "witness_or_other_informant"],
        ceiling="official_sensitive",
        methods=["portal", "gov_tls_email"],
        parties=[
            Party(cast.force.pk, cast.information_manager.pk, date(today.year - 1, 1, 1)),
            Party(cast.council.pk, cast.contact_point.pk, date(today.year - 1, 1, 1)),
        ],
        named_users=[
            NamedPerson(cast.council.pk, account=cast.partner.pk),
            NamedPerson(cast.council.pk, account=cast.contact_point.pk),
        ],
        clauses={"purposes": "cl. 3", "categories": "cl. 5"},
    )
    agreements.add(reference=reference, agreed=agreed, by=manager, at=story.at)


def hold(story: Story, category: str, title: str, body: str) -> ItemVersion:
    """Add an item about the person."""
    assert story.subject is not None
    new = NewItem(
        title=title,
        category=category,
        as_at=story.at - timedelta(days=20),
        label=Label.FACT,
        source="Control room",
        accuracy=Accuracy.VERIFIED,
    )
    return documents.add_item(
        item=new,
        content=Text(body),
        links=[Link(story.subject.pk, SubjectRole.SUSPECT)],
        by=story.by("preparer"),
        at=story.at,
    )


def opened_by(story: Story, part: str) -> None:
    """Open the case to a part of the cast that has no step to take in it, for a reason, picked or not."""
    reason = Reason(
        purpose="cover",
        words="Cover for a colleague who is on leave this week, as the duty list says. " * 4,
        task_reference="C1",
        has_read_handling=True,
    )
    opened = pathway.declare_reason(reference=story.reference, reason=reason, by=story.by(part), at=story.at)
    if opened.opening is None:  # picked at random: the fuller justification is the same words
        pathway.declare_reason(reference=story.reference, reason=reason, by=story.by(part), at=story.at)


def _received(story: Story) -> None:
    sender = Sender(story.cast.force.code, story.cast.council.code, RequestChannel.PORTAL)
    made = intake.submit(sender=sender, asking=story.asked, by=story.by("partner"), at=story.at)
    story.reference = made.reference


def _claimed(story: Story) -> None:
    pathway.claim(reference=story.reference, by=story.by("preparer"), at=story.at)


def _verified(story: Story) -> None:
    evidence = Evidence("callback_switchboard", True, True, True, "Called back on the published number.")
    intake.verify(reference=story.reference, evidence=evidence, by=story.by("preparer"), at=story.at)


def match(story: Story) -> None:
    """Record the search, and match the person held to the one asked about."""
    by, at, reference = story.by("preparer"), story.at, story.reference
    assessment.record_search(reference=reference, scope=WORDS, has_found=True, by=by, at=at)
    assessment.match_subject(
        reference=reference,
        number=1,
        subject=subject_id(story),
        confidence=MatchConfidence.CONFIRMED,
        evidence="Same date of birth and address.",
        by=by,
        at=at,
    )


def gather(story: Story) -> None:
    """Gather both items held, each for what was asked."""
    judgements = [
        Judgement(
            item_version=str(version.pk),
            requested_number=number,
            is_relevant=Answer.YES,
            accuracy="verified",
            identity_match="confirmed",
        )
        for number, version in enumerate(story.items, start=1)
    ]
    assessment.gather(reference=story.reference, judgements=judgements, by=story.by("preparer"), at=story.at)


def _put_forward(story: Story) -> None:
    match(story)
    gather(story)
    assess(story)
    assessment.put_forward(reference=story.reference, by=story.by("preparer"), at=story.at)


def answers() -> Answers:
    """Return answers that find little harm in sharing and some in not sharing."""
    return Answers(
        sharing_harm={f"h{number}": HarmLevel.NONE for number in range(1, 11)},
        not_sharing_harm={f"n{number}": HarmLevel.LOW for number in range(1, 7)},
        harm_words="Residents are at risk of further incidents.",
        subject_told=SubjectTold.NO_WITH_REASON,
        fairness_words="Telling him would defeat the purpose.",
    )


def assess(story: Story) -> None:
    """Put every test to the case as it is now."""
    by = story.by("preparer")
    assessment.assess(reference=story.reference, answers=answers(), by=by, at=story.at)


def marks(basis: Any) -> tuple[Mark, ...]:
    """Agree with every finding of a basis, with words where a person is needed."""
    return tuple(Mark(test=each.test, item=each.item, agrees=True, reason=WORDS) for each in basis.findings)


def reasoned(story: Story, **changes: Any) -> Reasoning:
    """Return every reason, agreeing with every finding of the basis that the request relies on."""
    case = pathway_queries.sharing_case(story.reference, viewer=story.by("decider"))
    stored = assessment_queries.newest_assessment(case)
    found = marks(assessment_queries.relied_on(stored)) if stored else ()
    return replace(REASONING, **{"marks": found, **changes})


def approval(story: Story) -> tuple[Approval, Reasoning]:
    """Return the approval of everything gathered, on the basis relied on, with its reasons."""
    case = pathway_queries.sharing_case(story.reference, viewer=story.by("decider"))
    stored = assessment_queries.newest_assessment(case)
    assert stored is not None
    basis = assessment_queries.relied_on(stored)
    gathered = assessment_queries.gathered_items(case)
    shared = Approval(
        basis=basis.id,
        items=tuple(ItemChoice(number=each.number, outcome=ItemOutcome.SHARE) for each in gathered),
        recipients=(RecipientChoice(method="portal", username=story.cast.partner.username),),
        conditions=tuple(
            Condition(code=code) for code in assessment_queries.default_conditions(stored, basis.id)
        ),
    )
    return shared, replace(REASONING, marks=marks(basis))


def _approved(story: Story) -> None:
    shared, reasoning = approval(story)
    decision.approve(
        reference=story.reference, approval=shared, reasoning=reasoning, by=story.by("decider"), at=story.at
    )


SEEN = RecipientEvidence(
    method="callback_switchboard",
    is_person_confirmed=True,
    is_organisation_confirmed=True,
    is_authority_confirmed=True,
    words="Called back on the published number.",
)


def verify_recipient(story: Story, number: int, **changes: Any) -> RecipientVerification:
    """Record the check of one recipient of the approval, passed unless a test wants it otherwise."""
    return disclosure.verify_recipient(
        reference=story.reference,
        number=number,
        evidence=replace(SEEN, **changes),
        by=story.by("preparer"),
        at=story.at,
    )


def _prepared(story: Story) -> None:
    disclosure.prepare(reference=story.reference, by=story.by("preparer"), at=story.at)


def _checked(story: Story) -> None:
    by = story.by("checker")
    package, _content = disclosure.inspect(reference=story.reference, by=by, at=story.at)
    disclosure.check(
        reference=story.reference, bytes_hash=package.bytes_hash, note="Seen.", by=by, at=story.at
    )


def _released(story: Story) -> None:
    disclosure.release(reference=story.reference, by=story.by("preparer"), at=story.at)


def _acknowledged(story: Story) -> None:
    by, at = story.by("partner"), story.at
    tick(at=at)
    receipt.accept_conditions(reference=story.reference, by=by, at=at)
    receipt.open_package(reference=story.reference, by=by, at=at)
    receipt.acknowledge(reference=story.reference, by=by, at=at)


def _closed(story: Story) -> None:
    pathway.close(reference=story.reference, by=story.by("preparer"), at=story.at)


STEPS = {
    Stage.RECEIVED: _received,
    Stage.VERIFYING_REQUESTER: _claimed,
    Stage.UNDER_ASSESSMENT: _verified,
    Stage.AWAITING_DECISION: _put_forward,
    Stage.APPROVED: _approved,
    Stage.PREPARED: _prepared,
    Stage.SECOND_CHECKED: _checked,
    Stage.RELEASED: _released,
    Stage.ACKNOWLEDGED: _acknowledged,
    Stage.CLOSED: _closed,
}
STAGES = [Stage.DRAFT, *STEPS]


def subject_id(story: Story) -> UUID:
    """Return the id of the person the story is about."""
    assert story.subject is not None
    return story.subject.pk
