"""A case whose package is released to a member of the public, for tests of links, letters and scripts."""

from dataclasses import replace
from datetime import datetime

from needshare.audit.sealing import tick
from needshare.decision import actions as decision
from needshare.decision.rules import RecipientChoice
from needshare.decision.terms import RecipientKind
from needshare.disclosure import actions as disclosure
from needshare.pathway.terms import Stage
from tests.cast import Cast
from tests.story import Story, approval, begin, recently, verify_recipient

NEIGHBOUR = "Greta Holm"


def released_to_neighbour(
    cast: Cast, method: str, *, at: datetime | None = None
) -> tuple[Story, tuple[str, str]]:
    """Release to a neighbour by a method; return the story and, where there is a link, its token and code."""
    story = begin(cast, at=at or recently(), has_agreement=False, agreement_reference="", gateways=("g01",))
    story.to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    neighbour = RecipientChoice(
        kind=RecipientKind.MEMBER_OF_PUBLIC,
        method=method,
        name=NEIGHBOUR,
        address="4 Alder Row\nWexcombe",
        email="greta.holm@mail.example",
        identity_evidence="Passport seen by the officer.",
    )
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(neighbour,)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    verify_recipient(story, 1, method="id_document_sighted", words="Passport seen at the counter.")
    story.to(Stage.SECOND_CHECKED)
    made = disclosure.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    tick(at=story.at)
    return story, next(iter(made.secrets.values()), ("", ""))
