"""Assess a request: search, match, gather, put every test to it, and put it forward for decision; try what-ifs."""

from uuid import UUID

from ninja import Query

from needshare.agencies import queries as agencies
from needshare.api.routes import Call, Doorways
from needshare.pathway import queries as pathway
from needshare.pathway.schemas.cases import CaseState

from . import access, actions, queries
from .schemas import (
    AnswersAsked,
    AskingConsidered,
    Assessed,
    BasisShown,
    GatheredNow,
    GatheredShown,
    GatheringAsked,
    MatchAsked,
    PeopleHeld,
    PersonHeld,
    SearchRecorded,
    SubjectSought,
    WhatIfAsked,
    WhatIfLine,
    WhatIfLines,
    WhatIfShown,
    WorkShown,
)

doorways = Doorways(tags=["Assessment"])
CASE = "/cases/{reference:reference}"


@doorways.read("/organisations/{reference:code}/may-be-asked", needs="request.record", answer=BasisShown)
def may_be_asked(request: Call, code: str, asked: Query[AskingConsidered]) -> BasisShown:
    """Answer whether the law lets the force ask a partner for something; nothing is asked of them by this."""
    access.must_hold("request.record", request.actor)
    organisation = agencies.organisation_by_code(code, request.actor)
    return BasisShown.of(queries.may_ask(asked.asking(), organisation, viewer=request.actor, at=request.at))


@doorways.look(f"{CASE}/work", needs="case.assess", answer=WorkShown)
def open_work(request: Call, reference: str) -> WorkShown:
    """Open a case to search, gather and assess: everything found and judged so far."""
    return WorkShown.whole(actions.open_work(reference=reference, by=request.actor, at=request.at))


@doorways.look(f"{CASE}/subjects/search", needs="case.assess", answer=PeopleHeld)
def find_subjects(request: Call, reference: str, asked: SubjectSought) -> PeopleHeld:
    """Search the force's people for a case, surest first."""
    found = actions.find_subjects(
        reference=reference,
        name=asked.name,
        date_of_birth=asked.date_of_birth.isoformat() if asked.date_of_birth else "",
        identifier=asked.identifier,
        by=request.actor,
        at=request.at,
    )
    return PeopleHeld(found=[PersonHeld.of(each) for each in found])


@doorways.write(
    f"{CASE}/searches", needs="case.assess", answer=CaseState, status=201, if_match=pathway.must_still_be
)
def record_search(request: Call, reference: str, asked: SearchRecorded) -> CaseState:
    """Record where was searched and for what, and whether anything was found."""
    search = actions.record_search(
        reference=reference, scope=asked.scope, has_found=asked.has_found, by=request.actor, at=request.at
    )
    return CaseState.of(search.case)


@doorways.write(
    f"{CASE}/matches", needs="case.assess", answer=CaseState, status=201, if_match=pathway.must_still_be
)
def match_subject(request: Call, reference: str, asked: MatchAsked) -> CaseState:
    """Match a person held to a person the request names, with the evidence."""
    match = actions.match_subject(
        reference=reference,
        number=asked.number,
        subject=asked.subject,
        confidence=asked.confidence,
        evidence=asked.evidence,
        by=request.actor,
        at=request.at,
    )
    return CaseState.of(match.case)


@doorways.write(f"{CASE}/gather", needs="case.assess", answer=GatheredNow, if_match=pathway.must_still_be)
def gather(request: Call, reference: str, asked: GatheringAsked) -> GatheredNow:
    """Set which item versions are put together for a case, with what is judged of each."""
    gathered = actions.gather(
        reference=reference,
        judgements=[each.judgement() for each in asked.items],
        by=request.actor,
        at=request.at,
    )
    return GatheredNow(gathered=[GatheredShown.of(each) for each in gathered])


@doorways.write(
    f"{CASE}/assess", needs="case.assess", answer=Assessed, status=201, if_match=pathway.must_still_be
)
def assess(request: Call, reference: str, asked: AnswersAsked) -> Assessed:
    """Put every test of the policy to the case as it is now; the findings are stored, nothing is decided."""
    stored = actions.assess(reference=reference, answers=asked.answers(), by=request.actor, at=request.at)
    return Assessed.found(stored)


@doorways.write(f"{CASE}/put-forward", needs="case.assess", answer=CaseState, if_match=pathway.must_still_be)
def put_forward(request: Call, reference: str) -> CaseState:
    """Put an assessed case forward for decision by a person with the authority."""
    return CaseState.of(actions.put_forward(reference=reference, by=request.actor, at=request.at))


@doorways.read("/what-ifs", needs="what_if.view", answer=WhatIfLines)
def what_ifs(request: Call) -> WhatIfLines:
    """List the changes of the policy that were tried on past assessments, newest first."""
    return WhatIfLines(items=[WhatIfLine.of(each) for each in queries.what_ifs(request.actor)])


@doorways.write("/what-ifs", needs="what_if.try", answer=WhatIfLine, status=201)
def try_change(request: Call, asked: WhatIfAsked) -> WhatIfLine:
    """Try a change of an agreement, a gateway or the force's layer on past assessments; nothing real is changed."""
    made = actions.try_change(change=asked.change(), reason=asked.reason, by=request.actor, at=request.at)
    return WhatIfLine.of(made)


@doorways.look("/what-ifs/{uuid:what_if_id}", needs="what_if.view", answer=WhatIfShown)
def open_what_if(request: Call, what_if_id: UUID) -> WhatIfShown:
    """Open what a what-if found so far: the findings that would differ, and the releases without a basis."""
    found = actions.open_what_if(what_if_id=what_if_id, by=request.actor, at=request.at)
    return WhatIfShown.whole(found)
