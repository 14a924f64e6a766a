"""What the API takes and shows of a decision: the reasons, what is shared with whom, and what it binds."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from needshare.api.schemas import Asked, Day, Flag, Line, Note, Number, Shown, Text, Username, Word
from needshare.decision.models import Decision, RefusalReview
from needshare.decision.queries import ForRequester, Letter, Version
from needshare.decision.rules import (
    Approval,
    Condition,
    ItemChoice,
    Mark,
    Reasoning,
    RecipientChoice,
    Verdict,
)
from needshare.decision.terms import (
    DecisionOutcome,
    ItemOutcome,
    MarkWords,
    RecipientKind,
    ReferTo,
    ReviewOutcome,
)
from needshare.pathway.schemas.cases import CaseState

from .letters import LetterShown

BasisId = Annotated[str, Field(max_length=120, pattern=r"^[A-Za-z0-9 :./_-]*$")]


class MarkAsked(Asked):
    """What the decider says beside one finding."""

    test: Word
    item: Number | None = None
    agrees: Flag = True
    reason: Text = ""


class FindingNamed(Asked):
    """One finding, by its test and the number of its item where it is about one."""

    test: Word
    item: Number | None = None


class AgreedTogether(Asked):
    """Findings that are met, read and agreed with for one reason; it is recorded beside each of them."""

    findings: Annotated[list[FindingNamed], Field(min_length=1, max_length=2_000)]
    reason: Text


class ReasoningAsked(Asked):
    """The decider's reasons in words, and a mark for every finding of the basis looked at.

    A finding is marked by itself in `marks`, or with others that are met in `agreed_together`. Which
    answers a decision must give is said at each; `assessment` is the number of the one looked at.
    """

    reasons_for_sharing: Text = ""
    reasons_against_sharing: Text = ""
    harm_of_not_sharing: Text = ""
    effect_on_privacy: Text = ""
    effect_on_trust: Text = ""
    effect_on_investigation: Text = ""
    alternatives: Text = ""
    least_data: Text = ""
    interference_justified: Text = ""
    model_headings: Annotated[dict[Word, Text], Field(max_length=10)] = {}
    marks: Annotated[list[MarkAsked], Field(max_length=2_000)] = []
    agreed_together: Annotated[list[AgreedTogether], Field(max_length=50)] = []
    told_to_requester: Text = ""
    assessment: Number | None = None

    def words(self) -> Reasoning:
        """Return this as the action takes it."""
        apart = ("marks", "agreed_together")
        plain = {name: getattr(self, name) for name in ReasoningAsked.model_fields if name not in apart}
        together = (
            Mark(test=each.test, item=each.item, reason=group.reason, words=MarkWords.TOGETHER)
            for group in self.agreed_together
            for each in group.findings
        )
        return Reasoning(**plain, marks=(*(Mark(**each.model_dump()) for each in self.marks), *together))


class AnswerAsked(Asked):
    """A decision that shares nothing, with its reasons."""

    reasoning: ReasoningAsked


class ReferralAsked(Asked):
    """To whom a doubt is referred, the question, and by when."""

    to: ReferTo
    question: Text
    answer_by: Day
    reasoning: ReasoningAsked


class DeferralAsked(Asked):
    """Until when the answer is put off."""

    until: Day
    reasoning: ReasoningAsked


class WhyAsked(Asked):
    """Why a case is sent back, or a decision made again."""

    reason: Note


class ItemDecided(Asked):
    """Whether one gathered item is shared, by its number."""

    number: Number
    outcome: ItemOutcome
    reason_code: Word = ""
    reason: Text = ""


class ConditionAsked(Asked):
    """One condition on onward use, with its date where it has one."""

    code: Word
    on: Day | None = None


class RecipientAsked(Asked):
    """One named recipient: an account by sign-in name, or an identified member of the public."""

    method: Word
    username: Username = ""
    kind: RecipientKind = RecipientKind.AGENCY
    name: Line = ""
    address: Note = ""
    email: Line = ""
    identity_evidence: Text = ""


class ApprovalAsked(Asked):
    """What is approved: on which basis, which items, to whom, how and on what conditions; and why."""

    basis: BasisId
    items: Annotated[list[ItemDecided], Field(max_length=100)]
    recipients: Annotated[list[RecipientAsked], Field(max_length=20)]
    conditions: Annotated[list[ConditionAsked], Field(max_length=50)] = []
    reasoning: ReasoningAsked

    def approval(self) -> Approval:
        """Return this as the action takes it."""
        return Approval(
            basis=self.basis,
            items=tuple(ItemChoice(**each.model_dump()) for each in self.items),
            recipients=tuple(RecipientChoice(**each.model_dump()) for each in self.recipients),
            conditions=tuple(Condition(**each.model_dump()) for each in self.conditions),
        )


class ConditionShown(Shown):
    """One condition on onward use."""

    code: str
    on: str


class Decided(CaseState):
    """What was decided, what it binds, and where the case is now."""

    decision: int
    outcome: DecisionOutcome
    authority: str
    content_hash: str
    conditions: list[ConditionShown]
    lapses_at: datetime | None
    review_on: date | None

    @classmethod
    def made(cls, decision: Decision) -> "Decided":
        return cls(
            **CaseState.of(decision.case).model_dump(),
            decision=decision.version,
            outcome=DecisionOutcome(decision.outcome),
            authority=decision.authority,
            content_hash=decision.content_hash,
            conditions=[ConditionShown(code=each["code"], on=each["on"]) for each in decision.conditions],
            lapses_at=decision.lapses_at,
            review_on=decision.review_on,
        )


class MarkShown(Shown):
    """What the decider said beside one finding, and whose words the reason is."""

    test: str
    item: int | None
    agrees: bool
    reason: str
    words: MarkWords = MarkWords.OWN


class DecisionShown(Shown):
    """The decision in force, with its reasons."""

    number: int
    outcome: DecisionOutcome
    authority: str
    agreement: str
    gateways: list[str]
    decided_at: datetime
    decided_by: str
    reasons_for_sharing: str
    reasons_against_sharing: str
    harm_of_not_sharing: str
    effect_on_privacy: str
    effect_on_trust: str
    effect_on_investigation: str
    alternatives: str
    least_data: str
    interference_justified: str
    told_to_requester: str
    model_headings: dict[str, str]
    marks: list[MarkShown]
    refer_to: str
    question: str
    review_on: date | None
    content_hash: str
    lapses_at: datetime | None
    letter: LetterShown | None = None

    @classmethod
    def of(cls, decision: Any) -> "DecisionShown":
        named = {"number", "outcome", "agreement", "decided_by", "marks", "letter"}
        letter = Letter.of(decision)
        return cls(
            number=decision.version,
            outcome=DecisionOutcome(decision.outcome),
            agreement=decision.agreement_reference,
            decided_by=decision.decided_by.name,
            marks=[MarkShown(**each) for each in decision.marks],
            letter=LetterShown.of(letter) if letter else None,
            **{name: getattr(decision, name) for name in cls.model_fields if name not in named},
        )


class ItemDecidedShown(Shown):
    """What a version of the decision said of one item."""

    number: int
    title: str
    outcome: str
    reason: str


class DecisionVersion(DecisionShown):
    """One version of the decision, with its items and recipients, and why it was set aside if it was."""

    items: list[ItemDecidedShown]
    recipients: list[str]
    set_aside_at: datetime | None
    set_aside_by: str
    set_aside_because: str

    @classmethod
    def whole(cls, version: Version) -> "DecisionVersion":
        decision = version.decision
        return cls(
            **DecisionShown.of(decision).model_dump(),
            items=[
                ItemDecidedShown(
                    number=each.gathered_item.number,
                    title=each.gathered_item.item_version.item.title,
                    outcome=each.outcome,
                    reason=each.reason,
                )
                for each in version.items
            ],
            recipients=[each.name for each in version.recipients],
            set_aside_at=decision.set_aside_at,
            set_aside_by=decision.set_aside_by.name if decision.set_aside_by else "",
            set_aside_because=decision.set_aside_because,
        )


class RefusalReviewAsked(Asked):
    """Why a refusal should be looked at again."""

    grounds: Text


class ReviewForRequester(Shown):
    """What whoever asked may see of the review of a refusal."""

    may_ask: bool
    asked_at: datetime | None
    due_at: datetime | None
    outcome: ReviewOutcome | None
    told: str
    resubmission: str

    @classmethod
    def of(cls, found: ForRequester) -> "ReviewForRequester":
        named = {name: getattr(found, name) for name in cls.model_fields if name != "outcome"}
        return cls(**named, outcome=ReviewOutcome(found.outcome) if found.outcome else None)


class ReviewLine(Shown):
    """One review in the register: the refusal, the review and the request that followed; it names nobody."""

    case: str
    organisation: str
    decision: int
    decided: DecisionOutcome
    asked_at: datetime
    due_at: datetime
    outcome: ReviewOutcome | None
    settled_at: datetime | None
    resubmission: str

    @classmethod
    def of(cls, review: RefusalReview) -> "ReviewLine":
        return cls(
            case=review.case.reference,
            organisation=review.case.requesting_organisation.code,
            decision=review.decision.version,
            decided=DecisionOutcome(review.decision.outcome),
            asked_at=review.asked_at,
            due_at=review.due_at,
            outcome=ReviewOutcome(review.outcome) if review.outcome else None,
            settled_at=review.settled_at,
            resubmission=review.resubmission.reference if review.resubmission else "",
        )


class ReviewRead(Shown):
    """A refusal as it lies before its reviewer."""

    review: ReviewLine
    grounds: str
    reasons_against_sharing: str
    harm_of_not_sharing: str
    told_to_requester: str
    is_taken_up: bool

    @classmethod
    def of(cls, review: RefusalReview) -> "ReviewRead":
        decision = review.decision
        return cls(
            review=ReviewLine.of(review),
            grounds=review.grounds,
            reasons_against_sharing=decision.reasons_against_sharing,
            harm_of_not_sharing=decision.harm_of_not_sharing,
            told_to_requester=decision.told_to_requester,
            is_taken_up=review.taken_at is not None,
        )


class VerdictAsked(Asked):
    """What a review comes to, why, and what the requester is told."""

    outcome: ReviewOutcome
    reasons: Text
    told_to_requester: Text

    def verdict(self) -> Verdict:
        """Return this as the action takes it."""
        return Verdict(**self.model_dump())


class FollowingAsked(Asked):
    """The reference of the request that followed."""

    resubmission: Line
