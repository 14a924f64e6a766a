"""What the API takes for an assessment: searches, matches, what is gathered, and the answers given."""

from typing import Annotated

from pydantic import Field, StrictInt

from needshare.api.schemas import Asked, Day, Flag, Id, Name, Number, Text, Word
from needshare.assessment.queries import PartnerAsking
from needshare.assessment.rules import Answers, Judgement, Score, Transfer
from needshare.assessment.terms import Answer, HarmLevel, MatchConfidence, SubjectTold

Code = Annotated[str, Field(max_length=16, pattern=r"^[a-z0-9_]+$")]
Code32 = Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9_]+$")]
Chosen = Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9_]*$")]
Numeral = Annotated[str, Field(max_length=4, pattern=r"^(0|[1-9][0-9]{0,3})$")]
Figure = Annotated[StrictInt, Field(ge=1, le=5)]


class AskingConsidered(Asked):
    """What an officer has in mind to ask of a partner: for what, by which power, what, and about whom."""

    purpose: Word = ""
    gateway: Word = ""
    category: Word = ""
    role: Word = "other"
    regime: Chosen = ""
    lawful_basis: Chosen = ""
    sensitive_condition: Chosen = ""

    def asking(self) -> PartnerAsking:
        return PartnerAsking(**self.model_dump())


class SubjectSought(Asked):
    """Whom the force's records are searched for, for a case; at least one of these."""

    name: Name = ""
    date_of_birth: Day | None = None
    identifier: Annotated[Name, Field(max_length=80)] = ""


class SearchRecorded(Asked):
    """Where was searched and for what, and whether anything was found."""

    scope: Text
    has_found: Flag


class MatchAsked(Asked):
    """That a person held is a person the request names (by number), and what shows it."""

    number: Number
    subject: Id
    confidence: MatchConfidence
    evidence: Text


class JudgementAsked(Asked):
    """What is judged of one version of an item found for the case."""

    item_version: Id
    requested_number: Number | None = None
    is_relevant: Answer = Answer.UNKNOWN
    is_excessive: Flag = False
    is_misleading: Flag = False
    accuracy: Word = "unknown"
    identity_match: Word = "unknown"
    sensitive_condition: Word = ""
    reason: Text = ""

    def judgement(self) -> Judgement:
        plain = {name: getattr(self, name) for name in JudgementAsked.model_fields}
        return Judgement(**{**plain, "item_version": str(self.item_version)})


class GatheringAsked(Asked):
    """Everything that is put together for the case; what is not named is taken off."""

    items: Annotated[list[JudgementAsked], Field(max_length=100)]


class ScoreAsked(Asked):
    """How likely (1 to 5) and how bad (1 to 5) a harm is by itself, and what lessens it."""

    likelihood: Figure
    severity: Figure
    mitigation: Text = ""


class TransferAsked(Asked):
    """A transfer overseas: where, why, on what ground, to what, by whose leave, and at what risk."""

    country: Name
    necessity: Text = ""
    ground: Chosen = ""
    recipient: Chosen = ""
    originator: Chosen = ""
    risk: Chosen = ""
    risk_words: Text = ""


class AnswersAsked(Asked):
    """What the preparer answers for the case as a whole: law, harm both ways, interests, and fairness.

    `best_interests` and `conditions` are by the number of a person and of an asked-for item; the person 0 is
    everybody else the items are about.
    """

    sharing_harm: Annotated[dict[Code, HarmLevel], Field(max_length=50)] = {}
    not_sharing_harm: Annotated[dict[Code, HarmLevel], Field(max_length=50)] = {}
    harm_words: Text = ""
    scores: Annotated[dict[Code, ScoreAsked], Field(max_length=50)] = {}
    alternatives: Annotated[list[Code32], Field(max_length=20)] = []
    best_interests: Annotated[dict[Numeral, Text], Field(max_length=50)] = {}
    subject_told: SubjectTold = SubjectTold.UNKNOWN
    fairness_words: Text = ""
    is_conflicted: Flag = False
    gateways: Annotated[list[Code], Field(max_length=20)] = []
    regime: Chosen = ""
    lawful_basis: Chosen = ""
    recipient_basis: Chosen = ""
    conditions: Annotated[dict[Numeral, Code], Field(max_length=100)] = {}
    transfer: TransferAsked | None = None

    def answers(self) -> Answers:
        plain = {name: getattr(self, name) for name in AnswersAsked.model_fields}
        transfer = self.transfer
        return Answers(
            **{
                **plain,
                "scores": {code: Score(**each.model_dump()) for code, each in self.scores.items()},
                "best_interests": {int(number): words for number, words in self.best_interests.items()},
                "conditions": {int(number): word for number, word in self.conditions.items()},
                "transfer": Transfer(**transfer.model_dump()) if transfer else None,
            }
        )
