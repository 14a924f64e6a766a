"""Every read of the material held, narrowed to the viewer.

Opening an item is itself an act (`actions.view_item`); what is here is called from acts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet

from needshare.crypto import keys, vault
from needshare.kernel import Actor, Finding, Invalid, Unknown
from needshare.policy import current_pack, handling_is_known, markings, rules_in_force
from needshare.search import queries as search
from needshare.search.rules import (
    Asked,
    Details,
    Match,
    confidence_of,
    differences_between,
    judged,
    namesake_key,
)
from needshare.search.terms import Confidence, Difference, Likeness, Register
from needshare.subjects import queries as subjects

from . import access
from .models import Item, ItemSubject, ItemVersion
from .rules import Marked, Scheme, faults_of_marking, handling_agrees, marking_is_held_here
from .terms import ContentKind

if TYPE_CHECKING:
    from needshare.subjects.models import Subject


def categories() -> Mapping[str, str]:
    """Map each category of information in the policy pack to its label."""
    return current_pack().words("category")


def markings_held() -> list[str]:
    """List the markings of what may be held here, from the lowest."""
    pack = current_pack()
    return [each for each in pack.words("marking") if markings.is_held(pack, each)]


def markings_to_read(*, viewer: Actor) -> list[str]:
    """List the markings held here whose rules the viewer has not said to have read as they stand."""
    return [each for each in markings_held() if not handling_is_known(viewer, each).is_met]


@dataclass(frozen=True, slots=True)
class HandlingRules:
    """How a marking is handled: its name, the rules in words, and which rules they are as they stand."""

    marking: str
    label: str
    rules: Sequence[str]
    version: str
    is_read: bool


def handling_of(marking: str, *, viewer: Actor) -> HandlingRules:
    """Tell how a marking is handled, and whether the viewer has said to have read it.

    Raises:
        Unknown: there is no such marking here.
    """
    if marking not in markings_held():
        raise Unknown
    pack = current_pack()
    return HandlingRules(
        marking,
        pack.words("marking")[marking],
        [each.label for each in markings.handling_rules(pack, marking)],
        rules_in_force(marking),
        handling_is_known(viewer, marking).is_met,
    )


def scheme_for(written: str) -> Scheme:
    """Read a marking as somebody wrote it, with what goes with it; none written is the usual one."""
    pack = current_pack()
    instructions = pack.lists["handling_instruction"].members
    return Scheme(
        understood=markings.understood(pack, written or markings.usual(pack)),
        ranks=pack.ranks["marking"],
        handling=instructions.keys(),
        descriptors=pack.words("descriptor").keys(),
        caveats=pack.words("caveat").keys(),
        up_to={word: limit for word, each in instructions.items() if (limit := each.columns.get("up_to"))},
    )


def columns_of_marking(marked: Marked) -> tuple[dict[str, Any], list[Finding]]:
    """Put what somebody wrote into the columns of an item, with what was found of it.

    Raises:
        Invalid: a word is not of the scheme.
    """
    scheme = scheme_for(marked.marking)
    faults = faults_of_marking(marked, scheme)
    if faults or scheme.understood is None:
        raise Invalid(*faults)
    meant = scheme.understood
    columns = {
        "marking": meant.marking,
        "former_marking": meant.former,
        "handling": sorted(set(marked.handling)),
        "descriptors": sorted(set(marked.descriptors)),
        "caveats": sorted(set(marked.caveats)),
    }
    findings = [marking_is_held_here(meant)]
    if meant.is_held:
        findings.append(handling_agrees(meant.marking, marked.handling, scheme))
    return columns, findings


def visible(viewer: Actor) -> QuerySet[Item]:
    """Narrow the items to those this viewer may know of."""
    return Item.objects.filter(access.visible_to(viewer))


def items_about(subject_ids: Iterable[UUID], *, viewer: Actor) -> list[Item]:
    """Return the items about any of these people, newest first, each with its versions and links.

    Four statements at most, whatever the number of items. `item.versions.all()` is newest first.
    """
    linked = ItemSubject.objects.filter(subject_id__in=set(subject_ids)).values("item_id")
    return _whole(visible(viewer).filter(id__in=linked))


def held_about(subject_id: UUID, *, owner: UUID) -> list[Item]:
    """Return every item of an owner about a person, for who keeps people apart: they open none of them."""
    linked = ItemSubject.objects.filter(subject_id=subject_id, owner_id=owner).values("item_id")
    return _whole(Item.objects.filter(owner_id=owner, id__in=linked))


def held_by(owner: UUID, ids: Iterable[UUID]) -> list[Item]:
    """Return those of these items that are an owner's, to take them out of the register."""
    return _whole(Item.objects.filter(owner_id=owner, id__in=set(ids)))


