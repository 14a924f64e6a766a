"""What the API takes and shows of consultations."""

from datetime import datetime
from uuid import UUID

from needshare.api.schemas import Asked, Line, Note, Shown, Text, Username, Word

from .models import Consultation
from .queries import Seen
from .rules import Outsider, Question, Reply
from .terms import ConsultationAnswer, ConsultationState


class ConsultationAsked(Asked):
    """Whom to ask about a case, what, and what they are shown of it."""

    place: Word
    question: Text
    shown: Text = ""
    username: Username = ""

    def asked(self) -> Question:
        """Return this as the action takes it."""
        return Question(**self.model_dump())


class InvitationAsked(Asked):
    """Who outside is asked, by a link to their work address, what, and what they are shown."""

    place: Word
    question: Text
    shown: Text = ""
    name: Line
    organisation: Line
    email: Line

    def asked(self) -> Question:
        """Return the question as the action takes it."""
        return Question(place=self.place, question=self.question, shown=self.shown)

    def outsider(self) -> Outsider:
        """Return who is asked as the action takes it."""
        return Outsider(name=self.name, organisation=self.organisation, email=self.email)


class ConsultationShown(Shown):
    """One consultation as who works the case sees it; of a silent place, never what was answered."""

    number: int
    place: str
    state: ConsultationState
    asked_at: datetime
    asked_by: str
    asked_of: str
    due_at: datetime
    question: str
    shown: str
    answer: ConsultationAnswer | None
    reason: str
    answered_by: str

    @classmethod
    def of(cls, found: Seen) -> "ConsultationShown":
        each = found.consultation
        named = each.asked_account.name if each.asked_account else each.outsider_name
        return cls(
            number=each.number,
            place=each.place,
            state=found.state,
            asked_at=each.asked_at,
            asked_by=each.asked_by.name,
            asked_of=named or each.asked_role,
            due_at=each.due_at,
            question=each.question,
            shown=each.shown,
            answer=ConsultationAnswer(found.answer) if found.answer else None,
            reason=found.reason,
            answered_by=found.answered_by,
        )


class ConsultationsShown(Shown):
    """Every consultation of a case, first to last."""

    consultations: list[ConsultationShown]


class ConsultationMade(Shown):
    """What was asked: its number in the case, and by when."""

    number: int
    place: str
    due_at: datetime

    @classmethod
    def of(cls, made: Consultation) -> "ConsultationMade":
        return cls(number=made.number, place=made.place, due_at=made.due_at)


class Invitation(ConsultationMade):
    """What was asked of somebody outside; the code is shown this once: give it by another way than the link."""

    code: str


class ConsultationLine(Shown):
    """A question that waits for one's answer."""

    id: UUID
    case: str
    place: str
    asked_at: datetime
    due_at: datetime

    @classmethod
    def of(cls, each: Consultation) -> "ConsultationLine":
        return cls(
            id=each.id,
            case=each.case.reference,
            place=each.place,
            asked_at=each.asked_at,
            due_at=each.due_at,
        )


class ConsultationsWaiting(Shown):
    """The questions that wait for one's answer, the first asked first, at most fifty."""

    consultations: list[ConsultationLine]


class QuestionShown(Shown):
    """What one is asked, and what one is shown of the case."""

    consultation: ConsultationLine
    question: str
    shown: str

    @classmethod
    def of(cls, each: Consultation) -> "QuestionShown":
        return cls(consultation=ConsultationLine.of(each), question=each.question, shown=each.shown)


class ReplyAsked(Asked):
    """What is answered, and why."""

    answer: ConsultationAnswer
    reason: Note

    def reply(self) -> Reply:
        """Return this as the action takes it."""
        return Reply(answer=self.answer, reason=self.reason)


class Replied(Shown):
    """That the answer is recorded."""

    id: UUID
    answered_at: datetime | None
