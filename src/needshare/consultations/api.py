"""Consultations: who was asked about a case, asking, asking no more, and answering."""

from uuid import UUID

from needshare.api.routes import Call, Doorways

from . import actions, queries
from .schemas import (
    ConsultationAsked,
    ConsultationLine,
    ConsultationMade,
    ConsultationShown,
    ConsultationsShown,
    ConsultationsWaiting,
    Invitation,
    InvitationAsked,
    QuestionShown,
    Replied,
    ReplyAsked,
)

doorways = Doorways(tags=["Consultations"])
OF_CASE = "/cases/{reference:reference}/consultations"


@doorways.look(f"{OF_CASE}/open", needs="case.view", answer=ConsultationsShown)
def look_at_consultations(request: Call, reference: str) -> ConsultationsShown:
    """Read who was asked about a case and what they answered."""
    _case, found = actions.look_at_consultations(reference=reference, by=request.actor, at=request.at)
    return ConsultationsShown(consultations=[ConsultationShown.of(each) for each in found])


@doorways.write(OF_CASE, needs="consultation.ask", answer=ConsultationMade, status=201)
def ask(request: Call, reference: str, asked: ConsultationAsked) -> ConsultationMade:
    """Ask a place of the policy, or a person by name, one question about a case."""
    return ConsultationMade.of(
        actions.ask(reference=reference, asked=asked.asked(), by=request.actor, at=request.at)
    )


@doorways.write(f"{OF_CASE}/outside", needs="consultation.ask", answer=Invitation, status=201)
def invite(request: Call, reference: str, asked: InvitationAsked) -> Invitation:
    """Ask somebody outside one question by a link that ends by itself."""
    made = actions.invite(
        reference=reference,
        asked=asked.asked(),
        outsider=asked.outsider(),
        by=request.actor,
        at=request.at,
    )
    return Invitation(**ConsultationMade.of(made.consultation).model_dump(), code=made.code)


@doorways.write(f"{OF_CASE}/{{number:number}}/withdraw", needs="consultation.ask", answer=ConsultationMade)
def withdraw(request: Call, reference: str, number: str) -> ConsultationMade:
    """Ask somebody no more."""
    return ConsultationMade.of(
        actions.withdraw(reference=reference, number=int(number), by=request.actor, at=request.at)
    )


@doorways.read("/consultations", needs="consultation.answer", answer=ConsultationsWaiting)
def waiting(request: Call) -> ConsultationsWaiting:
    """List the questions that wait for your answer, the first asked first, at most fifty."""
    found = queries.asked_of(request.actor)[: queries.PAGE]
    return ConsultationsWaiting(consultations=[ConsultationLine.of(each) for each in found])


@doorways.look(
    "/consultations/{uuid:consultation_id}/open", needs="consultation.answer", answer=QuestionShown
)
def look_at_question(request: Call, consultation_id: UUID) -> QuestionShown:
    """Read what you are asked, and what you are shown of the case."""
    return QuestionShown.of(
        actions.look_at_question(consultation_id=consultation_id, by=request.actor, at=request.at)
    )


@doorways.write("/consultations/{uuid:consultation_id}/answer", needs="consultation.answer", answer=Replied)
def answer(request: Call, consultation_id: UUID, asked: ReplyAsked) -> Replied:
    """Answer what you are asked, with a reason; your name goes with it."""
    made = actions.answer(
        consultation_id=consultation_id, reply=asked.reply(), by=request.actor, at=request.at
    )
    return Replied(id=made.id, answered_at=made.answered_at)
