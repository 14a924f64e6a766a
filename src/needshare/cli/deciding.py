"""A case at the command line: claim it, search, match, gather, assess, put it forward; look into it."""

import argparse

from needshare.assessment import actions as assessment
from needshare.assessment.schemas import (
    AnswersAsked,
    Assessed,
    GatheredNow,
    GatheredShown,
    GatheringAsked,
    MatchAsked,
    PeopleHeld,
    PersonHeld,
    SearchRecorded,
    SubjectSought,
    WorkShown,
)
from needshare.casework import actions as casework
from needshare.casework.queries import Also
from needshare.casework.schemas import BasesAsked, CaseWhole, DecisionsShown, FindingsShown
from needshare.pathway import actions as pathway
from needshare.pathway.schemas.cases import AssignmentAsked, CaseState, HoldAsked, OpeningShown, ReasonGiven
from needshare.receipt import actions as receipt
from needshare.receipt.schemas import NotCollected

from .answering import AFTERWARDS, DECISIONS
from .doorway import Call, Step, add_steps


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of the group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_steps(groups, (*STEPS, *AFTERWARDS))
    decide = groups.add_parser("decide", help="decide, with reasons", description="Decide, with reasons.")
    add_steps(decide.add_subparsers(dest="outcome", metavar="OUTCOME", required=True), DECISIONS)


def claim(call: Call) -> CaseState:
    return CaseState.of(pathway.claim(reference=call.reference, by=call.by, at=call.at))


def assign(call: Call) -> CaseState:
    asked: AssignmentAsked = call.asked
    case = pathway.assign(reference=call.reference, to=asked.to, reason=asked.reason, by=call.by, at=call.at)
    return CaseState.of(case)


def hold(call: Call) -> CaseState:
    asked: HoldAsked = call.asked
    case = pathway.hold(
        reference=call.reference, reason=asked.reason, until=asked.until, by=call.by, at=call.at
    )
    return CaseState.of(case)


def resume(call: Call) -> CaseState:
    return CaseState.of(pathway.resume(reference=call.reference, by=call.by, at=call.at))


def close_uncollected(call: Call) -> CaseState:
    reason = call.asked.reason
    return CaseState.of(
        receipt.close_uncollected(reference=call.reference, reason=reason, by=call.by, at=call.at)
    )


def close(call: Call) -> CaseState:
    return CaseState.of(pathway.close(reference=call.reference, by=call.by, at=call.at))


def find(call: Call) -> PeopleHeld:
    asked: SubjectSought = call.asked
    found = assessment.find_subjects(
        reference=call.reference,
        name=asked.name,
        date_of_birth=asked.date_of_birth.isoformat() if asked.date_of_birth else "",
        identifier=asked.identifier,
        by=call.by,
        at=call.at,
    )
    return PeopleHeld(found=[PersonHeld.of(each) for each in found])


def search(call: Call) -> CaseState:
    asked: SearchRecorded = call.asked
    made = assessment.record_search(
        reference=call.reference, scope=asked.scope, has_found=asked.has_found, by=call.by, at=call.at
    )
    return CaseState.of(made.case)


def match(call: Call) -> CaseState:
    asked: MatchAsked = call.asked
    made = assessment.match_subject(
        reference=call.reference,
        number=asked.number,
        subject=asked.subject,
        confidence=asked.confidence,
        evidence=asked.evidence,
        by=call.by,
        at=call.at,
    )
    return CaseState.of(made.case)


def gather(call: Call) -> GatheredNow:
    asked: GatheringAsked = call.asked
    gathered = assessment.gather(
        reference=call.reference,
        judgements=[each.judgement() for each in asked.items],
        by=call.by,
        at=call.at,
    )
    return GatheredNow(gathered=[GatheredShown.of(each) for each in gathered])


def work(call: Call) -> WorkShown:
    return WorkShown.whole(assessment.open_work(reference=call.reference, by=call.by, at=call.at))


def assess(call: Call) -> Assessed:
    asked: AnswersAsked = call.asked
    stored = assessment.assess(reference=call.reference, answers=asked.answers(), by=call.by, at=call.at)
    return Assessed.found(stored)


def forward(call: Call) -> CaseState:
    return CaseState.of(assessment.put_forward(reference=call.reference, by=call.by, at=call.at))


def show(call: Call) -> CaseWhole:
    return CaseWhole.whole(casework.open_case_page(reference=call.reference, by=call.by, at=call.at))


def findings(call: Call) -> FindingsShown:
    asked: BasesAsked = call.asked
    also = Also(bases_from=asked.bases_from)
    page = casework.open_case_page(reference=call.reference, also=also, by=call.by, at=call.at)
    return FindingsShown.whole(page)


def decisions(call: Call) -> DecisionsShown:
    also = Also(versions=True)
    page = casework.open_case_page(reference=call.reference, also=also, by=call.by, at=call.at)
    return DecisionsShown.whole(page)


def open_for_reason(call: Call) -> OpeningShown:
    asked: ReasonGiven = call.asked
    return OpeningShown.of(
        pathway.declare_reason(reference=call.reference, reason=asked.as_reason(), by=call.by, at=call.at)
    )


def open_in_emergency(call: Call) -> OpeningShown:
    asked: ReasonGiven = call.asked
    return OpeningShown.of(
        pathway.open_in_emergency(reference=call.reference, reason=asked.as_reason(), by=call.by, at=call.at)
    )


STEPS = (
    Step("show", "open the whole story of a case", show),
    Step("findings", "open the newest assessment, finding by finding", findings, BasesAsked),
    Step("decisions", "open every version of the decision, the newest first", decisions),
    Step("open", "open a case for a reason that is recorded", open_for_reason, ReasonGiven),
    Step("emergency", "open a case at once in an emergency", open_in_emergency, ReasonGiven),
    Step("claim", "become the handler and begin verifying the requester", claim),
    Step("assign", "give the case to another handler", assign, AssignmentAsked),
    Step("hold", "put the case on hold until a date", hold, HoldAsked),
    Step("resume", "take the case off hold", resume),
    Step("close", "close a case that is answered or acknowledged", close),
    Step("close-uncollected", "close a case nobody collected from", close_uncollected, NotCollected),
    Step("find", "search the force's people for the case", find, SubjectSought),
    Step("search", "record where was searched and for what", search, SearchRecorded),
    Step("match", "match a person held to one the request names", match, MatchAsked),
    Step("gather", "set which items are put together for the case", gather, GatheringAsked),
    Step("work", "open everything found and judged so far", work),
    Step("assess", "put every test of the policy to the case", assess, AnswersAsked),
    Step("forward", "put the case forward for decision", forward),
)