def items(ids: Iterable[UUID], *, viewer: Actor) -> list[Item]:
    """Return those of these items the viewer may know of, newest first, with versions and links."""
    return _whole(visible(viewer).filter(id__in=set(ids)))


def _whole(rows: QuerySet[Item]) -> list[Item]:
    newest_first = Prefetch("versions", ItemVersion.objects.order_by("-number"))
    links = Prefetch("links", ItemSubject.objects.order_by("id"))
    found = list(rows.prefetch_related(newest_first, links).order_by("-id"))
    keys.warm(item.data_key_id for item in found)
    return found


def item(item_id: UUID, *, viewer: Actor) -> Item:
    """Return one item with its versions and links.

    Raises:
        Unknown: there is none such for this viewer.
    """
    found = items([item_id], viewer=viewer)
    if not found:
        raise Unknown
    return found[0]


def item_to_change(item_id: UUID, *, viewer: Actor) -> Item:
    """Return one item and keep others from changing it until the act is done."""
    found = visible(viewer).select_for_update().filter(id=item_id).first()
    if found is None:
        raise Unknown
    return found


def item_to_dispute(item_id: UUID, *, viewer: Actor) -> Item:
    """Return one item the viewer may say is wrong, also one the viewer may not open."""
    found = Item.objects.select_for_update().filter(id=item_id).first()
    if found is None or not access.may_dispute(viewer, found):
        raise Unknown
    return found


def item_in_doubt(item_id: UUID, *, viewer: Actor) -> Item:
    """Return one item the viewer may say is wrong, for the page that asks why; what it says is not shown.

    Raises:
        Unknown: there is none such for this viewer.
    """
    found = Item.objects.filter(id=item_id).first()
    if found is None or not access.may_dispute(viewer, found):
        raise Unknown
    return found


def item_version(version_id: UUID, *, viewer: Actor) -> ItemVersion:
    """Return one version with its item.

    Raises:
        Unknown: there is none such for this viewer.
    """
    found = item_versions([version_id], viewer=viewer)
    if not found:
        raise Unknown
    return found[0]


def item_versions(ids: Iterable[UUID], *, viewer: Actor) -> list[ItemVersion]:
    """Return those of these versions the viewer may know of, each with its item and links.

    Three statements at most, whatever the number.
    """
    rows = ItemVersion.objects.filter(access.visible_to(viewer, "item__"), id__in=set(ids))
    links = Prefetch("item__links", ItemSubject.objects.order_by("id"))
    found = list(rows.select_related("item").prefetch_related(links).order_by("id"))
    keys.warm(version.data_key_id for version in found)
    return found


def version_held(version_id: UUID, *, owner: UUID) -> ItemVersion:
    """Return one version of an item of an owner, for who opens it in a case it belongs to.

    Raises:
        Unknown: the owner has none such.
    """
    rows = ItemVersion.objects.filter(id=version_id, item__owner_id=owner).select_related("item", "data_key")
    found = rows.prefetch_related(Prefetch("item__links", ItemSubject.objects.order_by("id"))).first()
    if found is None:
        raise Unknown
    return found


