"""People held and material held: enter, find, add, link, dispute, and open for a declared reason."""

from dataclasses import replace
from uuid import UUID

from ninja import File, Form
from ninja.files import UploadedFile

from needshare.api.routes import Call, Doorways, Download

from . import actions, queries, rules
from .schemas import (
    BodyAsked,
    DisputeAsked,
    FileAsked,
    HandlingReadAsked,
    HandlingShown,
    IdentifierAsked,
    ItemAsked,
    ItemMarked,
    ItemStanding,
    LinkAsked,
    Linked,
    MarkedAgain,
    OpeningAsked,
    PointerAsked,
    SearchAsked,
    SettlementAsked,
    SubjectAsked,
    SubjectEntered,
    SubjectFound,
    SubjectsFound,
    VersionAdded,
)

doorways = Doorways(tags=["Material"])


@doorways.write("/subjects", needs="subject.add", answer=SubjectEntered, status=201)
def enter_subject(request: Call, asked: SubjectAsked) -> SubjectEntered:
    """Enter a person in the register."""
    return SubjectEntered(id=actions.enter_subject(person=asked.person(), by=request.actor, at=request.at).id)


@doorways.look("/subjects/search", needs="subject.search", answer=SubjectsFound)
def find_subjects(request: Call, asked: SearchAsked) -> SubjectsFound:
    """Search the register of people, surest first, with the reason for it."""
    found = actions.find_subjects(terms=asked.terms(), reason=asked.reason, by=request.actor, at=request.at)
    return SubjectsFound(found=[SubjectFound.of(each) for each in found])


@doorways.write("/subjects/{uuid:subject_id}/identifiers", needs="subject.add", answer=SubjectEntered)
def add_subject_identifier(request: Call, subject_id: UUID, asked: IdentifierAsked) -> SubjectEntered:
    """Add a number or reference by which a person is known."""
    subject = actions.add_subject_identifier(
        subject_id=subject_id, identifier=asked.identifier(), by=request.actor, at=request.at
    )
    return SubjectEntered(id=subject.id)


@doorways.read("/markings/{marking}", needs="signed_in", answer=HandlingShown)
def handling(request: Call, marking: str) -> HandlingShown:
    """Show how a marking is handled."""
    return HandlingShown.of(queries.handling_of(marking, viewer=request.actor))


@doorways.write("/markings/{marking}/acknowledgement", needs="signed_in", answer=HandlingShown)
def acknowledge_handling(request: Call, marking: str, asked: HandlingReadAsked) -> HandlingShown:
    """Say that you have read how a marking is handled and keep to it; asked again when the rules change."""
    actions.acknowledge_handling(marking=marking, rules=asked.version, by=request.actor, at=request.at)
    return HandlingShown.of(replace(queries.handling_of(marking, viewer=request.actor), is_read=True))


@doorways.write("/items", needs="item.add", answer=VersionAdded, status=201)
def add_item(request: Call, asked: ItemAsked) -> VersionAdded:
    """Add material that is typed in, with its marking and the people it is about."""
    version = actions.add_item(
        item=asked.item(),
        content=rules.Text(asked.body),
        links=asked.people(),
        by=request.actor,
        at=request.at,
    )
    return VersionAdded.of(version)


@doorways.write("/items/files", needs="item.add", answer=VersionAdded, status=201)
def add_file(request: Call, asked: Form[FileAsked], file: File[UploadedFile]) -> VersionAdded:
    """Add material that is a file, with its marking and the people it is about."""
    details = asked.said()
    version = actions.add_item(
        item=details.item(),
        content=_content(file),
        links=details.people(),
        by=request.actor,
        at=request.at,
    )
    return VersionAdded.of(version)


@doorways.write("/items/elsewhere", needs="item.add", answer=VersionAdded, status=201)
def note_held_elsewhere(request: Call, asked: PointerAsked) -> VersionAdded:
    """Note that material is held elsewhere: who holds it, how it is marked, how to ask; nothing of what it says."""
    version = actions.note_held_elsewhere(
        pointer=asked.pointer(), links=asked.people(), by=request.actor, at=request.at
    )
    return VersionAdded.of(version)


@doorways.write("/items/{uuid:item_id}/versions", needs="item.add", answer=VersionAdded, status=201)
def add_version(request: Call, item_id: UUID, asked: BodyAsked) -> VersionAdded:
    """Add a new version of an item, typed in; the earlier ones stay."""
    version = actions.add_version(
        item_id=item_id, content=rules.Text(asked.body), by=request.actor, at=request.at
    )
    return VersionAdded.of(version)


@doorways.write("/items/{uuid:item_id}/files", needs="item.add", answer=VersionAdded, status=201)
def add_file_version(request: Call, item_id: UUID, file: File[UploadedFile]) -> VersionAdded:
    """Add a new version of an item from a file; the earlier ones stay."""
    version = actions.add_version(item_id=item_id, content=_content(file), by=request.actor, at=request.at)
    return VersionAdded.of(version)


def _content(file: UploadedFile) -> rules.File:
    return rules.File(file.name or "", file.content_type or "", file)


@doorways.write("/items/{uuid:item_id}/subjects", needs="item.add", answer=Linked, status=201)
def link_subject(request: Call, item_id: UUID, asked: LinkAsked) -> Linked:
    """Say what a person is in an item."""
    link = actions.link_subject(
        item_id=item_id, subject_id=asked.subject, role=asked.role, by=request.actor, at=request.at
    )
    return Linked(item=link.item_id, subject=link.subject_id, role=link.role)


@doorways.write("/items/{uuid:item_id}/marking", needs="item.raise_marking", answer=ItemMarked)
def mark_again(request: Call, item_id: UUID, asked: MarkedAgain) -> ItemMarked:
    """Mark an item again, with the reason; only its originator marks it lower."""
    item = actions.mark_again(
        item_id=item_id, marked=asked.marked(), reason=asked.reason, by=request.actor, at=request.at
    )
    return ItemMarked.of(item)


@doorways.write("/items/{uuid:item_id}/dispute", needs="item.dispute", answer=ItemStanding)
def mark_disputed(request: Call, item_id: UUID, asked: DisputeAsked) -> ItemStanding:
    """Report that an item may be wrong; until that is settled it is not passed on."""
    item = actions.mark_disputed(item_id=item_id, reason=asked.reason, by=request.actor, at=request.at)
    return ItemStanding.of(item)


@doorways.write("/items/{uuid:item_id}/settle", needs="item.add", answer=ItemStanding)
def settle_dispute(request: Call, item_id: UUID, asked: SettlementAsked) -> ItemStanding:
    """End a dispute, saying how."""
    item = actions.settle_dispute(
        item_id=item_id, accuracy=asked.accuracy, reason=asked.reason, by=request.actor, at=request.at
    )
    return ItemStanding.of(item)


@doorways.look(
    "/item-versions/{uuid:version_id}/content", needs="item.view", media_type="application/octet-stream"
)
def read_item(request: Call, version_id: UUID, asked: OpeningAsked) -> Download:
    """Open one version of an item for a declared reason, as the bytes that were added."""
    opened = actions.read_item(
        version_id=version_id,
        reason=asked.reason,
        reference=asked.reference,
        by=request.actor,
        at=request.at,
    )
    return Download(opened.content, opened.version.file_name or f"{opened.version.item.category}.txt")
