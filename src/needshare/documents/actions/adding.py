"""Add a piece of material, or a new version of one."""

import codecs
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys, vault
from needshare.crypto.indexing import blind
from needshare.crypto.keys import new_data_key
from needshare.documents import access, queries
from needshare.documents.models import Item, ItemSubject, ItemVersion
from needshare.documents.rules import (
    Content,
    File,
    Link,
    NewItem,
    Text,
    faults_of,
    faults_of_file,
    faults_of_text,
    is_named_once,
    nothing_of_it_is_here,
    role_fits_category,
)
from needshare.documents.terms import ContentKind, SubjectRole
from needshare.kernel import Actor, FieldError, Invalid, gettext_noop as _, new_id, require
from needshare.kernel.texts import is_storable
from needshare.subjects import queries as subjects

HEAD = 16
CHUNK = 1024 * 1024


@recorded(Operation.COLLECTION)
def add_item(
    *, item: NewItem, content: Content, links: Sequence[Link] = (), by: Actor, at: datetime
) -> ItemVersion:
    """Add a piece of material with its marking, its first version, and the people it is about.

    Raises:
        Blocked: the actor may not, the marking is above what is held here, or a role misleads.
        Invalid: something said of it is missing or unknown, or the file is not what it says.
    """
    access.must_be_able_to_add(by)
    marked, findings = queries.columns_of_marking(item)
    require(*findings)  # first of all: of what may not be here, nothing is looked at
    access.must_be_able_to_add_marked(by, marked["marking"])
    faults = faults_of(item, categories=queries.categories(), at=at)
    faults += _faults_of_content(content) + _faults_of_links(links, by=by)
    if faults:
        raise Invalid(*faults)
    require(
        is_named_once(links),
        *(role_fits_category(SubjectRole(link.role), item.category) for link in links),
    )
    added = Item.objects.create(
        owner_id=by.owner,
        data_key=new_data_key(owner=by.owner, purpose="item", at=at),
        added_at=at,
        added_by_id=by.id,
        marked_at=at,
        marked_by_id=by.id,
        **_columns(item),
        **marked,
    )
    detail(marking=added.marking, former_marking=added.former_marking)
    version = _write_version(added, content, number=1, by=by, at=at)
    ItemSubject.objects.bulk_create(
        ItemSubject(
            id=link_id,
            owner_id=by.owner,
            item=added,
            subject_id=link.subject,
            role=link.role,
            linked_at=at,
            linked_by_id=by.id,
        )
        for link_id, link in zip(_ids_in_order(links), links, strict=True)
    )
    about(owner=by.owner, subject=sorted({link.subject for link in links}) or None)
    return version


@recorded(Operation.ALTERATION)
def add_version(*, item_id: UUID, content: Content, by: Actor, at: datetime) -> ItemVersion:
    """Add a new version of an item; the earlier ones stay as they are.

    Raises:
        Invalid: the content cannot be held.
        Unknown: there is no such item for this actor.
    """
    item = queries.item_to_change(item_id, viewer=by)
    access.must_be_able_to_change(by, item)
    faults = nothing_of_it_is_here(
        held_elsewhere_as=item.held_elsewhere_as, is_file=isinstance(content, File)
    )
    faults += _faults_of_content(content)
    if faults:
        raise Invalid(*faults)
    number = queries.newest_number(item) + 1
    version = _write_version(item, content, number=number, by=by, at=at)
    about(owner=item.owner_id, subject=queries.subject_ids_of(item) or None)
    return version


def _ids_in_order(links: Sequence[Link]) -> list[UUID]:
    """Make ids that keep the order in which the links were given."""
    return sorted(new_id() for _ in links)


def _columns(item: NewItem) -> dict[str, Any]:
    return {
        "title": item.title.strip(),
        "category": item.category,
        "originator": item.originator.strip(),
        "source": item.source.strip(),
        "as_at": item.as_at,
        "label": item.label,
        "is_live_investigation": item.is_live_investigation,
        "accuracy": item.accuracy,
        "completeness": item.completeness.strip(),
        "reliability": item.reliability.strip(),
        "currency": item.currency.strip(),
        "blocks": sorted(set(item.blocks)),
        "held_elsewhere_as": item.held_elsewhere_as,
    }


def _faults_of_content(content: Content) -> list[FieldError]:
    if isinstance(content, Text):
        return faults_of_text(content)
    size, is_text = _measure(content)
    content.stream.seek(0)
    head = content.stream.read(HEAD)
    content.stream.seek(0)
    faults = faults_of_file(content, head=head, size=size, most=settings.UPLOAD_BYTES)
    if content.media_type.startswith("text/") and not is_text:
        faults.append(FieldError("file", _("The file is not plain text.")))
    return faults


def _measure(file: File) -> tuple[int, bool]:
    """Count a file's bytes, up to one chunk above the limit, and tell whether they are plain text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size, is_text = 0, True
    file.stream.seek(0)
    while chunk := file.stream.read(CHUNK):
        size += len(chunk)
        if is_text:
            try:
                is_text = is_storable(decoder.decode(chunk))
            except UnicodeDecodeError:
                is_text = False
        if size > settings.UPLOAD_BYTES:
            break
    return size, is_text


def _faults_of_links(links: Sequence[Link], *, by: Actor) -> list[FieldError]:
    faults = []
    if {link.role for link in links} - set(SubjectRole):
        faults.append(FieldError("links", _("Choose one of the roles offered.")))
    wanted = {link.subject for link in links}
    if wanted - {subject.id for subject in subjects.subjects_by_id(wanted, viewer=by)}:
        faults.append(FieldError("links", _("Choose people who are in the register.")))
    return faults


def _write_version(item: Item, content: Content, *, number: int, by: Actor, at: datetime) -> ItemVersion:
    """Store what an item says; a file is on the disk before its row is written."""
    version = ItemVersion(
        id=new_id(),
        owner_id=item.owner_id,
        item=item,
        number=number,
        added_at=at,
        added_by_id=by.id,
        data_key=item.data_key,
    )
    if isinstance(content, Text):
        plain = content.body.encode()
        version.kind, version.media_type = ContentKind.TEXT, "text/plain"
        version.body, version.size = content.body, len(plain)
        sha256 = hashlib.sha256(plain).hexdigest()
    else:
        stored = vault.write(content.stream, key=keys.unwrap(item.data_key), object_id=version.id)
        version.kind, version.media_type = ContentKind.FILE, content.media_type
        version.file_name, version.stored_as = content.file_name, stored.name
        version.size, sha256 = stored.size, stored.sha256
    version.digest = blind(item.owner_id, "content", sha256)
    version.save(force_insert=True)
    detail(item=str(item.id), version=number, category=item.category, size=version.size)
    return version
