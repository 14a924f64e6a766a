"""Say that there is material elsewhere: who holds it, its marking, how to ask; nothing of what it says (ADR 0040)."""

from collections.abc import Sequence
from datetime import datetime

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.documents import access
from needshare.documents.models import ItemVersion
from needshare.documents.rules import (
    Link,
    NewItem,
    Pointer,
    Text,
    faults_of_pointer,
    may_be_pointed_to,
)
from needshare.documents.terms import Label
from needshare.kernel import Actor, Invalid, require
from needshare.policy import current_pack, markings

from .adding import add_item


@recorded(Operation.COLLECTION)
def note_held_elsewhere(
    *, pointer: Pointer, links: Sequence[Link] = (), by: Actor, at: datetime
) -> ItemVersion:
    """Note that material is held elsewhere, so that it is assessed and decided of like what is held here.

    The note has a marking of its own, the usual one: it says who it is about, and nothing of what the material says.

    Raises:
        Blocked: the actor may not, or not even that there is such material may be said here.
        Invalid: it is not said who holds it, what they call it or how to ask for it.
    """
    access.must_be_able_to_add(by)
    pack = current_pack()
    understood = markings.understood(pack, pointer.marking)
    # First of all: of what may not be named, nothing is looked at.
    require(may_be_pointed_to(understood, named=markings.named(pack)))
    faults = faults_of_pointer(pointer)
    if faults or understood is None:
        raise Invalid(*faults)
    noted = NewItem(
        title=pointer.reference,
        category=pointer.category,
        as_at=at,
        label=Label.FACT,
        source=pointer.holder,
        originator=pointer.holder,
        held_elsewhere_as=understood.marking,
    )
    version = add_item(item=noted, content=Text(pointer.how_to_ask), links=links, by=by, at=at)
    detail(held_elsewhere_as=understood.marking)
    return version
