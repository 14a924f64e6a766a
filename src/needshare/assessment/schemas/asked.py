"""What the API takes for an assessment: searches, matches, what is gathered, and the answers given."""

from typing import Annotated

from pydantic import Field

from needshare.api.schemas import Asked, Day, Flag, Id, Name, Number, Text, Word
from needshare.assessment.rules import Answers, Judgement
from needshare.assessment.terms import Answer, HarmLevel, MatchConfidence, SubjectTold

Code = Annotated[str, Field(max_length=16, pattern=r"^[a-z0-9_]+$")]


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


class AnswersAsked(Asked):
    """What the preparer answers for the case as a whole: harm both ways, and fairness."""

    sharing_harm: Annotated[dict[Code, HarmLevel], Field(max_length=50)] = {}
    not_sharing_harm: Annotated[dict[Code, HarmLevel], Field(max_length=50)] = {}
    harm_words: Text = ""
    subject_told: SubjectTold = SubjectTold.UNKNOWN
    fairness_words: Text = ""
    is_conflicted: Flag = False

    def answers(self) -> Answers:
        return Answers(**{name: getattr(self, name) for name in AnswersAsked.model_fields})
