"""Reads of openings: what a case may be opened for, what is in force, what waits for a reviewer."""

from collections.abc import Sequence
from uuid import UUID

from needshare.kernel import Actor, Finding, Unknown, require
from needshare.kernel.references import tidy_reference
from needshare.pathway.models import CaseAudience, OpeningReview, SharingCase
from needshare.pathway.models.audience import STATED, in_force
from needshare.policy import current_pack, may, resource
from needshare.tasks import queries as tasks

from .cases import PAGE, as_shown

CONFLICT = "conflict_of_interest"


def may_do(verb: str, case: SharingCase, *, viewer: Actor) -> Finding:
    """Judge a verb of the pack on a case with all that is known of it, also whom it is shown to."""
    return may(verb, viewer, as_shown(case, viewer=viewer))


def letters_needed(case: SharingCase, *, viewer: Actor) -> int:
    """Tell how many letters the viewer's reason must have: more once the opening was picked at random."""
    picked = OpeningReview.objects.filter(case=case, person_id=viewer.id, opening__isnull=True).exists()
    return int(current_pack().parameter("fuller_reason_letters" if picked else "reason_letters"))


def must_be_able_to_open_in_emergency(*, viewer: Actor) -> None:
    """Go on only for somebody who may open cases of their force in an emergency.

    Raises:
        Blocked: with the pack's reason.
    """
    nothing = resource(owner=viewer.owner, conflicted=(), opened_in_emergency_by=(), audience=())
    require(may("case.open_in_emergency", viewer, nothing))


def case_for_emergency(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case of the viewer's force to somebody who may open it in an emergency.

    Raises:
        Unknown: absent, another force's, or the viewer has a conflict of interest in it.
        Blocked: the viewer may not open cases so.
    """
    if not viewer.is_force:
        raise Unknown
    own = SharingCase.objects.filter(owner_id=viewer.owner).select_related("data_key", "owner", "handler")
    case = own.filter(reference=tidy_reference(reference)).first()
    must_be_able_to_open_in_emergency(viewer=viewer)
    if case is None:
        raise Unknown
    found = may_do("case.open_in_emergency", case, viewer=viewer)
    if not found.is_met and found.code == CONFLICT:
        raise Unknown
    require(found)
    return case


def opening_of(case: SharingCase, *, viewer: Actor) -> CaseAudience | None:
    """Return the viewer's own opening of a case that is in force, the newest; None without."""
    if viewer.known_at is None:
        return None
    found = CaseAudience.objects.filter(
        in_force(viewer.known_at), case=case, principal__in=(viewer.id, viewer.post), ground__in=STATED
    )
    return found.select_related("data_key").order_by("-id").first()


def highest_marking(case: SharingCase) -> str:  # noqa: ARG001 - every case has personal data in it
    """Name the highest marking in a case: what names people is never below the highest this system carries."""
    return str(current_pack().parameter("highest_marking"))


def handling(*, viewer: Actor) -> tuple[str, list[str]]:  # noqa: ARG001 - the same for everybody
    """Tell how what is in a case is to be handled: its marking, and the policy's rules for it."""
    pack = current_pack()
    marking = str(pack.parameter("highest_marking"))
    rules, reached = pack.lists["handling_rule"], pack.rank("marking", marking)
    return marking, [
        member.label
        for member in rules.members.values()
        if pack.rank("marking", str(member.columns["marking"])) <= reached
    ]


def task_reference_of(case: SharingCase, *, viewer: Actor) -> str:
    """Return the reference under which the viewer has a task open about a case; empty without."""
    found = tasks.tasks_about(case.pk, viewer=viewer)
    waits = any(each.assigned_to_id == viewer.id and each.done_at is None for each in found)
    return case.reference if waits else ""


def reviews_waiting(viewer: Actor, *, before: UUID | None = None) -> Sequence[OpeningReview]:
    """List up to PAGE + 1 openings that wait for the viewer's verdict, newest first, before one's id.

    Raises:
        Blocked: the viewer reviews no openings.
    """
    require(may("opening.review", viewer, resource(owner=viewer.owner)))
    found = OpeningReview.objects.filter(
        owner_id=viewer.owner, opening__isnull=False, reviewed_at__isnull=True
    ).exclude(person_id=viewer.id)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.select_related("case", "person", "opening").order_by("-id")[: PAGE + 1])


def review_of(review_id: UUID, *, viewer: Actor) -> OpeningReview:
    """Return one opening under review to somebody who reviews openings.

    Raises:
        Unknown: there is none such for this viewer.
        Blocked: the viewer reviews no openings, or it is their own.
    """
    require(may("opening.review", viewer, resource(owner=viewer.owner)))
    found = OpeningReview.objects.filter(owner_id=viewer.owner, opening__isnull=False, id=review_id)
    review = found.select_related("case", "person", "person__data_key", "opening", "data_key").first()
    if review is None:
        raise Unknown
    require(may("opening.review", viewer, resource(owner=review.owner_id, person=review.person_id)))
    return review


def review_to_change(review_id: UUID, *, viewer: Actor) -> OpeningReview:
    """Return one opening under review and keep others from changing it until this act ends.

    Raises:
        Unknown: there is none such for this viewer.
        Blocked: the viewer reviews no openings, or it is their own.
    """
    review = review_of(review_id, viewer=viewer)
    return (
        OpeningReview.objects.select_for_update(of=("self",))
        .select_related("case", "data_key")
        .get(pk=review.pk)
    )
