"""What a person must have answered before an assessment can be put forward."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met

from .terms import Answer, HarmLevel, SubjectTold


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the preparer judged of one version of an item found for a case."""

    item_version: str
    requested_number: int | None = None
    is_relevant: Answer = Answer.UNKNOWN
    is_excessive: bool = False
    is_misleading: bool = False
    accuracy: str = "unknown"
    identity_match: str = "unknown"
    sensitive_condition: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The pack's words that a judgement is made in; data of the policy, handed in."""

    accuracy: frozenset[str]
    identity_match: frozenset[str]
    sensitive_condition: frozenset[str]


def is_in_known_words(judgement: Judgement, words: Words) -> bool:
    """Tell whether a judgement says only what the policy understands; what is not known is "unknown"."""
    return (
        judgement.is_relevant in {answer.value for answer in Answer}
        and judgement.accuracy in words.accuracy | {"unknown"}
        and judgement.identity_match in words.identity_match | {"unknown"}
        and judgement.sensitive_condition in words.sensitive_condition | {""}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the preparer answered for the case as a whole: harm both ways, and fairness."""

    sharing_harm: Mapping[str, HarmLevel] = field(default_factory=dict)
    not_sharing_harm: Mapping[str, HarmLevel] = field(default_factory=dict)
    harm_words: str = ""
    subject_told: SubjectTold = SubjectTold.UNKNOWN
    fairness_words: str = ""
    is_conflicted: bool = False
    conditions: Mapping[int, str] = field(default_factory=dict)


def unanswered(answers: Answers, *, sharing: Sequence[str], not_sharing: Sequence[str]) -> list[FieldError]:
    """List what is wrong with the answers: unknown harms, or words that are needed and missing."""
    errors = []
    if set(answers.sharing_harm) - set(sharing):
        errors.append(FieldError("sharing_harm", _("Answer the harms of sharing that are listed.")))
    if set(answers.not_sharing_harm) - set(not_sharing):
        errors.append(FieldError("not_sharing_harm", _("Answer the harms of not sharing that are listed.")))
    levels = [*answers.sharing_harm.values(), *answers.not_sharing_harm.values()]
    if (
        any(level not in (HarmLevel.NONE, HarmLevel.LOW) for level in levels)
        and not answers.harm_words.strip()
    ):
        errors.append(FieldError("harm_words", _("Say what the harm would be, and what lessens it.")))
    if answers.subject_told == SubjectTold.NO_WITH_REASON and not answers.fairness_words.strip():
        errors.append(FieldError("fairness_words", _("Say why the person is not told.")))
    return errors


def assessment_is_current(*, is_assessed: bool, is_unchanged: bool) -> Finding:
    """Check that what is put forward is what was assessed: nothing it rests on was changed since."""
    if not is_assessed:
        return not_met(_("Assess the request before you put it forward."), test="accountability")
    if not is_unchanged:
        return not_met(
            _("Something changed since the last assessment. Assess the request again."),
            test="accountability",
        )
    return met(_("The assessment covers the case as it is."), test="accountability")
