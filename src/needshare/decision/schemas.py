"""What the API takes and shows of a decision: the reasons, what is shared with whom, and what it binds."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from needshare.api.schemas import Asked, Day, Flag, Line, Note, Number, Shown, Text, Username, Word
from needshare.pathway.schemas import CaseState

from .models import Decision
from .rules import Approval, Condition, ItemChoice, Mark, Reasoning, RecipientChoice
from .terms import DecisionOutcome, ItemOutcome, MarkWords, RecipientKind, ReferTo

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
