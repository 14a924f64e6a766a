"""Verify recipients; prepare a package, look at its exact bytes, check it, release it, follow deliveries."""

from needshare.api.routes import Call, Doorways, Download
from needshare.pathway import queries as pathway

from . import actions
from .schemas import (
    CheckAsked,
    DeliveryShown,
    FaultAsked,
    HandingOver,
    PackageShown,
    RecipientEvidenceAsked,
    RecipientVerified,
    ReleasedShown,
)

doorways = Doorways(tags=["Disclosure"])
CASE = "/cases/{reference:reference}"


@doorways.write(
    f"{CASE}/recipients/{{number:number}}/verify",
    needs="recipient.verify",
    answer=RecipientVerified,
    status=201,
    if_match=pathway.must_still_be,
)
def verify_recipient(
    request: Call, reference: str, number: int, asked: RecipientEvidenceAsked
) -> RecipientVerified:
    """Record the check of one named recipient of the approval, who is not the verified requester."""
    found = actions.verify_recipient(
        reference=reference, number=number, evidence=asked.given(), by=request.actor, at=request.at
    )
    return RecipientVerified.found(found)


@doorways.write(
    f"{CASE}/package",
    needs="package.prepare",
    answer=PackageShown,
    status=201,
    if_match=pathway.must_still_be,
)
def prepare(request: Call, reference: str) -> PackageShown:
    """Build the package from exactly the items approved, with cover sheet and manifest."""
    return PackageShown.standing(actions.prepare(reference=reference, by=request.actor, at=request.at))


@doorways.look(f"{CASE}/package/inspect", needs="package.inspect", media_type="application/zip")
def inspect(request: Call, reference: str) -> Download:
    """Open the exact bytes of the package, to look at before confirming them by their SHA-256."""
    package, content = actions.inspect(reference=reference, by=request.actor, at=request.at)
    return Download(content, f"{package.case.reference}-{package.number}.zip", "application/zip")


@doorways.write(
    f"{CASE}/package/check", needs="package.check", answer=PackageShown, if_match=pathway.must_still_be
)
def check(request: Call, reference: str, asked: CheckAsked) -> PackageShown:
    """Confirm, as a person other than the preparer, that the bytes seen may leave."""
    package = actions.check(
        reference=reference, bytes_hash=asked.bytes_hash, note=asked.note, by=request.actor, at=request.at
    )
    return PackageShown.standing(package)


@doorways.write(
    f"{CASE}/package/send-back", needs="package.check", answer=PackageShown, if_match=pathway.must_still_be
)
def send_back(request: Call, reference: str, asked: FaultAsked) -> PackageShown:
    """Send a package back to preparation, saying what is wrong with it."""
    package = actions.send_back(reference=reference, what=asked.what, by=request.actor, at=request.at)
    return PackageShown.standing(package)


@doorways.write(
    f"{CASE}/package/release", needs="package.release", answer=ReleasedShown, if_match=pathway.must_still_be
)
def release(request: Call, reference: str) -> ReleasedShown:
    """Release a second-checked package to its named recipients, each sealed to that person alone."""
    return ReleasedShown.made(actions.release(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    f"{CASE}/deliveries/{{number:number}}/handed-over",
    needs="package.release",
    answer=DeliveryShown,
    if_match=pathway.must_still_be,
)
def record_handing_over(request: Call, reference: str, number: int, asked: HandingOver) -> DeliveryShown:
    """Record that a letter was posted, or a package read out or handed over in person."""
    delivery = actions.record_handing_over(
        reference=reference, number=number, evidence=asked.evidence, by=request.actor, at=request.at
    )
    return DeliveryShown.of(delivery)


@doorways.write(
    f"{CASE}/deliveries/{{number:number}}/bounced",
    needs="package.release",
    answer=DeliveryShown,
    if_match=pathway.must_still_be,
)
def record_bounce(request: Call, reference: str, number: int) -> DeliveryShown:
    """Record that the notice to a recipient came back."""
    delivery = actions.record_bounce(reference=reference, number=number, by=request.actor, at=request.at)
    return DeliveryShown.of(delivery)
