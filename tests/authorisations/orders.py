"""An order of a court as tests record it: what is said of it, its scan, its check."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from needshare.authorisations import actions
from needshare.authorisations.models import Authorisation
from needshare.authorisations.rules import NewAuthorisation
from needshare.documents.rules import File
from needshare.pathway.terms import Stage
from tests.story import Story, assess, begin, gather, match

BYTES = b"%PDF-1.7\nIn the county court at Wexcombe: disclose the logs of calls.\n%%EOF\n"
LAST_DAY = 3


def scan(content: bytes = BYTES, name: str = "order.pdf") -> File:
    return File(name, "application/pdf", BytesIO(content))


def said(story: Story, **changes: Any) -> NewAuthorisation:
    """Return what an order says that covers both items about the person asked about, for three days more."""
    today = story.at.date()
    return replace(
        NewAuthorisation(
            kind="court_order",
            issuer="County court at Wexcombe",
            power="CPR 31.17",
            scope="Logs of calls to Alder Row and orders in force, about Marlon Pryce.",
            categories=("incident_log", "court_orders"),
            people=(1,),
            valid_from=today - timedelta(days=5),
            valid_to=today + timedelta(days=LAST_DAY),
        ),
        **changes,
    )


def recorded(story: Story, part: str = "preparer", **changes: Any) -> Authorisation:
    return actions.record(
        reference=story.reference, said=said(story, **changes), scan=scan(), by=story.by(part), at=story.at
    )


def check(story: Story, found: Authorisation, part: str = "preparer", **changes: Any) -> Authorisation:
    what = {"sha256": found.sha256, "words": "The sealed original in file 7: names, scope and dates agree."}
    return actions.check(
        reference=story.reference,
        authorisation=found.reference,
        **{**what, **changes},
        by=story.by(part),
        at=story.at,
    )


def revoke(story: Story, found: Authorisation, part: str = "preparer") -> Authorisation:
    return actions.revoke(
        reference=story.reference,
        authorisation=found.reference,
        reason="Discharged by the judge this morning.",
        by=story.by(part),
        at=story.at,
    )


def resting(cast: Any, stage: Stage = Stage.UNDER_ASSESSMENT, **changes: Any) -> tuple[Story, Authorisation]:
    """Walk a case to a stage that rests on an order whose original is checked."""
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    found = check(story, recorded(story, **changes))
    return story.to(stage), found


def weigh(story: Story) -> None:
    """Match, gather and assess, without putting the case forward."""
    match(story)
    gather(story)
    assess(story)
