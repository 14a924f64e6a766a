"""Outside the force: the status and answer of one's own request, and the packages addressed to one."""

from ninja import Query

from needshare.api.routes import Call, Doorways, Download
from needshare.api.schemas import Page, RecentAsked, page_of
from needshare.disclosure import queries as disclosure
from needshare.pathway import queries as pathway
from needshare.pathway.schemas.cases import CaseState

from . import actions
from .schemas import NotCollected, OwnRequestShown, PackageForRecipient, PackageLine, ReceiptShown

doorways = Doorways(tags=["Packages"])
own_requests = Doorways(tags=["Requests"])


@own_requests.read("/requests/{reference:reference}", needs="case.view", answer=OwnRequestShown)
def open_own_request(request: Call, reference: str) -> OwnRequestShown:
    """Show a request of one's own organisation: what was asked, its status, its answer."""
    own = actions.open_own_request(reference=reference, by=request.actor, at=request.at)
    return OwnRequestShown.of(own)


@doorways.read("/packages", needs="package.open", answer=Page[PackageLine])
def packages(request: Call, asked: Query[RecentAsked]) -> Page[PackageLine]:
    """List the packages addressed to the caller, newest first."""
    found = disclosure.deliveries_after(request.actor, after=asked.after, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda delivery: delivery.id)
    return Page(items=[PackageLine.of(each) for each in rows], after=after)


@doorways.read("/packages/{reference:reference}", needs="package.open", answer=PackageForRecipient)
def package(request: Call, reference: str) -> PackageForRecipient:
    """Show a package addressed to the caller, with the conditions to accept; it is not opened by this."""
    return PackageForRecipient.whole(disclosure.delivery_for(reference, viewer=request.actor))


@doorways.write("/packages/{reference:reference}/conditions", needs="package.open", answer=ReceiptShown)
def accept_conditions(request: Call, reference: str) -> ReceiptShown:
    """Accept the handling conditions of a package addressed to the caller."""
    receipt = actions.accept_conditions(reference=reference, by=request.actor, at=request.at)
    return ReceiptShown.of(reference, receipt)


@doorways.look(
    "/packages/{reference:reference}/open", needs="package.open", media_type="application/octet-stream"
)
def open_package(request: Call, reference: str) -> Download:
    """Open a package addressed to the caller: a zip, or an age file for who has a key of their own."""
    opened = actions.open_package(reference=reference, by=request.actor, at=request.at)
    return Download(opened.content, opened.file_name)


@doorways.write(
    "/packages/{reference:reference}/acknowledge", needs="package.acknowledge", answer=ReceiptShown
)
def acknowledge(request: Call, reference: str) -> ReceiptShown:
    """Acknowledge a package that was opened."""
    receipt = actions.acknowledge(reference=reference, by=request.actor, at=request.at)
    return ReceiptShown.of(reference, receipt)


@doorways.write(
    "/cases/{reference:reference}/close-uncollected",
    needs="case.close",
    answer=CaseState,
    if_match=pathway.must_still_be,
)
def close_uncollected(request: Call, reference: str, asked: NotCollected) -> CaseState:
    """Close a case whose package nobody collected in its time, with the reason."""
    case = actions.close_uncollected(
        reference=reference, reason=asked.reason, by=request.actor, at=request.at
    )
    return CaseState.of(case)
