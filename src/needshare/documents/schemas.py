"""What the API takes and shows of people held and of material: an item, its versions, who it is about."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from needshare.api.reading import read_part
from needshare.api.schemas import (
    CHARACTERS,
    Asked,
    Day,
    Flag,
    Id,
    Instant,
    Line,
    Name,
    Note,
    Reference,
    Shown,
    Text,
    Word,
)
from needshare.policy import means_today
from needshare.search.terms import Confidence, Difference, Likeness
from needshare.subjects.rules import MOST_OF_EACH, Identifier, Person
from needshare.subjects.terms import IdentifierKind, OpenFlag

from .models import Item, ItemVersion
from .rules import LONGEST_TEXT, Link, Marked, NewItem, Pointer
from .terms import Accuracy, Label, SubjectRole

if TYPE_CHECKING:
    from needshare.subjects.models import Subject

    from .queries import FoundPerson, HandlingRules

Body = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_TEXT, pattern=CHARACTERS)]
Address = Annotated[str, StringConstraints(strict=True, max_length=500, pattern=CHARACTERS)]


class IdentifierAsked(Asked):
    """One number or name by which a body knows a person."""

    kind: IdentifierKind
    value: Annotated[Name, Field(max_length=80)]

    def identifier(self) -> Identifier:
        return Identifier(self.kind, self.value)


class SubjectAsked(Asked):
    """What says who a person is."""

    name: Name
    aliases: Annotated[list[Name], Field(max_length=MOST_OF_EACH)] = []
    born_on: Day | None = None
    addresses: Annotated[list[Address], Field(max_length=MOST_OF_EACH)] = []
    identifiers: Annotated[list[IdentifierAsked], Field(max_length=MOST_OF_EACH)] = []
    open_flags: Annotated[list[OpenFlag], Field(max_length=50)] = []

    def person(self) -> Person:
        return Person(
            name=self.name,
            aliases=tuple(self.aliases),
            born_on=self.born_on,
            addresses=tuple(self.addresses),
            identifiers=tuple(each.identifier() for each in self.identifiers),
            open_flags=tuple(self.open_flags),
        )


class SearchAsked(Asked):
    """Whom a search is for, and why."""

    reason: Note
    name: Name = ""
    date_of_birth: Day | None = None
    address: Address = ""
    identifier: Annotated[Name, Field(max_length=80)] = ""

    def terms(self) -> dict[str, str]:
        born_on = self.date_of_birth.isoformat() if self.date_of_birth else ""
        given = {
            "name": self.name,
            "date_of_birth": born_on,
            "address": self.address,
            "identifier": self.identifier,
        }
        return {name: text for name, text in given.items() if text}


class SubjectShown(Shown):
    """One person held, as staff of the force may know them."""

    id: UUID
    name: str
    aliases: list[str]
    born_on: date | None
    addresses: list[str]
    identifiers: list[dict[str, str]]
    open_flags: list[str]

    @classmethod
    def of(cls, subject: "Subject") -> "SubjectShown":
        return cls(
            id=subject.id,
            name=subject.name,
            aliases=subject.aliases,
            born_on=subject.born_on,
            addresses=subject.addresses,
            identifiers=subject.identifiers,
            open_flags=subject.open_flags,
        )


class SubjectFound(Shown):
    """One person found, what of the search agrees, and in what a namesake found too differs."""

    subject: SubjectShown
    agrees: list[Likeness]
    confidence: Confidence
    namesakes: int
    tells_apart: list[Difference]

    @classmethod
    def of(cls, found: "FoundPerson") -> "SubjectFound":
        return cls(
            subject=SubjectShown.of(found.subject),
            agrees=list(found.kinds),
            confidence=found.confidence,
            namesakes=found.namesakes,
            tells_apart=list(found.tells_apart),
        )


class SubjectsFound(Shown):
    """The people a search found, surest first."""

    found: list[SubjectFound]


class SubjectEntered(Shown):
    """The id of a person entered or changed."""

    id: UUID


class LinkAsked(Asked):
    """What a person is in an item."""

    subject: Id
    role: SubjectRole

    def link(self) -> Link:
        return Link(self.subject, self.role)


Words = Annotated[list[Word], Field(max_length=10)]


class MarkingAsked(Asked):
    """How an item is marked: its marking or the old one written on it, and what goes with it."""

    marking: Annotated[
        Word, Field(description="A marking of the policy, or one no longer given; empty is the usual one.")
    ] = ""
    handling: Words = []
    descriptors: Words = []
    caveats: Words = []


class MarkedAgain(MarkingAsked):
    """Another marking of an item, whole, and why it is given."""

    reason: Note

    def marked(self) -> Marked:
        return Marked(
            marking=self.marking, handling=self.handling, descriptors=self.descriptors, caveats=self.caveats
        )


class DetailsAsked(MarkingAsked):
    """What is said of a piece of material, besides its content."""

    title: Line
    category: Word
    as_at: Instant
    label: Label
    source: Annotated[Text, Field(max_length=5_000)]
    originator: Annotated[Line, Field(max_length=120)] = ""
    accuracy: Accuracy = Accuracy.UNVERIFIED
    is_live_investigation: Flag = False
    completeness: Annotated[Text, Field(max_length=5_000)] = ""
    reliability: Annotated[Text, Field(max_length=5_000)] = ""
    currency: Annotated[Text, Field(max_length=5_000)] = ""
    blocks: Annotated[list[OpenFlag], Field(max_length=50)] = []
    links: Annotated[list[LinkAsked], Field(max_length=100)] = []

    def item(self) -> NewItem:
        plain = {name: getattr(self, name) for name in DetailsAsked.model_fields if name != "links"}
        return NewItem(**plain)

    def people(self) -> Sequence[Link]:
        return [each.link() for each in self.links]


class ItemAsked(DetailsAsked):
    """A new item whose content is typed in."""

    body: Body


class FileAsked(Asked):
    """A new item whose content is a file, in a form of two parts."""

    details: Annotated[
        str,
        Field(
            max_length=200_000,
            description="What is said of the item: JSON as for an item that is typed in, without its body.",
            json_schema_extra={"contentMediaType": "application/json"},
        ),
    ]

    def said(self) -> DetailsAsked:
        return read_part(self.details, DetailsAsked, field="details")


class PointerAsked(Asked):
    """That material is held elsewhere; nothing of what it says."""

    reference: Annotated[
        Line, Field(description="What its holder calls it: no name, nothing of what it says.")
    ]
    category: Word
    marking: Annotated[Word, Field(description="How the material itself is marked.")]
    holder: Annotated[Line, Field(max_length=120)]
    how_to_ask: Annotated[Text, Field(max_length=5_000)]
    links: Annotated[list[LinkAsked], Field(max_length=100)] = []

    def pointer(self) -> Pointer:
        names = ("reference", "category", "marking", "holder", "how_to_ask")
        return Pointer(**{name: getattr(self, name) for name in names})

    def people(self) -> Sequence[Link]:
        return [each.link() for each in self.links]


class BodyAsked(Asked):
    """A new version of an item, typed in."""

    body: Body


class VersionAdded(Shown):
    """The version that was added, for gathering it."""

    item: UUID
    version: UUID
    number: int
    size: int
    marking: str
    former_marking: str
    told: str

    @classmethod
    def of(cls, version: ItemVersion) -> "VersionAdded":
        return cls(
            item=version.item_id,
            version=version.id,
            number=version.number,
            size=version.size,
            marking=version.item.marking,
            former_marking=version.item.former_marking,
            told=means_today(version.item.former_marking),
        )


class ItemMarked(Shown):
    """How an item is marked now, since when and why."""

    id: UUID
    marking: str
    former_marking: str
    told: str
    handling: list[str]
    descriptors: list[str]
    caveats: list[str]
    marked_at: datetime
    reason: str

    @classmethod
    def of(cls, item: Item) -> "ItemMarked":
        return cls(
            id=item.id,
            marking=item.marking,
            former_marking=item.former_marking,
            told=means_today(item.former_marking),
            handling=item.handling,
            descriptors=item.descriptors,
            caveats=item.caveats,
            marked_at=item.marked_at,
            reason=item.marking_reason,
        )


class HandlingShown(Shown):
    """How a marking is handled, which rules they are as they stand, and whether you have said to have read them."""

    marking: str
    label: str
    rules: list[str]
    version: str
    is_read: bool

    @classmethod
    def of(cls, found: "HandlingRules") -> "HandlingShown":
        return cls(
            marking=found.marking,
            label=found.label,
            rules=list(found.rules),
            version=found.version,
            is_read=found.is_read,
        )


class HandlingReadAsked(Asked):
    """Which rules of a marking you have read, as `version` named them when they were shown."""

    version: Annotated[Word, Field(max_length=64)]


class Linked(Shown):
    """What a person now is in an item."""

    item: UUID
    subject: UUID
    role: str


class DisputeAsked(Asked):
    """What is wrong with an item."""

    reason: Note


class SettlementAsked(Asked):
    """How a dispute was settled."""

    accuracy: Accuracy
    reason: Note


class ItemStanding(Shown):
    """Whether an item is disputed."""

    id: UUID
    accuracy: Accuracy
    disputed_at: datetime | None

    @classmethod
    def of(cls, item: Item) -> "ItemStanding":
        return cls(id=item.id, accuracy=Accuracy(item.accuracy), disputed_at=item.disputed_at)


class OpeningAsked(Asked):
    """Why an item is opened, and for which case."""

    reason: Note
    reference: Reference = ""
