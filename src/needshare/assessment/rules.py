"""What a person must have answered before an assessment can be put forward."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met

from .terms import Answer, ChangeKind, HarmLevel, MatchConfidence, SubjectTold

UNSURE = (MatchConfidence.AMBIGUOUS.value, MatchConfidence.WEAK.value)  # the least sure first


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
class Score:
    """How likely (1 to 5) and how bad (1 to 5) a harm is by itself, and what lessens it."""

    likelihood: int
    severity: int
    mitigation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What is said of a transfer overseas: where, why, on what ground, to what, by whose leave, at what risk."""

    country: str = ""
    necessity: str = ""
    ground: str = ""
    recipient: str = ""
    originator: str = ""
    risk: str = ""
    risk_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the preparer answered for the case as a whole: law, harm both ways, interests, and fairness.

    `best_interests` says what is best for a person, by their number in the request; 0 is for everybody
    else the items are about. `gateways` are relied on besides those the request names.
    """

    sharing_harm: Mapping[str, HarmLevel] = field(default_factory=dict)
    not_sharing_harm: Mapping[str, HarmLevel] = field(default_factory=dict)
    harm_words: str = ""
    subject_told: SubjectTold = SubjectTold.UNKNOWN
    fairness_words: str = ""
    is_conflicted: bool = False
    conditions: Mapping[int, str] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    alternatives: Sequence[str] = ()
    best_interests: Mapping[int, str] = field(default_factory=dict)
    gateways: Sequence[str] = ()
    regime: str = ""
    lawful_basis: str = ""
    recipient_basis: str = ""
    transfer: Transfer | None = None


def no_surer(judged: str, matches: Sequence[str]) -> str:
    """Hold what was judged of an item to how sure the match of its people is: it is never surer.

    >>> no_surer("confirmed", ["weak"]), no_surer("confirmed", ["confirmed"]), no_surer("unknown", ["weak"])
    ('weak', 'confirmed', 'weak')
    """
    return next((word for word in UNSURE if word in (judged, *matches)), judged)


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


NOT_OFFERED = _("Choose from what is offered.")
HIGHEST = 5


def not_offered(
    answers: Answers, *, words: Mapping[str, Collection[str]], people: Collection[int]
) -> list[FieldError]:
    """List the answers that are in no word the policy offers, or about nobody the request names.

    `words` maps each list of the pack to its words.
    """
    transfer = answers.transfer or Transfer()
    chosen = {
        "regime": ("regime", [answers.regime]),
        "lawful_basis": ("lawful_basis", [answers.lawful_basis]),
        "recipient_basis": ("lawful_basis", [answers.recipient_basis]),
        "gateways": ("gateway", answers.gateways),
        "alternatives": ("alternative", answers.alternatives),
        "conditions": ("sensitive_condition", answers.conditions.values()),
        "transfer.ground": ("transfer_ground", [transfer.ground]),
        "transfer.recipient": ("transfer_recipient", [transfer.recipient]),
        "transfer.originator": ("originator_agreed", [transfer.originator]),
        "transfer.risk": ("transfer_risk", [transfer.risk]),
    }
    errors = [
        FieldError(name, NOT_OFFERED)
        for name, (list_name, given) in chosen.items()
        if not {"", *words.get(list_name, ())}.issuperset(given)
    ]
    if not {0, *people}.issuperset(answers.best_interests):
        errors.append(FieldError("best_interests", _("Name the people by their number in the request.")))
    return errors + _scored(answers, {*words.get("harm", ()), *words.get("harm_of_not_sharing", ())})


def _scored(answers: Answers, harms: Collection[str]) -> list[FieldError]:
    scores = answers.scores
    if not set(harms).issuperset(scores):
        return [FieldError("scores", _("Answer the harms that are listed."))]
    figures = [figure for each in scores.values() for figure in (each.likelihood, each.severity)]
    if not all(1 <= figure <= HIGHEST for figure in figures):
        return [FieldError("scores", _("Say how likely and how bad it is, both from 1 to 5."))]
    return []


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


# What of an agreement and of a gateway a what-if may change: its days, its lists of words, its words, its truths.
AGREEMENT_PARTS: Final[Mapping[str, str]] = {
    "starts_on": "day",
    "ends_on": "day",
    "review_on": "day",
    "status": "agreement_status",
    "ceiling": "marking",
    "purposes": "set purpose",
    "categories": "set category",
    "subject_groups": "set subject_role",
    "methods": "set method",
    "jurisdictions": "set jurisdiction",
    "discloser_is_party": "truth",
    "recipient_is_party": "truth",
    "requester_is_named": "truth",
}
GATEWAY_PARTS: Final[Mapping[str, str]] = {
    "in_force_from": "day",
    "in_force_to": "day",
    "purposes": "set purpose",
    "recipients": "set requester_type",
    "jurisdictions": "set jurisdiction",
    "excluded_categories": "set category",
    "police_may_disclose": "truth",
    "verified": "truth",
}
WHAT_IF_PARTS: Final[Mapping[ChangeKind, Mapping[str, str]]] = {
    ChangeKind.AGREEMENT: AGREEMENT_PARTS,
    ChangeKind.GATEWAY: GATEWAY_PARTS,
    ChangeKind.LAYER: {"text": "text"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change to be tried: of what, which of that kind, and what it would say, as written in JSON.

    `judged_on` has all judged as if on one day, the change and what is compared with it alike.
    """

    kind: ChangeKind
    subject: str
    parts: Mapping[str, Any]
    judged_on: date | None = None


