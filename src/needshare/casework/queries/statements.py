"""The statements that the page of a case is read with, each worked out once and kept (ADR 0014)."""

from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from needshare.agencies.prepared import Prepared
from needshare.pathway import queries as pathway


def _related(*path: str) -> Any:
    """Follow relations from a case to the table they end at; no other capability's model is imported."""
    model: Any = pathway.cases_within(Q()).model
    for name in path:
        model = model._meta.get_field(name).related_model
    return model.objects


def _newest(relation: str) -> Subquery:
    """Name the newest row of a relation; ids are in the order of time."""
    return Subquery(_related(relation).filter(case=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def _case(narrowed: Q, *, reference: str) -> Any:
    cases: Any = pathway.cases_within(narrowed)
    return (
        cases.annotate(
            asked=FilteredRelation("sharing_requests"),
            newest_check=FilteredRelation(
                "verifications", condition=Q(verifications__pk=_newest("verifications"))
            ),
            newest_assessment=FilteredRelation(
                "assessments", condition=Q(assessments__pk=_newest("assessments"))
            ),
            decision_in_force=FilteredRelation(
                "decisions", condition=Q(decisions__set_aside_at__isnull=True)
            ),
        )
        .select_related(
            "data_key",
            "requesting_organisation",
            "asked",
            "newest_check",
            "newest_assessment",
            "decision_in_force",
        )
        .filter(reference=reference)
    )


def _items(narrowed: Q) -> Any:
    return _related("sharing_requests", "items").filter(narrowed).order_by("number")


def _persons(narrowed: Q) -> Any:
    return _related("sharing_requests", "subjects").filter(narrowed).order_by("number")


def _gathered(narrowed: Q) -> Any:
    """Each gathered item as often as it has people."""
    return (
        _related("gathered")
        .filter(narrowed, removed_at__isnull=True)
        .annotate(link=FilteredRelation("item_version__item__links"))
        .select_related("item_version__item__data_key", "requested_item", "link__subject__data_key")
        .defer("item_version__body")  # what it says is read where it is prepared and checked
        .order_by("number", F("link__id").asc(nulls_first=True))
    )


def _decided(narrowed: Q) -> Any:
    """Each decided item as often as the decision has recipients."""
    return (
        _related("decisions", "items")
        .filter(narrowed)
        .annotate(recipient=FilteredRelation("decision__recipients"))
        .select_related("recipient__organisation")
        .order_by("gathered_item_id", "recipient__number")
    )


def _packages(narrowed: Q) -> Any:
    """Each package as often as it has deliveries, with what their recipients did."""
    return (
        _related("packages")
        .filter(narrowed)
        .annotate(delivery=FilteredRelation("deliveries"), receipt=FilteredRelation("deliveries__receipts"))
        .select_related("delivery__recipient__organisation", "receipt")
        .order_by("-number", F("delivery__id").asc(nulls_first=True))
    )


def _steps(narrowed: Q) -> Any:
    return _related("steps").filter(narrowed).order_by("-number")


CASE = Prepared(_case)
ITEMS = Prepared(_items)
PERSONS = Prepared(_persons)
GATHERED = Prepared(_gathered)
DECIDED = Prepared(_decided)
PACKAGES = Prepared(_packages)
STEPS = Prepared(_steps)
