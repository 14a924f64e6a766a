"""Reads of what-ifs: those tried, one with what it found, and the assessments still to be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare import policy
from needshare.agreements import queries as agreements
from needshare.assessment import access
from needshare.assessment.models import Assessment, WhatIf, WhatIfPart
from needshare.assessment.rules import Change, meant_by
from needshare.assessment.terms import ChangeKind
from needshare.kernel import Actor, Unknown
from needshare.pathway import queries as pathway
from needshare.policy import columnar, columns, what_if as tried

from .findings import pack_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOON = time(12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ChangedAssessment:
    """One assessment that would find something else, as it is shown."""

    reference: str
    number: int
    is_released: bool
    before: str
    after: str | None
    tests: Sequence[Mapping[str, Any]]

    @property
    def loses_basis(self) -> bool:
        """Tell whether a release rests on it, and would rest on nothing any more."""
        return self.is_released and self.before != "not_met" and self.after in ("not_met", None)


@dataclass(frozen=True, slots=True)
class Tried:
    """A what-if with what it found so far, narrowed to the cases its viewer may know of."""

    what_if: WhatIf
    changed: Sequence[ChangedAssessment]

    @property
    def percent(self) -> int:
        """Say how far the work is."""
        return 100 * self.what_if.done // self.what_if.total if self.what_if.total else 100

    @property
    def losing(self) -> int:
        """Count the releases that would lose their basis."""
        return sum(each.loses_basis for each in self.changed)

    @property
    def findings(self) -> int:
        """Count the findings that would be different."""
        return sum(len(each.tests) for each in self.changed)


def change_of(what_if: WhatIf) -> Change:
    """Return the change that is tried."""
    return Change(
        kind=ChangeKind(what_if.kind),
        subject=what_if.subject,
        parts=what_if.change,
        judged_on=what_if.judged_on,
    )


def what_ifs(viewer: Actor, *, limit: int = 50) -> list[WhatIf]:
    """List the what-ifs of the viewer's force, newest first.

    Raises:
        Blocked: the viewer has no part in them.
    """
    access.must_be_able_to_see_what_ifs(viewer)
    rows = WhatIf.objects.filter(owner_id=viewer.owner).select_related("asked_by", "asked_by__data_key")
    return list(rows.order_by("-asked_at", "-id")[:limit])


def what_if_named(what_if_id: UUID, *, viewer: Actor) -> WhatIf:
    """Return one what-if of the viewer's force.

    Raises:
        Unknown: there is none such.
        Blocked: the viewer has no part in them.
    """
    access.must_be_able_to_see_what_ifs(viewer)
    rows = WhatIf.objects.filter(owner_id=viewer.owner).select_related(
        "asked_by", "asked_by__data_key", "data_key"
    )
    found = rows.filter(pk=what_if_id).first()
    if found is None:
        raise Unknown
    return found


def tried_of(found: WhatIf, *, viewer: Actor) -> Tried:
    """Return what a what-if found, of the cases its viewer may know of: first what would lose its basis."""
    rows = [
        row
        for part in WhatIfPart.objects.filter(what_if=found).select_related("data_key").order_by("number")
        for row in part.found
    ]
    known = set(
        pathway.index_for(viewer)
        .filter(reference__in={row["reference"] for row in rows})
        .values_list("reference", flat=True)
    )
    shown = [ChangedAssessment(**row) for row in rows if row["reference"] in known]
    return Tried(found, sorted(shown, key=lambda each: not each.loses_basis))


def past(owner: UUID, *, at: datetime) -> QuerySet[Assessment]:
    """Return the assessments of a force made up to an instant."""
    return Assessment.objects.filter(owner_id=owner, assessed_at__lte=at)


def at_work() -> list[tuple[UUID, UUID]]:
    """List the what-ifs that are not finished, with their owners, the oldest first."""
    rows = WhatIf.objects.filter(finished_at__isnull=True).order_by("asked_at")
    return list(rows.values_list("id", "owner_id"))


def to_continue(what_if_id: UUID, *, owner: UUID) -> WhatIf:
    """Return a what-if that is not finished, and keep others from working on it.

    Raises:
        Unknown: it is finished.
    """
    rows = WhatIf.objects.select_for_update().filter(owner_id=owner, finished_at__isnull=True)
    found = rows.filter(pk=what_if_id).first()
    if found is None:
        raise Unknown
    return found


def next_of(found: WhatIf, *, limit: int) -> list[Assessment]:
    """Return the next assessments to be judged."""
    rows = past(found.owner_id, at=found.asked_at).select_related("data_key", "case").order_by("id")
    if found.cursor is not None:
        rows = rows.filter(id__gt=found.cursor)
    return list(rows[:limit])


def packs_for(found: WhatIf) -> tuple[policy.Pack, policy.Pack]:
    """Return the policy as it is and as it would be.

    Raises:
        PackError: it would not be sound.
    """
    now = policy.current_pack(found.owner_id)
    key = (now.sha256, str(found.pk))
    if key not in _packs:
        _packs.clear()
        _packs[key] = changed_pack(change_of(found), owner=found.owner_id)
    return now, _packs[key]


_packs: dict[
    tuple[str, str], policy.Pack
] = {}  # the one worked with now: loading it anew each time takes as long


def changed_pack(change: Change, *, owner: UUID) -> policy.Pack:
    """Load the policy of a force with a gateway or its own layer changed, with every check.

    Raises:
        PackError: it would not be sound.
    """
    if change.kind is ChangeKind.LAYER:
        return tried.layer_tried(policy.stands_on().pack_for(None), change.parts["text"])
    return tried.gateway_changed(policy.current_pack(owner), change.subject, meant_by(change))


def judged(found: WhatIf, batch: Sequence[Assessment]) -> list[dict[str, Any]]:
    """Judge assessments as they are and as they would be, and say of each that differs in what.

    A changed agreement is tried with the policy each was made with; a changed policy beside the one in force.
    """
    change = change_of(found)
    if change.kind is not ChangeKind.AGREEMENT:
        before, after = packs_for(found)
        groups: Iterable[Any] = [(before, after, batch)]
    else:
        by_pack: dict[str, list[Assessment]] = {}
        for each in batch:
            by_pack.setdefault(each.pack_hash, []).append(each)
        groups = [(pack, pack, own) for own in by_pack.values() for pack in [pack_of(own[0])]]
    rows = [row for one, other, own in groups for row in _compared(change, one, other, own)]
    return _placed(rows)


def _compared(
    change: Change, before: policy.Pack, after: policy.Pack, batch: Sequence[Assessment]
) -> Iterator[tuple[Assessment, tried.Changed]]:
    layout, laid = columns.Layout(), []
    for each in batch:
        facts = policy.facts_from_canonical(bytes(each.facts))
        is_touched = any(one.reference == change.subject for one in facts.agreements)
        if is_touched or change.kind is not ChangeKind.AGREEMENT:
            layout.add(facts)
            laid.append(each)
    if not laid:
        return
    table = layout.table()
    if change.judged_on is not None:
        table = table.with_day(datetime.combine(change.judged_on, NOON))
    other = table
    if change.kind is ChangeKind.AGREEMENT:
        other = table.with_agreements(
            tried.agreement_changed(table.agreements, change.subject, meant_by(change))
        )
    one, two = (
        columnar.Columnar(policy.compiled_form(pack)).replay(rows)
        for pack, rows in ((before, table), (after, other))
    )
    for found in tried.differences(table, one, two):
        yield laid[found.place], found


def _placed(rows: Sequence[tuple[Assessment, tried.Changed]]) -> list[dict[str, Any]]:
    released = pathway.released_among({stored.case_id for stored, _changed in rows})
    newest = _newest_of({stored.case_id for stored, _changed in rows})
    return [
        {
            "reference": stored.case.reference,
            "number": stored.number,
            "is_released": stored.case_id in released and newest[stored.case_id] == stored.number,
            "before": changed.before,
            "after": changed.after,
            "tests": [_as_data(each) for each in changed.differences],
        }
        for stored, changed in rows
    ]


def _as_data(each: tried.Difference) -> dict[str, Any]:
    return {
        "test": each.test,
        "item": each.item,
        **{
            name: None if answer is None else {"outcome": answer.outcome, "codes": list(answer.codes)}
            for name, answer in (("before", each.before), ("after", each.after))
        },
    }


def _newest_of(cases: set[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for case, number in Assessment.objects.filter(case_id__in=cases).values_list("case_id", "number"):
        found[case] = max(number, found.get(case, 0))
    return found


def agreement_named(reference: str, *, viewer: Actor) -> dict[str, Any]:
    """Return what the newest version of an agreement says, as a what-if changes it.

    Raises:
        Unknown: there is none such for this viewer.
    """
    version = agreements.newest_version(agreements.agreement(reference, viewer=viewer))
    return {
        "starts_on": version.starts_on,
        "ends_on": version.ends_on,
        "review_on": version.review_on,
        "status": version.status,
        "ceiling": version.ceiling,
        "purposes": sorted(set(version.purposes) - set(version.prohibited_purposes)),
        "categories": sorted(set(version.categories_out) - set(version.prohibited)),
        "subject_groups": sorted(version.subject_groups),
        "methods": sorted(version.methods),
        "jurisdictions": sorted(version.jurisdictions),
    }
