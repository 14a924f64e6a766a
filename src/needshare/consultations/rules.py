"""What no agency may change about asking somebody: a question, one who is asked, a reason for each answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import faults_in

from .terms import ConsultationAnswer

LONGEST_WORDS = 5_000
LONGEST_NAME = 200
MOST_WRONG_CODES = 5
SITTING = timedelta(minutes=30)
# Answers by which somebody has said something: who cannot say has not been consulted.
SAID = (ConsultationAnswer.NO_OBJECTION, ConsultationAnswer.OBJECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of whom: the place of the policy, a person by sign-in name or nobody, and what they are shown."""

    place: str
    question: str
    shown: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """Somebody without an account who is asked one question by a link."""

    name: str
    organisation: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What was answered, and why."""

    answer: ConsultationAnswer
    reason: str


def faults_of_question(asked: Question, *, places: Collection[str]) -> list[FieldError]:
    """List what is missing from a question.

    >>> faults_of_question(Question(place="legal", question="May we?"), places={"legal"})
    []
    """
    faults = []
    if asked.place not in places:
        faults.append(FieldError("place", _("Choose whom to ask.")))
    faults += faults_in("question", asked.question, most=LONGEST_WORDS, is_required=True)
    return faults + faults_in("shown", asked.shown, most=LONGEST_WORDS)


def faults_of_outsider(asked: Outsider) -> list[FieldError]:
    """List what is missing of somebody outside who is asked."""
    return [
        *faults_in("name", asked.name, most=LONGEST_NAME, is_required=True),
        *faults_in("organisation", asked.organisation, most=LONGEST_NAME, is_required=True),
    ]


def faults_of_reply(reply: Reply) -> list[FieldError]:
    """List what is missing from an answer: none is without its reason."""
    return faults_in("reason", reply.reason, most=LONGEST_WORDS, is_required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """What is looked at when somebody comes with the link to a question."""

    expires_at: datetime
    wrong_codes: int
    is_open: bool


def link_lives(facts: LinkFacts, *, at: datetime) -> bool:
    """Tell whether a link still leads to its question: in time, not blocked by wrong codes, not answered."""
    return facts.is_open and at <= facts.expires_at and facts.wrong_codes < MOST_WRONG_CODES


def is_in_sitting(code_given_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether the right code was given a short while ago."""
    return code_given_at is not None and timedelta(0) <= at - code_given_at <= SITTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One consultation as the assessment sees it; a silent place is told to nobody before its time."""

    place: str
    answer: str
    is_silent: bool
    shown_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted:
    """What an assessment is told: which places have answered, whether a question is open, and an objection."""

    places: frozenset[str] = frozenset()
    has_open: bool = False
    has_objection: bool = False


def consulted(standings: Iterable[Standing], *, at: datetime) -> Consulted:
    """Sum up the consultations of a case; what is not answered is open, never a yes.

    What a silent place answered is not told: only that its time is over and that it has answered.

    >>> at = datetime(2026, 3, 16, 9)
    >>> asked = Standing(place="legal", answer="", is_silent=False, shown_from=None)
    >>> consulted([asked], at=at).has_open
    True
    """
    answered, open_places, has_objection = set(), set(), False
    for each in standings:
        is_shown = each.answer in SAID and (each.shown_from is None or each.shown_from <= at)
        if not is_shown:
            open_places.add(each.place)
            continue
        answered.add(each.place)
        has_objection |= each.answer == ConsultationAnswer.OBJECTION and not each.is_silent
    return Consulted(
        places=frozenset(answered - open_places),
        has_open=bool(open_places),
        has_objection=has_objection,
    )
