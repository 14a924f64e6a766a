"""What goes into a package: the words of its cover and each approved item with its provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from needshare.decision import queries as decisions
from needshare.disclosure.packing import Cover, PackedItem
from needshare.disclosure.rules import highest
from needshare.documents import queries as documents
from needshare.documents.terms import Accuracy, Label
from needshare.intake import queries as intake
from needshare.kernel import Actor
from needshare.policy import condition_text, current_pack
from needshare.policy.markings import handling_rules
from needshare.subjects import queries as subjects

if TYPE_CHECKING:
    from needshare.assessment.models import GatheredItem
    from needshare.decision.models import Decision
    from needshare.documents.models import Item, ItemVersion
    from needshare.pathway.models import SharingCase


def of(
    case: SharingCase, decision: Decision, *, viewer: Actor, at: datetime
) -> tuple[Cover, list[PackedItem]]:
    """Put together the cover and the items of an approval, read at this instant."""
    gathered = decisions.shared_items(decision)
    versions = {
        each.pk: each
        for each in documents.item_versions([each.item_version_id for each in gathered], viewer=viewer)
    }
    links = [link for version in versions.values() for link in version.item.links.all()]
    names = {
        each.pk: each.name
        for each in subjects.subjects_by_id({link.subject_id for link in links}, viewer=viewer)
    }
    items = [
        _item(number, versions[each.item_version_id], names) for number, each in enumerate(gathered, start=1)
    ]
    return _cover(case, decision, [versions[each.item_version_id].item for each in gathered], at=at), items


def marking_of(decision: Decision) -> str:
    """Return the marking of the whole: that of its highest item."""
    return highest_of(decisions.shared_items(decision))


def highest_of(items: Iterable[GatheredItem]) -> str:
    """Return the highest marking of some items."""
    ranks = current_pack().ranks["marking"]
    markings = [each.item_version.item.marking for each in items]
    words = {rank: word for word, rank in ranks.items()}
    return words[highest([ranks[marking] for marking in markings])]


def elsewhere_of(items: Iterable[GatheredItem]) -> list[str]:
    """List the markings of the material held elsewhere that these items tell of."""
    return [held for each in items if (held := each.item_version.item.held_elsewhere_as)]


def _label(item: Item) -> str:
    """Say what kind of statement an item is; of one held elsewhere, that only how to ask for it is enclosed."""
    if not item.held_elsewhere_as:
        return _(Label(item.label).label)
    marking = _(current_pack().words("marking")[item.held_elsewhere_as])
    return _("Held elsewhere, marked %(marking)s: enclosed is only how to ask for it") % {"marking": marking}


def _item(number: int, version: ItemVersion, names: Mapping[UUID, str]) -> PackedItem:
    pack, item = current_pack(), version.item
    return PackedItem(
        number=number,
        file_name=version.file_name or f"{item.category}.txt",
        category=_(pack.words("category")[item.category]),
        marking=_(pack.words("marking")[item.marking]),
        caveats=_meant("caveat", item.caveats),
        handling=_meant("handling_instruction", item.handling),
        descriptors=tuple(_(pack.words("descriptor")[each]) for each in item.descriptors),
        label=_label(item),
        as_at=_local(item.as_at),
        source=item.source or _("Not stated"),
        people=tuple(
            f"{names[link.subject_id]}: {_(link.shown_as)}"
            for link in item.links.all()
            if link.subject_id in names
        ),
        accuracy=_(Accuracy(item.accuracy).label),
        completeness=item.completeness or _("Not stated"),
        reliability=item.reliability or _("Not stated"),
        currency=item.currency or _("Not stated"),
        content=b"".join(documents.content(version)),
    )


def _meant(words: str, given: Iterable[str]) -> tuple[str, ...]:
    """Write caveats or handling instructions with what each asks of the recipient."""
    members = current_pack().lists[words].members
    return tuple(f"{_(members[each].label)}: {_(str(members[each].columns['means']))}" for each in given)


def _cover(case: SharingCase, decision: Decision, items: Sequence[Item], *, at: datetime) -> Cover:
    pack = current_pack()
    sharing_request = intake.request_of(case)
    recipients = decisions.recipients_of(decision)
    marking = marking_of(decision)
    return Cover(
        reference=case.reference,
        force=case.owner.name,
        marking=_(pack.words("marking")[marking]),
        caveats=_meant("caveat", sorted({each for item in items for each in item.caveats})),
        handling=_meant("handling_instruction", sorted({each for item in items for each in item.handling})),
        handling_rules=tuple(_(rule.label) for rule in handling_rules(pack, marking)),
        recipients=tuple(
            _recipient(each.name, each.organisation.name if each.organisation else "") for each in recipients
        ),
        purpose=_(pack.words("purpose")[case.purpose]),
        legal_basis="; ".join(_(pack.words("gateway")[each]) for each in decision.gateways)
        or _("See the decision."),
        route=decision.agreement_reference or _("One-off, outside any agreement"),
        conditions=tuple(_condition(each, decision.owner_id) for each in decision.conditions),
        retention=sharing_request.retention,
        contact=case.owner.switchboard,
        prepared_at=at.isoformat(),
        labels=_labels(),
    )


def _recipient(name: str, organisation: str) -> str:
    return f"{name}, {organisation}" if organisation else name


def _condition(condition: Mapping[str, str], owner: UUID) -> str:
    text = _(condition_text(condition, owner=owner))
    return f"{text} ({condition['on']})" if condition.get("on") else text


def _local(when: datetime) -> str:
    return when.astimezone(ZoneInfo(current_pack().time_zone)).strftime("%d %B %Y %H:%M")


def _labels() -> dict[str, str]:
    return {
        "title": _("Information shared in confidence"),
        "reference": _("Reference"),
        "force": _("From"),
        "recipients": _("Disclosed only to"),
        "purpose": _("For this purpose only"),
        "legal_basis": _("Legal basis"),
        "route": _("Agreement"),
        "prepared_at": _("Prepared at"),
        "retention": _("Retention"),
        "contact": _("Report a breach or an error at any hour to"),
        "only_for": _("This is disclosed to the people named, for the purpose named, and for nothing else."),
        "conditions": _("Conditions you accepted"),
        "items": _("What is enclosed"),
        "marking": _("Marking"),
        "caveats": _("Caveats"),
        "handling": _("Handling instructions"),
        "descriptors": _("Descriptors"),
        "handling_rules": _("How it must be handled"),
        "label": _("What kind of statement"),
        "people": _("People, and their role"),
        "as_at": _("Information as at"),
        "source": _("Source"),
        "accuracy": _("Accuracy"),
        "completeness": _("Completeness"),
        "reliability": _("Reliability"),
        "currency": _("Currency"),
        "after": _("After you open it"),
        "not_evidence": _(
            "This is not evidence unless an item says so. Do not copy it or pass it on without our consent."
        ),
        "tell_us": _(
            "Tell us at once if anything is wrong, lost or seen by somebody else, and acknowledge receipt."
        ),
    }
