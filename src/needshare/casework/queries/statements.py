"""The statements that the page of a case is read with, each worked out once and kept (ADR 0014)."""

from collections.abc import Callable
from typing import Any, NamedTuple

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


def _case(narrowed: Q, *, case_id: Any) -> Any:
    """Read a case by its id, as often as its decision has recipients; who may open it was judged before."""
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
            recipient=FilteredRelation("decision_in_force__recipients"),
        )
        .select_related(
            "data_key",
            "requesting_organisation",
            "asked",
            "newest_check",
            "newest_assessment",
            "decision_in_force",
            "recipient__organisation",
        )
        .filter(pk=case_id)
        .order_by("recipient__number")
    )


def _items(narrowed: Q) -> Any:
    return _related("sharing_requests", "items").filter(narrowed).order_by("number")


def _persons(narrowed: Q) -> Any:
    return _related("sharing_requests", "subjects").filter(narrowed).order_by("number")


def _gathered(narrowed: Q, *, case_id: Any, decision_id: Any) -> Any:
    """Each gathered item as often as it has people, with what the decision says of it."""
    return (
        _related("gathered")
        .filter(narrowed, case_id=case_id, removed_at__isnull=True)
        .annotate(
            link=FilteredRelation("item_version__item__links"),
            as_decided=FilteredRelation("decided", condition=Q(decided__decision_id=decision_id)),
        )
        .select_related(
            "item_version__item__data_key", "requested_item", "link__subject__data_key", "as_decided"
        )
        .defer("item_version__body")  # what it says is read where it is prepared and checked
        .order_by("number", F("link__id").asc(nulls_first=True))
    )


def _packages(narrowed: Q, *, case_id: Any) -> Any:
    """Each package as often as it has deliveries, with what their recipients did."""
    return (
        _related("packages")
        .filter(narrowed, case_id=case_id)
        .annotate(delivery=FilteredRelation("deliveries"), receipt=FilteredRelation("delivery__receipts"))
        .select_related("delivery__recipient__organisation", "receipt")
        .order_by("-number", F("delivery__id").asc(nulls_first=True))
    )


def _steps(narrowed: Q, *, case_id: Any) -> Any:
    return _related("steps").filter(narrowed, case_id=case_id).order_by("-number")


class Statements(NamedTuple):
    """What the page of a case is read with."""

    case: Prepared
    items: Prepared
    persons: Prepared
    gathered: Prepared
    packages: Prepared
    steps: Prepared


def _without(build: Callable[..., Any], here: str, **joined: str) -> Prepared:
    """Leave columns where they are, here and in what is joined; one asked for all the same is fetched by itself."""
    names = here.split() + [f"{path}__{name}" for path, text in joined.items() for name in text.split()]
    return Prepared(lambda narrowed, **given: build(narrowed, **given).defer(*names))


WHOLE = Statements(
    case=Prepared(_case),
    items=Prepared(_items),
    persons=Prepared(_persons),
    gathered=Prepared(_gathered),
    packages=Prepared(_packages),
    steps=Prepared(_steps),
)
ORGANISATION = (
    "switchboard out_of_hours legal_type jurisdiction recorded_as is_foi_subject is_relevant_authority"
)
RECIPIENT = "address decision email identity_evidence owner recorded_as"
# The page with all that is folded left unread: half of the columns, and nearly all that is long and sealed.
BRIEF = Statements(
    case=_without(
        _case,
        "direction held_from opened_at recorded_as",
        requesting_organisation=ORGANISATION,
        asked="""
            requester_number requester_department authoriser_rank authorised_on matter_reference subject_aware
            subject_aware_reason objective purpose_text preferred_format necessity proportionality consequence
            urgency_reason onward_use retention security earlier scheme_answers
            has_declared_no_conflict has_declared_correct has_declared_purpose_only has_declared_offence_known
            declared_at declared_by is_onward_sharing highest_marking return_method case owner recorded_as
        """,
        newest_check="""
            destination is_authority_confirmed is_organisation_confirmed is_person_confirmed case owner recorded_as
        """,
        newest_assessment="answers facts codes findings_hash number overall pack_name route case owner recorded_as",
        decision_in_force="""
            reasons_for_sharing reasons_against_sharing harm_of_not_sharing effect_on_privacy effect_on_trust
            effect_on_investigation alternatives least_data interference_justified model_headings marks
            set_aside_because set_aside_at set_aside_by assessment authority route version
            case owner recorded_as
        """,
    ),
    items=_without(_items, "description data_key sharing_request owner recorded_as"),
    persons=_without(_persons, "aliases addresses identifiers sharing_request owner recorded_as"),
    gathered=_without(
        _gathered,
        """
            accuracy gathered_at gathered_by identity_match is_excessive is_misleading is_relevant removed_at
            sensitive_condition case owner recorded_as
        """,
        item_version="""
            added_at added_by data_key digest file_name kind media_type number size stored_as owner recorded_as
        """,
        item_version__item="""
            accuracy added_at added_by blocks caveats completeness currency descriptors dispute
            disputed_by former_marking handling is_live_investigation marked_at marked_by marking_reason
            reliability owner recorded_as
        """,
        as_decided="reason_code owner recorded_as",
    ),
    packages=_without(
        _packages,
        "bytes_hash content_hash decision manifest release_entry size stored_as owner recorded_as",
        delivery="""
            account age_recipient bytes_hash code_digest link_digest method size stored_as wrong_codes handed_over
            owner recorded_as
        """,
        delivery__recipient=RECIPIENT,
        delivery__recipient__organisation=ORGANISATION,
    ),
    steps=_without(_steps, "from_stage to_stage is_shown_to_requester owner recorded_as"),
)
