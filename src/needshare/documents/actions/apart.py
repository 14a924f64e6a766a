"""Take a person, or pieces of material, out of the registers, and put them back as they were.

For what must not be there for anybody who is not cleared: who may is asked by the act this is part of,
which keeps what is returned. Nothing is left behind: no row, no token of the index, no key, no file.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.agencies.ownership import as_kept, row_again
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys, vault
from needshare.crypto.keys import new_data_key
from needshare.documents import queries
from needshare.documents.models import Item, ItemSubject, ItemVersion
from needshare.kernel import Actor, Unknown
from needshare.policy import current_pack, markings
from needshare.search import actions as index
from needshare.search.terms import Register
from needshare.subjects import actions as register

from .linking import index_subject

if TYPE_CHECKING:
    from needshare.subjects.models import Subject


@recorded(Operation.ERASURE)
def take_out_person(*, subject_id: UUID, staying: Iterable[UUID], by: Actor, at: datetime) -> dict[str, Any]:
    """Take a person out with their links, and with every item that is about them alone.

    `staying` names items that a case has gathered: those stay, without their link to the person.

    Raises:
        Unknown: there is no such person for this actor.
    """
    links = list(ItemSubject.objects.filter(subject_id=subject_id, owner_id=by.owner).order_by("id"))
    mine = {link.item_id for link in links}
    shared = ItemSubject.objects.filter(item_id__in=mine).exclude(subject_id=subject_id)
    alone = mine - set(shared.values_list("item_id", flat=True)) - set(staying)
    kept_links = [as_kept(link) for link in links if link.item_id not in alone]
    ItemSubject.objects.filter(pk__in=[link.pk for link in links if link.item_id not in alone]).delete()
    items = take_out_items(item_ids=alone, by=by, at=at)
    index.forget_record(register=Register.SUBJECTS, record_id=subject_id, owner=by.owner, by=by, at=at)
    person = register.take_out(subject_id=subject_id, by=by, at=at)
    return {"person": person, "links": kept_links, "items": items}


@recorded(Operation.COLLECTION)
def put_back_person(*, kept: Mapping[str, Any], by: Actor, at: datetime) -> "Subject":
    """Put a person back with their links and items."""
    subject = register.put_back(kept=kept["person"], owner=by.owner, by=by, at=at)
    index_subject(subject, by=by, at=at)
    put_back_items(kept=kept["items"], by=by, at=at)
    for link in kept["links"]:
        row_again(ItemSubject, link, owner_id=by.owner).save(force_insert=True)
    return subject


@recorded(Operation.ERASURE)
def take_out_items(*, item_ids: Iterable[UUID], by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Take items out with all their versions, links and files.

    Raises:
        Unknown: one of them is not there for this actor.
    """
    wanted = set(item_ids)
    items = {item.id: item for item in queries.held_by(by.owner, wanted)}
    if wanted - items.keys():
        raise Unknown
    return [_taken_out(items[each]) for each in sorted(wanted)]


def _taken_out(item: Item) -> dict[str, Any]:
    versions, links = list(item.versions.all()), list(item.links.all())
    key = item.data_key_id
    kept = {
        "item": as_kept(item),
        "versions": [as_kept(each) for each in versions],
        "links": [as_kept(each) for each in links],
        "key": keys.key_of(key).hex(),  # the files are sealed under it
    }
    for version in versions:
        if version.stored_as:
            vault.lay_aside(version.stored_as)
    ItemSubject.objects.filter(item=item).delete()
    ItemVersion.objects.filter(item=item).delete()
    item.delete()
    keys.destroy(key)
    return kept


def _as_marked_now(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Read an item that was taken out before its marking was one word of the policy (ADR 0031)."""
    if "marking" in kept:
        return dict(kept)
    pack = current_pack()
    rest = {name: value for name, value in kept.items() if name not in ("tier", "is_sensitive")}
    marking = markings.usual(pack) if kept["is_sensitive"] else markings.lowest(pack)
    return rest | {"marking": marking, "marked_at": kept["added_at"], "marked_by_id": kept["added_by_id"]}


@recorded(Operation.COLLECTION)
def put_back_items(*, kept: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> int:
    """Put items back as they were; return how many."""
    count = 0
    for each in kept:
        key = new_data_key(owner=by.owner, purpose="item", at=at, key=bytes.fromhex(each["key"]))
        row_again(Item, _as_marked_now(each["item"]), owner_id=by.owner, data_key=key).save(force_insert=True)
        for row in each["versions"]:
            version = row_again(ItemVersion, row, owner_id=by.owner, data_key=key)
            if version.stored_as:
                vault.bring_back(version.stored_as)
            version.save(force_insert=True)
        for link in each["links"]:
            row_again(ItemSubject, link, owner_id=by.owner).save(force_insert=True)
        count += 1
    return count
