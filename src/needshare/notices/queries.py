"""Every read of the outbox. What a message says is only read to send it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from needshare.kernel import Actor, Unknown

from . import access
from .models import Notice
from .rules import MOST_ATTEMPTS
from .terms import Delivery, NoticeKind

ABOUT_A_CASE = (
    NoticeKind.REQUEST_RECEIVED,
    NoticeKind.REQUEST_RETURNED,
    NoticeKind.REQUEST_REDIRECTED,
    NoticeKind.REQUEST_ANSWERED,
    NoticeKind.PACKAGE_READY,
    NoticeKind.PACKAGE_REMINDER,
    NoticeKind.ONE_TIME_LINK,
)
ABOUT_AN_AGREEMENT = (NoticeKind.AGREEMENT_ENDED, NoticeKind.AGREEMENT_SUSPENDED)


def notices_about(reference: str, *, viewer: Actor) -> list[Notice]:
    """Return the messages about a reference and what became of each, in the order queued."""
    return list(Notice.objects.filter(access.visible_to(viewer), reference=reference).order_by("id"))


def undelivered(viewer: Actor, *, after: UUID | None = None, limit: int = 50) -> list[Notice]:
    """Return messages that bounced or were given up, newest first, for whoever reaches people otherwise."""
    rows = Notice.objects.filter(access.visible_to(viewer), delivery__in=[Delivery.BOUNCED, Delivery.FAILED])
    if after is not None:
        rows = rows.filter(id__lt=after)
    return list(rows.order_by("-id")[:limit])


def undelivered_anywhere(*, limit: int, kinds: Collection[NoticeKind] = ABOUT_A_CASE) -> list[Notice]:
    """Return messages of these kinds that did not arrive and nobody was asked to follow up, for the worker."""
    lost = Notice.objects.filter(
        delivery__in=[Delivery.BOUNCED, Delivery.FAILED], followed_up_at__isnull=True, kind__in=kinds
    )
    return list(lost.order_by("id")[:limit])


def due(*, at: datetime) -> QuerySet[Notice]:
    """Return the messages to send now, the longest waiting first."""
    return Notice.objects.filter(
        delivery=Delivery.QUEUED, send_after__lte=at, attempts__lt=MOST_ATTEMPTS
    ).order_by("send_after", "id")


def worn_out(*, at: datetime) -> QuerySet[Notice]:
    """Return messages whose last attempt never said how it ended: the sender stopped half-way."""
    return Notice.objects.filter(
        delivery=Delivery.QUEUED, send_after__lte=at, attempts__gte=MOST_ATTEMPTS
    ).order_by("send_after", "id")


def owners_with(rows: QuerySet[Notice]) -> list[UUID]:
    """Return the organisations these messages belong to."""
    return sorted(set(rows.order_by().values_list("owner_id", flat=True)))


def notice_to_change(notice_id: UUID) -> Notice:
    """Return one message and keep others from changing it until the act is done."""
    found = Notice.objects.select_for_update().filter(Q(id=notice_id)).first()
    if found is None:
        raise Unknown
    return found