def change_faults(change: Change, words: Mapping[str, Collection[str]]) -> list[FieldError]:
    """Say what is wrong with a change: a part there is none of, a day that is none, a word unknown.

    >>> change_faults(Change(kind=ChangeKind.GATEWAY, subject="g01", parts={"in_force_to": "2026-03-01"}), {})
    []
    """
    known = WHAT_IF_PARTS[change.kind]
    faults = []
    if not change.parts:
        faults.append(FieldError("parts", _("Change something: nothing would be different.")))
    for name, value in change.parts.items():
        if name not in known:
            faults.append(FieldError("parts", _("This cannot be changed here.")))
        elif not _fits(known[name], value, words):
            faults.append(FieldError(name, _("Choose or enter one of the values that are possible here.")))
    return faults


def _fits(kind: str, value: object, words: Mapping[str, Collection[str]]) -> bool:
    name, _space, of = kind.partition(" ")
    if name == "day":
        return value is None or (isinstance(value, str) and _is_day(value))
    if name in ("truth", "text"):
        return isinstance(value, bool if name == "truth" else str)
    if name == "set":
        return isinstance(value, list) and all(each in words[of] for each in value)
    return isinstance(value, str) and value in words[name]


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def meant_by(change: Change) -> dict[str, Any]:
    """Give what a change says as the facts and packs hold it: days, sets, truths.

    >>> meant_by(Change(kind=ChangeKind.GATEWAY, subject="g01", parts={"in_force_to": "2026-03-01"}))
    {'in_force_to': datetime.date(2026, 3, 1)}
    """
    known = WHAT_IF_PARTS[change.kind]
    as_set = frozenset if change.kind is ChangeKind.AGREEMENT else list
    found: dict[str, Any] = {}
    for name, value in change.parts.items():
        if known[name] == "day" and value is not None:
            found[name] = date.fromisoformat(value)
        else:
            found[name] = as_set(value) if known[name].startswith("set ") else value
    return found


def authority_lasts(lost: Sequence[int]) -> Finding:
    """Check that every item an authorisation covered when it was assessed is covered now.

    >>> authority_lasts([2]).code
    'authorisation_ended'
    """
    if lost:
        return not_met(
            _(
                "What this rests on (a warrant, an order, an approval or a consent) has ended, or no longer "
                "covers an item that would be shared. Assess again, and decide on what stands."
            ),
            test="lawful",
            code="authorisation_ended",
            sources=("A2", "A5"),
            facts={"items": list(lost)},
        )
    return met(_("Every authorisation this rests on stands."), test="lawful")
