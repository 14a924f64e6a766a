"""Plain builders of the people and material that tests of this folder need."""

import io
from datetime import date, datetime
from typing import Any

from needshare.documents import actions
from needshare.documents.models import ItemVersion
from needshare.documents.rules import Content, File, Link, NewItem, Text
from needshare.kernel import Actor
from needshare.subjects.rules import Identifier, Person
from tests.cast import AT

PRYCE = Person(
    name="Marlon Pryce",
    born_on=date(1990, 5, 1),
    addresses=("12 Alder Row, Wexcombe WX4 2QD",),
    identifiers=(Identifier("urn", "N1001"),),
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PDF = b"%PDF-1.7\nan empty page\n%%EOF\n"


def said(**changed: Any) -> NewItem:
    """Say what an item is, with anything changed."""
    given: dict[str, Any] = {
        "title": "Noise complaint, Alder Row",
        "category": "incident_log",
        "as_at": datetime(2026, 3, 1, 22, 15, tzinfo=AT.tzinfo),
        "label": "fact",
        "source": "Incident system",
        "accuracy": "verified",
        "completeness": "Whole log",
        "reliability": "Seen by an officer",
        "currency": "Checked today",
    }
    return NewItem(**given | changed)


def file(content: bytes = PDF, name: str = "log.pdf", media_type: str = "application/pdf") -> File:
    """Send a file."""
    return File(name, media_type, io.BytesIO(content))


MUSIC = Text("Loud music until 3am.")


def held(by: Actor, *links: Link, content: Content = MUSIC, **changed: Any) -> ItemVersion:
    """Add an item with its first version."""
    return actions.add_item(item=said(**changed), content=content, links=links, by=by, at=AT)
