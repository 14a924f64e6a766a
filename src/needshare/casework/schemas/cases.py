"""What the API shows of a case whole, to staff of the force, and of what waits for a person."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from needshare.api.schemas import Shown
from needshare.assessment.schemas import AssessmentShown, ItemSought, PersonSought, notes_of
from needshare.casework.queries import CasePage, Desk, Findings, FoundCase, Gathered, PackageShown, Waiting
from needshare.casework.queries.listing import CaseRow
from needshare.casework.terms import Sought, WhyOpened
from needshare.decision.schemas import DecisionShown, DecisionVersion
from needshare.disclosure.schemas import DeliveryShown
from needshare.disclosure.terms import PackageState
from needshare.documents.schemas import SubjectFound
from needshare.pathway.schemas.cases import CaseState
from needshare.search.schemas import (
    AgreementFound,
    CaseFound,
    OrganisationFound,
    WhyFound,
    WordsLookedFor,
)
from needshare.tasks.terms import TaskKind


class BasesAsked(BaseModel):
    """From which basis on the bases of an assessment are shown."""

    bases_from: int = Field(default=0, ge=0, le=9_999, description="The `bases_after` of the page before.")


class StepShown(Shown):
    """One step of the story, the newest first."""

    number: int
    act: str
    from_stage: str
    to_stage: str
    taken_at: datetime
    taken_by: str
    note: str

    @classmethod
    def of(cls, step: Any) -> "StepShown":
        return cls(
            number=step.number,
            act=step.act,
            from_stage=step.from_stage,
            to_stage=step.to_stage,
            taken_at=step.taken_at,
            taken_by=step.taken_by.name if step.taken_by else "",
            note=step.note,
        )


class LinkShown(Shown):
    """A person an item is about, and what they are in it."""

    subject: UUID
    name: str
    role: str


class GatheredWhole(Shown):
    """One gathered item, the people it is about, and what was decided of it."""

    number: int
    item_version: UUID
    is_closed: bool
    title: str
    category: str
    marking: str
    held_elsewhere_as: str
    held_elsewhere_by: str
    accuracy: str
    requested_number: int | None
    people: list[LinkShown]
    outcome: str
    reason: str
    notes: list[str]

    @classmethod
    def of(cls, each: Gathered) -> "GatheredWhole":
        gathered, item = each.gathered, each.gathered.item_version.item
        return cls(
            number=gathered.number,
            item_version=gathered.item_version_id,
            is_closed=each.is_closed,
            title=item.title,
            category=item.category,
            marking=item.marking,
            held_elsewhere_as=item.held_elsewhere_as,
            held_elsewhere_by=item.originator if item.held_elsewhere_as else "",
            accuracy=item.accuracy,
            requested_number=gathered.requested_item.number if gathered.requested_item else None,
            people=[
                LinkShown(subject=link.subject_id, name=link.subject.name, role=link.role)
                for link in each.links
            ],
            outcome=each.decided.outcome if each.decided else "",
            reason=each.decided.reason if each.decided else gathered.reason,
            notes=notes_of(gathered),
        )


class VerificationShown(Shown):
    """The last check of who asks."""

    outcome: str
    method: str
    destination: str
    codes: list[str]
    evidence: str
    verified_at: datetime
    verified_by: str
    valid_until: datetime

    @classmethod
    def of(cls, check: Any) -> "VerificationShown":
        return cls(
            outcome=check.outcome,
            method=check.method,
            destination=check.destination,
            codes=[code.upper() for code in check.codes],
            evidence=check.evidence,
            verified_at=check.verified_at,
            verified_by=check.verified_by.name,
            valid_until=check.valid_until,
        )


class DecisionsShown(CaseState):
    """Every version of the decision of a case, the newest first: a changed mind is a new one."""

    decisions: list[DecisionVersion]

    @classmethod
    def whole(cls, page: CasePage) -> "DecisionsShown":
        return cls(
            **CaseState.of(page.case).model_dump(),
            decisions=[DecisionVersion.whole(each) for each in page.versions],
        )


class PackageWhole(Shown):
    """One package of the case and where its deliveries are."""

    number: int
    state: PackageState
    marking: str
    size: int
    bytes_hash: str
    prepared_at: datetime
    prepared_by: str
    checked_at: datetime | None
    checked_by: str
    released_at: datetime | None
    deliveries: list[DeliveryShown]

    @classmethod
    def of(cls, each: PackageShown) -> "PackageWhole":
        package = each.package
        return cls(
            number=package.number,
            state=PackageState(package.state),
            marking=package.marking,
            size=package.size,
            bytes_hash=package.bytes_hash,
            prepared_at=package.prepared_at,
            prepared_by=package.prepared_by.name,
            checked_at=package.checked_at,
            checked_by=package.checked_by.name if package.checked_by else "",
            released_at=package.released_at,
            deliveries=[DeliveryShown.of(delivery) for delivery in each.deliveries],
        )


class CaseWhole(CaseState):
    """The whole story of a case, as staff of the force may open it for a reason."""

    organisation: str
    requester: str
    handler: str
    urgency: str
    purpose: str
    marking: str
    received_at: datetime | None
    why_opened: WhyOpened
    open_until: datetime | None
    asked: dict[str, str]
    scheme_answers: dict[str, bool | int | str]
    items: list[ItemSought]
    persons: list[PersonSought]
    verification: VerificationShown | None
    gathered: list[GatheredWhole]
    assessment: AssessmentShown | None
    decision: DecisionShown | None
    earlier_decisions: int
    packages: list[PackageWhole]
    steps: list[StepShown]
    next_steps: list[str]

    @classmethod
    def whole(cls, page: CasePage) -> "CaseWhole":
        case, asked = page.case, page.asked
        return cls(
            **CaseState.of(case).model_dump(),
            organisation=case.requesting_organisation.code,
            requester=case.requester.name if case.requester else (asked.requester_name if asked else ""),
            handler=case.handler.name if case.handler else "",
            urgency=case.urgency,
            purpose=case.purpose,
            marking=page.marking,
            received_at=case.received_at,
            why_opened=page.why,
            open_until=page.opening.until_at if page.opening else None,
            asked={name: getattr(asked, name) for name in TEXTS} if asked else {},
            scheme_answers=(asked.scheme_answers or {}) if asked else {},
            items=[ItemSought.of(each) for each in page.items],
            persons=[PersonSought.of(each) for each in page.persons],
            verification=VerificationShown.of(page.verification) if page.verification else None,
            gathered=[GatheredWhole.of(each) for each in page.gathered],
            assessment=_assessment(page),
            decision=DecisionShown.of(page.decision) if page.decision else None,
            earlier_decisions=page.earlier,
            packages=[PackageWhole.of(each) for each in page.packages],
            steps=[StepShown.of(each) for each in page.steps],
            next_steps=sorted({act for offer in page.offers for act in offer.acts or (offer.verb,)}),
        )


# What the requester said, in the order it was asked.
TEXTS = (
    "requester_name",
    "requester_title",
    "requester_email",
    "requester_telephone",
    "authoriser_name",
    "authoriser_rank",
    "agreement_reference",
    "scheme",
    "objective",
    "purpose_text",
    "matter_reference",
    "information_sought",
    "necessity",
    "proportionality",
    "consequence",
    "urgency_reason",
    "onward_use",
    "retention",
    "security",
    "highest_marking",
    "return_method",
)


class FindingsShown(CaseState):
    """The newest assessment of a case by basis."""

    assessment: AssessmentShown | None

    @classmethod
    def whole(cls, page: CasePage) -> "FindingsShown":
        return cls(**CaseState.of(page.case).model_dump(), assessment=_assessment(page))


def _assessment(page: CasePage) -> AssessmentShown | None:
    """Show the newest assessment, with those of its bases that were asked for."""
    if page.assessment is None:
        return None
    return AssessmentShown.of(page.assessment, page.bases, total=page.bases_total, after=page.bases_after)


class TaskShown(Shown):
    """One thing that waits for a person or for a role they hold."""

    id: UUID
    kind: TaskKind
    reference: str
    due_at: datetime
    is_own: bool

    @classmethod
    def of(cls, waiting: Waiting) -> "TaskShown":
        return cls(
            id=waiting.task.id,
            kind=TaskKind(waiting.task.kind),
            reference=waiting.task.subject_reference,
            due_at=waiting.task.due_at,
            is_own=waiting.is_own,
        )


class HandledShown(Shown):
    """One open case that the person handles."""

    reference: str
    organisation: str
    purpose: str
    stage: str
    due_at: datetime | None

    @classmethod
    def of(cls, row: CaseRow) -> "HandledShown":
        return cls(
            reference=row.reference,
            organisation=row.organisation,
            purpose=row.purpose,
            stage=row.stage,
            due_at=row.due_at,
        )


class DeskShown(Shown):
    """What waits for a person, the longest overdue first, and the cases they handle."""

    waiting: list[TaskShown]
    handled: list[HandledShown]
    has_more: bool

    @classmethod
    def of(cls, desk: Desk) -> "DeskShown":
        return cls(
            waiting=[TaskShown.of(each) for each in desk.waiting],
            handled=[HandledShown.of(each) for each in desk.handled],
            has_more=desk.has_more,
        )


class WordsShown(Shown):
    """The words of the policy in force, by list, each with its label."""

    pack: str
    version: str
    sha256: str
    words: dict[str, dict[str, str]]


class SearchForAsked(WordsLookedFor):
    """What is looked for, in what (everywhere, where nothing is named), and why."""

    kinds: Annotated[list[Sought], Field(max_length=len(Sought))] = []


class FindingsFound(Shown):
    """What a search found by kind, the likeliest first; `more` names kinds of which there is more than 200."""

    cases: list[CaseFound]
    people: list[SubjectFound]
    organisations: list[OrganisationFound]
    agreements: list[AgreementFound]
    more: list[Sought]

    @classmethod
    def of(cls, found: Findings, *, is_force: bool) -> "FindingsFound":
        return cls(
            cases=[_case_found(each, is_force=is_force) for each in found.cases],
            people=[SubjectFound.of(each) for each in found.people],
            organisations=[
                OrganisationFound(code=each.code, name=each.name, kind=each.kind)
                for each in found.organisations
            ],
            agreements=[
                AgreementFound(
                    reference=each.line.agreement.reference,
                    title=each.line.agreement.title,
                    status=each.line.status,
                    why=WhyFound.of(each.match),
                )
                for each in found.agreements
            ],
            more=sorted(found.more),
        )


def _case_found(each: FoundCase, *, is_force: bool) -> CaseFound:
    return CaseFound(
        reference=each.case.reference,
        organisation=each.case.requesting_organisation.name,
        stage=each.case.stage if is_force else None,
        people=list(each.people),
        why=WhyFound.of(each.match) if each.match else None,
    )
