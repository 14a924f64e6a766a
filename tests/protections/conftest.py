"""The specialist unit beside the usual cast."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.accounts.models import Account
from needshare.accounts.terms import Role
from needshare.documents import actions as documents
from needshare.documents.rules import Link, NewItem, Text
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.kernel import Actor
from needshare.protections.rules import NewFlag
from needshare.subjects.models import Subject
from needshare.subjects.rules import Identifier, Person
from tests.cast import AT, Cast, acting, person

BORN_ON = AT.date().replace(year=1983)
ALAN = Person(
    name="Alan Reeve",
    aliases=("Alwin Tresco",),
    born_on=BORN_ON,
    addresses=("2 Mill Lane, Wexcombe WX4 2QD",),
    identifiers=(Identifier("urn", "N1007"),),
)


@pytest.fixture
def specialist(cast: Cast) -> Account:
    return person(cast.force, "n.vale", Role.PROTECTED_PERSONS)


@pytest.fixture
def unit(specialist: Account) -> Actor:
    return acting(specialist)


@pytest.fixture
def alan(cast: Cast) -> Subject:
    return enter(cast)


def enter(cast: Cast) -> Subject:
    return documents.enter_subject(person=ALAN, by=cast.acting_preparer, at=AT)


def item_about(cast: Cast, *subjects: Subject, title: str = "Note about the move") -> Any:
    new = NewItem(
        title=title,
        category="incident_log",
        as_at=AT,
        label=Label.FACT,
        source="Control room",
        accuracy=Accuracy.VERIFIED,
    )
    links = [Link(each.pk, SubjectRole.SUSPECT) for each in subjects]
    return documents.add_item(
        item=new, content=Text("A canary."), links=links, by=cast.acting_preparer, at=AT
    )


def a_flag(subject: Subject, **changes: Any) -> NewFlag:
    said = {
        "subject": subject.pk,
        "code": "b02",
        "hides": "record",
        "reason": "Moved under protection.",
        "authority": "Det. Supt. Marl, 2026/17",
        "from_on": AT.date(),
        "review_on": AT.date() + timedelta(days=90),
    }
    return NewFlag(**{**said, **changes})
