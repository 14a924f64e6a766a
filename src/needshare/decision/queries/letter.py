"""The letter of a refusal: drawn up from the findings for the decider to read, and read back as it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.decision.rules import Found, Mark, codes_told
from needshare.intake import queries as intake
from needshare.pathway import queries as pathway
from needshare.policy import current_pack, told_to_requester

if TYPE_CHECKING:
    from needshare.decision.models import Decision
    from needshare.pathway.models import SharingCase

REASONS = "reason_class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of refusal as it goes out: every part in its words, `why` the reasons that may be told.

    `parts` are the headings of the policy, each with its fixed words; under the one named REASONS stand `why`,
    in the words of the policy, and `told`, in those of the decider.
    """

    reference: str
    dated: str
    force: str
    switchboard: str
    organisation: str
    addressee: str
    parts: list[list[str]]
    why: list[str]
    told: str

    @classmethod
    def of(cls, decision: Decision) -> Letter | None:
        """Give the letter kept with a decision, as it went out; None for one that has none."""
        return cls(**decision.letter) if decision.letter else None


def refusal_letter(
    case: SharingCase, findings: Iterable[Found], *, marks: Sequence[Mark] = (), told: str, at: datetime
) -> Letter:
    """Draw up the letter of a refusal from its findings; nothing is stored.

    It is made of what was asked and of words written to be told, never of what was gathered.
    """
    pack, text = current_pack(), current_pack().texts["refusal"]
    return Letter(
        reference=case.reference,
        dated=pathway.day_of(at).isoformat(),
        force=case.owner.name,
        switchboard=case.owner.switchboard,
        organisation=case.requesting_organisation.name,
        addressee=intake.request_of(case).requester_name,
        parts=[[name, label, text.says.get(name, "")] for name, label in text.parts],
        why=list(told_to_requester(pack, codes_told(findings, marks))),
        told=told.strip(),
    )
