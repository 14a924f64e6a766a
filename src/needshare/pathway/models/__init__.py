"""The tables of a sharing case: the case, the story of its steps, and to whom it is shown."""

from .asking import AccessRequest
from .audience import CaseAudience, CaseConflict
from .cases import SharingCase, Step
from .enclosures import EnclosureProposal
from .hits import HiddenHit
from .interests import InterestCheck, InterestDeclaration
from .reviews import OpeningReview
from .watching import RiskWatch

__all__ = [
    "AccessRequest",
    "CaseAudience",
    "CaseConflict",
    "EnclosureProposal",
    "HiddenHit",
    "InterestCheck",
    "InterestDeclaration",
    "OpeningReview",
    "RiskWatch",
    "SharingCase",
    "Step",
]
