"""Every read of decisions, narrowed to viewers who may see the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from needshare.agencies.prepared import Prepared
from needshare.assessment import queries as assessment
from needshare.decision.models import DecidedItem, DecidedRecipient, Decision
from needshare.decision.rules import content_hash
from needshare.decision.terms import ItemOutcome
from needshare.kernel import Actor, Channel, Unknown
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage

if TYPE_CHECKING:
    from needshare.assessment.models import GatheredItem
    from needshare.documents.models import Item
    from needshare.pathway.models import SharingCase

SHARING = ("disclose_full", "disclose_partial")


def decision_in_force(case: SharingCase) -> Decision | None:
    """Return the decision of a case that has not been set aside, or None."""
    return (
        Decision.objects.filter(case=case, set_aside_at__isnull=True)
        .select_related("decided_by", "decided_by__data_key", "data_key", "assessment")
        .first()
    )


def approval_in_force(case: SharingCase) -> Decision:
    """Return the approval of a case that can be prepared or released.

    Raises:
        Unknown: there is none.
    """
    found = decision_in_force(case)
    if found is None or found.outcome not in SHARING:
        raise Unknown
    return found


def decisions_of(case: SharingCase) -> list[Decision]:
    """List every decision of a case, the newest first."""
    found = Decision.objects.filter(case=case).select_related(
        "decided_by", "decided_by__data_key", "set_aside_by", "set_aside_by__data_key", "data_key"
    )
    return list(found.order_by("-version"))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the decision of a case, with what it said of each item and to whom it would go."""

    decision: Decision
    items: list[DecidedItem]
    recipients: list[DecidedRecipient]


def versions_of(case: SharingCase) -> list[Version]:
    """List every version of the decision of a case, whole, the newest first: a changed mind is a new one."""
    return [Version(each, items_of(each), recipients_of(each)) for each in decisions_of(case)]


def next_version(case: SharingCase) -> int:
    """Return the number of the next decision of a case."""
    newest = Decision.objects.filter(case=case).order_by("-version").values_list("version", flat=True).first()
    return (newest or 0) + 1


def items_of(decision: Decision) -> list[DecidedItem]:
    """List what was decided of each item, with the item and its version."""
    found: list[DecidedItem] = _ITEMS.rows(decision_id=decision.pk)
    prefetch_related_objects(found, "gathered_item__item_version__item__links")
    return found


_ITEMS = Prepared(
    lambda narrowed, *, decision_id: (
        DecidedItem.objects.filter(narrowed, decision_id=decision_id)
        .select_related(
            "data_key",
            "gathered_item",
            "gathered_item__requested_item",
            "gathered_item__item_version",
            "gathered_item__item_version__item",
        )
        .order_by("gathered_item__number")
    )
)


def shared_items(decision: Decision) -> list[GatheredItem]:
    """List the gathered items an approval shares."""
    return [each.gathered_item for each in items_of(decision) if each.outcome == ItemOutcome.SHARE]


def recipients_of(decision: Decision) -> list[DecidedRecipient]:
    """List the named recipients of an approval."""
    return _RECIPIENTS.rows(decision_id=decision.pk)


_RECIPIENTS = Prepared(
    lambda narrowed, *, decision_id: (
        DecidedRecipient.objects.filter(narrowed, decision_id=decision_id)
        .select_related("data_key", "organisation", "account", "account__owner", "account__data_key")
        .order_by("number")
    )
)


def present_hash(decision: Decision) -> str:
    """Hash what the approval covers as it stands now: items as held today, recipients, method, conditions."""
    return hash_as_held(decision, items=shared_items(decision), recipients=recipients_of(decision))


def hash_as_held(decision: Decision, *, items: list[GatheredItem], recipients: list[DecidedRecipient]) -> str:
    """Hash what the approval covers, with its items and recipients as they were read just now."""
    return content_hash(
        approved_content(
            case=str(decision.case_id),
            basis={
                "route": decision.route,
                "agreement": decision.agreement_reference,
                "gateways": decision.gateways,
            },
            items=items,
            recipients=recipients,
            conditions=decision.conditions,
        )
    )


def approved_content(
    *,
    case: str,
    basis: dict[str, Any],
    items: list[GatheredItem],
    recipients: list[DecidedRecipient],
    conditions: list[Any],
) -> dict[str, Any]:
    """Put together exactly what an approval binds, for hashing."""
    newest = assessment.newest_versions([each.item_version.item_id for each in items])
    return {
        "case": case,
        "basis": basis,
        "items": [
            {
                "number": each.number,
                "version": str(each.item_version_id),
                "newest": str(newest[each.item_version.item_id]),
                "digest": each.item_version.digest,
                "marking": each.item_version.item.marking,
                "label": each.item_version.item.label,
                "category": each.item_version.item.category,
                "as_at": each.item_version.item.as_at.isoformat(),
                "people": sorted(
                    f"{link.subject_id} {link.role}" for link in each.item_version.item.links.all()
                ),
                "disputed": each.item_version.item.disputed_at is not None,
                "blocks": sorted(each.item_version.item.blocks),
                **_goes_with(each.item_version.item),
            }
            for each in sorted(items, key=lambda item: item.number)
        ],
        "recipients": [
            {
                "kind": each.kind,
                "account": str(each.account_id or ""),
                "name": each.name,
                "address": each.address,
                "email": each.email,
                "method": each.method,
            }
            for each in sorted(recipients, key=lambda recipient: recipient.number)
        ],
        "conditions": conditions,
    }


def _goes_with(item: Item) -> dict[str, list[str]]:
    """Return the caveats and handling instructions an item has; what there is none of binds nothing."""
    found = {"caveats": sorted(item.caveats), "handling": sorted(item.handling)}
    return {name: words for name, words in found.items() if words}


def approvals_not_released(*, after: UUID | None, limit: int) -> list[Decision]:
    """List approvals in force whose package has not been released, by id after one, for the worker."""
    waiting = (Stage.APPROVED, Stage.APPROVED_IN_PART, Stage.PREPARED, Stage.SECOND_CHECKED)
    found = Decision.objects.filter(
        set_aside_at__isnull=True, outcome__in=SHARING, case__stage__in=[stage.value for stage in waiting]
    )
    if after is not None:
        found = found.filter(id__gt=after)
    return list(found.select_related("case", "data_key").order_by("id")[:limit])


def case_to_reopen(reference: str, *, by: Actor) -> SharingCase:
    """Return a case for the act that reopens its decision; the worker sees those of its owner.

    Raises:
        Unknown: absent, or hidden from the actor.
    """
    if by.channel is Channel.WORKER:
        return pathway.case_of_owner(reference, owner=by.owner)
    return pathway.case_to_change(reference, viewer=by)
