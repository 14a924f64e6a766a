"""The register of agreements: what was agreed, whether it stands, who is signed up for what."""

from django.utils.timezone import localdate
from ninja import Query

from needshare.agencies import queries as agencies
from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, PageAsked

from . import actions, queries
from .schemas import (
    AgreementAsked,
    AgreementLine,
    AgreementShown,
    ReasonAsked,
    SignatureAsked,
    SignedUpAsked,
    SignedUpShown,
    StandingShown,
    VersionAsked,
    VersionShown,
)

doorways = Doorways(tags=["Agreements"])


@doorways.read("/agreements", needs="agreement.view", answer=Page[AgreementLine])
def agreements(request: Call, asked: Query[PageAsked]) -> Page[AgreementLine]:
    """List the agreements the caller may know of, by reference."""
    page = queries.register(request.actor, at=request.at, after=asked.after, limit=asked.limit)
    return Page(items=[AgreementLine.of(line) for line in page.lines], after=page.after)


@doorways.read("/agreements/{reference:reference}", needs="agreement.view", answer=AgreementShown)
def agreement(request: Call, reference: str) -> AgreementShown:
    """Show one agreement with its versions, parties and named users."""
    found = queries.agreement(reference, viewer=request.actor)
    today = localdate(request.at)
    return AgreementShown(
        reference=found.reference,
        title=found.title,
        force=found.owner.code,
        versions=[VersionShown.of(each, on=today) for each in found.versions.all()],
    )


@doorways.read("/organisations/{reference:code}/signed-up", needs="agreement.view", answer=SignedUpShown)
def signed_up(request: Call, code: str, asked: Query[SignedUpAsked]) -> SignedUpShown:
    """Answer whether an organisation is signed up for a purpose now, and under which agreements."""
    organisation = agencies.organisation_by_code(code, request.actor)
    found = queries.signed_up(organisation.id, purpose=asked.purpose, at=request.at, viewer=request.actor)
    return SignedUpShown.of(organisation.code, asked.purpose, found)


@doorways.write("/agreements", needs="agreement.add", answer=StandingShown, status=201)
def add(request: Call, asked: AgreementAsked) -> StandingShown:
    """Enter an agreement; signed by enough parties it is in force."""
    version = actions.add(reference=asked.reference, agreed=asked.agreed(), by=request.actor, at=request.at)
    return StandingShown.of(asked.reference, version, on=localdate(request.at))


@doorways.write(
    "/agreements/{reference:reference}/versions", needs="agreement.add", answer=StandingShown, status=201
)
def add_version(request: Call, reference: str, asked: VersionAsked) -> StandingShown:
    """Enter a new version of an agreement; it replaces the one that stands."""
    version = actions.add_version(reference=reference, agreed=asked.agreed(), by=request.actor, at=request.at)
    return StandingShown.of(reference, version, on=localdate(request.at))


@doorways.write("/agreements/{reference:reference}/signatures", needs="agreement.add", answer=StandingShown)
def record_signature(request: Call, reference: str, asked: SignatureAsked) -> StandingShown:
    """Record that a party has signed the newest version."""
    version = actions.record_signature(
        reference=reference,
        organisation=asked.organisation,
        signed_on=asked.signed_on,
        by=request.actor,
        at=request.at,
    )
    return StandingShown.of(reference, version, on=localdate(request.at))


@doorways.write("/agreements/{reference:reference}/suspend", needs="agreement.suspend", answer=StandingShown)
def suspend(request: Call, reference: str, asked: ReasonAsked) -> StandingShown:
    """Suspend the version that stands, with the reason."""
    version = actions.suspend(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return StandingShown.of(reference, version, on=localdate(request.at))


@doorways.write("/agreements/{reference:reference}/resume", needs="agreement.change", answer=StandingShown)
def resume(request: Call, reference: str, asked: ReasonAsked) -> StandingShown:
    """Let a suspended version stand again, with the reason."""
    version = actions.resume(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return StandingShown.of(reference, version, on=localdate(request.at))


@doorways.write("/agreements/{reference:reference}/withdraw", needs="agreement.change", answer=StandingShown)
def withdraw(request: Call, reference: str, asked: ReasonAsked) -> StandingShown:
    """Withdraw from an agreement for good, with the reason."""
    version = actions.withdraw(reference=reference, reason=asked.reason, by=request.actor, at=request.at)
    return StandingShown.of(reference, version, on=localdate(request.at))