def content(version: ItemVersion) -> Iterator[bytes]:
    """Give out what a version says, chunk by chunk, as the bytes that were added.

    Read to the end before acting on it: only the end proves that nothing is missing. The caller has
    the version from a query with a viewer, in a recorded act; doorways use `content_for`.
    """
    if version.kind == ContentKind.TEXT:
        yield version.body.encode()
    else:
        yield from vault.read(version.stored_as, key=keys.key_of(version.data_key_id), object_id=version.id)


def newest_versions(item_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Map each item to its newest version, in one statement: facts for acts, not for showing."""
    rows = ItemVersion.objects.filter(item_id__in=set(item_ids)).order_by("number")
    return dict(rows.values_list("item_id", "id"))


def content_for(version: ItemVersion, *, viewer: Actor) -> Iterator[bytes]:
    """Give out to a person what a version says; they have opened it by `actions.view_item`.

    Raises:
        Blocked: the viewer may not open the item.
    """
    access.must_be_able_to_view(viewer, version.item)
    return content(version)


def newest_number(item: Item) -> int:
    """Return the number of an item's newest version."""
    return item.versions.aggregate(newest=Max("number"))["newest"] or 0


def subject_ids_of(item: Item) -> list[UUID]:
    """Return the ids of the people an item is about, each once, for the entry of an act."""
    return sorted(set(item.links.values_list("subject_id", flat=True)))


def stored_files() -> set[str]:
    """Name every file of the vault that belongs to a version, so that orphans can be told."""
    rows = ItemVersion.objects.exclude(stored_as="")
    return set(rows.values_list("stored_as", flat=True))


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """One person found: what agrees, how sure that is, and what tells them from a namesake found too."""

    subject: "Subject"
    match: Match
    namesakes: int = 0
    tells_apart: tuple[Difference, ...] = ()

    @property
    def kinds(self) -> tuple[Likeness, ...]:
        """Return what agrees, the surest first."""
        return self.match.likenesses

    @property
    def confidence(self) -> Confidence:
        """Tell whether what agrees identifies this person or could fit another; a namesake makes it unsure."""
        is_sure = not self.namesakes or Likeness.IDENTIFIER in self.kinds
        return confidence_of(self.kinds) if is_sure else Confidence.WEAK


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """The people found, the surest first, and whether more may match than are looked at."""

    found: Sequence[FoundPerson]
    has_more: bool


def details_of(subject: "Subject") -> Details:
    """Return by what a person is found."""
    return Details(
        names=(subject.name, *subject.aliases),
        born_on=subject.born_on,
        addresses=tuple(subject.addresses),
        identifiers=tuple(each["value"] for each in subject.identifiers),
    )


def people_like(asked: Asked, *, viewer: Actor) -> FoundPeople:
    """Find the people a viewer may know of who match what is asked; two alike are shown as two."""
    found = search.candidates(
        Register.SUBJECTS, asked, narrowed=subjects.visible(viewer), owners=[viewer.owner]
    )
    people = subjects.subjects_by_id(found.ids, viewer=viewer) if found.ids else []
    held = {subject.id: details_of(subject) for subject in people}
    matches = {each.id: judged(asked, [held[each.id]], search.names()) for each in people}
    kept = [(subject, match) for subject in people if (match := matches[subject.id]) is not None]
    kept.sort(key=lambda each: (-each[1].score, each[0].id))
    alike: dict[object, list[UUID]] = {}
    for subject, _match in kept:
        alike.setdefault(namesake_key(held[subject.id]) or subject.id, []).append(subject.id)
    shown = [
        FoundPerson(subject, match, len(group) - 1, _told_apart(subject.id, group, held))
        for subject, match in kept
        for group in [alike[namesake_key(held[subject.id]) or subject.id]]
    ]
    return FoundPeople(shown, found.has_more)


def _told_apart(one: UUID, group: Sequence[UUID], held: Mapping[UUID, Details]) -> tuple[Difference, ...]:
    """List in what a person differs from any namesake found."""
    named = {each for other in group for each in differences_between(held[one], held[other])}
    return tuple(each for each in Difference if each in named)
