"""Walk made-up cases as far as each is to go, by the same actions as anyone's, each step by whose part it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from needshare.assessment import actions as assessment, queries as assessed
from needshare.assessment.rules import Answers, Judgement
from needshare.assessment.terms import Answer, HarmLevel, MatchConfidence, SubjectTold
from needshare.audit.sealing import tick
from needshare.decision import actions as decision
from needshare.decision.rules import Approval, ItemChoice, Mark, Reasoning, RecipientChoice
from needshare.decision.terms import ItemOutcome
from needshare.demo.loading import Loaded, as_person
from needshare.demo.reading import NominalTold, World
from needshare.disclosure import actions as disclosure
from needshare.intake import actions as intake
from needshare.intake.actions import Evidence, Sender
from needshare.intake.rules import AskedItem, AskedPerson, Asking
from needshare.intake.terms import RequestChannel
from needshare.kernel import Actor
from needshare.pathway import actions as pathway
from needshare.pathway.terms import Stage
from needshare.receipt import actions as receipt

WORDS = "Said in words made up for a trial."
ON_THE_WAY = (
    Stage.RECEIVED,
    Stage.VERIFYING_REQUESTER,
    Stage.UNDER_ASSESSMENT,
    Stage.AWAITING_DECISION,
    Stage.APPROVED,
    Stage.PREPARED,
    Stage.SECOND_CHECKED,
    Stage.RELEASED,
    Stage.ACKNOWLEDGED,
    Stage.CLOSED,
)
# Where a case leaves the way: from which stage, and by which act.
LEAVING = (Stage.RETURNED_FOR_MORE, Stage.WITHDRAWN, Stage.REFUSED)
TARGETS = (*ON_THE_WAY, *LEAVING)


@dataclass
class Walk:
    """One made-up case: whom it is about, who asks, and how far it has come."""

    world: World
    loaded: Loaded
    nominal: NominalTold
    partner: str
    reference: str = ""

    def by(self, role: str) -> Actor:
        """Return the person of the force who holds a role."""
        return as_person(self.world.whose(role), at=now())

    @property
    def asker(self) -> Actor:
        """The partner user who asks."""
        return as_person(self.asker_name, at=now())

    @property
    def asker_name(self) -> str:
        """The sign-in name of the partner user who asks."""
        return f"partner-user@{self.partner.lower()}"

    def to(self, target: Stage) -> str:
        """Walk to a stage; return the reference."""
        last = {Stage.REFUSED: Stage.AWAITING_DECISION}.get(target, Stage.UNDER_ASSESSMENT)
        way = ON_THE_WAY[: ON_THE_WAY.index(last if target in LEAVING else target) + 1]
        for stage in way:
            STEPS[stage](self)
        if target in LEAVING:
            STEPS[target](self)
        return self.reference


def now() -> datetime:
    """Read the clock: what is made up happens now."""
    return datetime.now(UTC)


def _received(walk: Walk) -> None:
    force = walk.world.organisation[0].code
    nominal = walk.nominal
    agreement = next(each.reference for each in walk.world.agreement if walk.partner in each.parties)
    asking = Asking(
        requester_name=walk.asker.name,
        requester_title="Officer",
        requester_email=f"partner-user@{_domain(walk)}",
        requester_telephone="01632 960999",
        authoriser_name="Manager",
        has_declared_no_conflict=True,
        agreement_reference=agreement,
        persons=(AskedPerson(name=nominal.name, role="suspect", date_of_birth=nominal.born_on),),
        subject_aware="told",
        objective=WORDS,
        purpose="asb_prevention",
        purpose_text=WORDS,
        gateways=("g01",),
        information_sought=WORDS,
        items=(AskedItem("incident_log"), AskedItem("court_orders")),
        necessity=WORDS,
        proportionality=WORDS,
        consequence=WORDS,
        onward_use=WORDS,
        retention=WORDS,
        security=WORDS,
        highest_marking="official_sensitive",
        return_method="portal",
        has_declared_correct=True,
        has_declared_purpose_only=True,
        has_declared_offence_known=True,
    )
    sender = Sender(force, walk.partner, RequestChannel.PORTAL)
    walk.reference = intake.submit(sender=sender, asking=asking, by=walk.asker, at=now()).reference


def _domain(walk: Walk) -> str:
    return next(each.domain for each in walk.world.organisation if each.code == walk.partner)


def _claimed(walk: Walk) -> None:
    pathway.claim(reference=walk.reference, by=walk.by("disclosure_officer"), at=now())


def _verified(walk: Walk) -> None:
    evidence = Evidence("callback_switchboard", True, True, True, WORDS)
    intake.verify(reference=walk.reference, evidence=evidence, by=walk.by("disclosure_officer"), at=now())


def _put_forward(walk: Walk) -> None:
    by, reference = walk.by("disclosure_officer"), walk.reference
    assessment.record_search(reference=reference, scope=WORDS, has_found=True, by=by, at=now())
    assessment.match_subject(
        reference=reference,
        number=1,
        subject=walk.loaded.subjects[walk.nominal.id],
        confidence=MatchConfidence.CONFIRMED,
        evidence=WORDS,
        by=by,
        at=now(),
    )
    judgements = [
        Judgement(
            item_version=str(version),
            requested_number=number,
            is_relevant=Answer.YES,
            accuracy="verified",
            identity_match="confirmed",
        )
        for number, version in enumerate(_held(walk), start=1)
    ]
    assessment.gather(reference=reference, judgements=judgements, by=by, at=now())
    answers = Answers(
        sharing_harm={f"h{number}": HarmLevel.NONE for number in range(1, 11)},
        not_sharing_harm={f"n{number}": HarmLevel.LOW for number in range(1, 7)},
        harm_words=WORDS,
        subject_told=SubjectTold.YES,
    )
    assessment.assess(reference=reference, answers=answers, by=by, at=now())
    assessment.put_forward(reference=reference, by=by, at=now())


def _held(walk: Walk) -> list[UUID]:
    return [walk.loaded.items[each.id] for each in walk.world.item if each.about == walk.nominal.id]


REASONING = Reasoning(
    reasons_for_sharing=WORDS,
    reasons_against_sharing=WORDS,
    harm_of_not_sharing=WORDS,
    effect_on_privacy=WORDS,
    effect_on_trust=WORDS,
    effect_on_investigation=WORDS,
    alternatives=WORDS,
    least_data=WORDS,
    model_headings=dict.fromkeys(("information", "powers", "action"), WORDS),
    told_to_requester=WORDS,
)


def _approved(walk: Walk) -> None:
    by = walk.by("decision_maker")
    considered = decision.consider(reference=walk.reference, by=by, at=now())
    basis = considered.bases[0]
    numbers = [each.number for each in considered.gathered]
    approval = Approval(
        basis=basis.id,
        items=tuple(ItemChoice(number=number, outcome=ItemOutcome.SHARE) for number in numbers),
        recipients=(RecipientChoice(method="portal", username=walk.asker_name),),
    )
    reasoning = _reasoned(basis.findings)
    decision.approve(reference=walk.reference, approval=approval, reasoning=reasoning, by=by, at=now())


def _reasoned(findings: Iterable[assessed.Found]) -> Reasoning:
    """Answer everything, and agree with every finding."""
    marks = tuple(Mark(test=each.test, item=each.item, reason=WORDS) for each in findings)
    return replace(REASONING, marks=marks)


def _prepared(walk: Walk) -> None:
    disclosure.prepare(reference=walk.reference, by=walk.by("disclosure_officer"), at=now())


def _checked(walk: Walk) -> None:
    by = walk.by("second_checker")
    package, _content = disclosure.inspect(reference=walk.reference, by=by, at=now())
    disclosure.check(reference=walk.reference, bytes_hash=package.bytes_hash, note=WORDS, by=by, at=now())


def _released(walk: Walk) -> None:
    disclosure.release(reference=walk.reference, by=walk.by("disclosure_officer"), at=now())


def _acknowledged(walk: Walk) -> None:
    tick(at=now())
    receipt.accept_conditions(reference=walk.reference, by=walk.asker, at=now())
    receipt.open_package(reference=walk.reference, by=walk.asker, at=now())
    receipt.acknowledge(reference=walk.reference, by=walk.asker, at=now())


def _closed(walk: Walk) -> None:
    pathway.close(reference=walk.reference, by=walk.by("disclosure_officer"), at=now())


def _returned(walk: Walk) -> None:
    by = walk.by("disclosure_officer")
    intake.return_for_more(reference=walk.reference, what=WORDS, by=by, at=now())


def _withdrawn(walk: Walk) -> None:
    intake.withdraw(reference=walk.reference, reason=WORDS, by=walk.asker, at=now())


def _refused(walk: Walk) -> None:
    by = walk.by("decision_maker")
    considered = decision.consider(reference=walk.reference, by=by, at=now())
    reasoning = _reasoned(considered.bases[0].findings)
    decision.refuse(reference=walk.reference, reasoning=reasoning, by=by, at=now())


STEPS: dict[Stage, Callable[[Walk], None]] = {
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
    Stage.RETURNED_FOR_MORE: _returned,
    Stage.WITHDRAWN: _withdrawn,
    Stage.REFUSED: _refused,
}


def walk_all(world: World, loaded: Loaded, *, size: int) -> list[tuple[str, Stage]]:
    """Walk so many cases, each to the next of the stages in turn; return their references."""
    partners = [each.code for each in world.organisation[1:]]
    walked = []
    for number in range(size):
        nominal = world.nominal[number % len(world.nominal)]
        target = TARGETS[number % len(TARGETS)]
        walk = Walk(world, loaded, nominal, partners[number % len(partners)])
        walked.append((walk.to(target), target))
    tick(at=now())
    return walked
