"""The policy engine and the packs: what the law, national guidance and the force's policy ask of each
sharing, as versioned data; facts in, findings out. Nothing here decides: a person does.
"""

from .access_facts import AccessSubject, Resource, resource
from .authority import AuthorityNeeded, authority_needed, conditions_for, seniority
from .canonical import (
    assessment_as_data,
    assessment_to_canonical,
    facts_from_canonical,
    facts_to_canonical,
    finding_as_data,
)
from .documents import PackError
from .engine import (
    assess,
    check,
    compiled_form,
    condition_text,
    current_pack,
    handling_is_known,
    may,
    means_today,
    replay,
    rules_in_force,
    stand_on,
    stands_on,
    usual_marking,
    visible,
    visible_by,
)
from .explanation import TestFinding, by_heading, codes_on, findings, told_to_requester
from .facts import (
    AgreementFacts,
    AssessmentFacts,
    FactsError,
    HandlerFacts,
    HarmFacts,
    ItemFacts,
    RequesterFacts,
    RequestFacts,
)
from .in_force import InForce
from .kinds import UNKNOWN
from .layering import load_layer
from .loading import load_canonical, load_folder
from .matrix import Usual, regime_of, usual
from .pack import Pack
from .results import Assessment, Basis

__all__ = [
    "UNKNOWN",
    "AccessSubject",
    "AgreementFacts",
    "Assessment",
    "AssessmentFacts",
    "AuthorityNeeded",
    "Basis",
    "FactsError",
    "HandlerFacts",
    "HarmFacts",
    "InForce",
    "ItemFacts",
    "Pack",
    "PackError",
    "RequestFacts",
    "RequesterFacts",
    "Resource",
    "TestFinding",
    "Usual",
    "assess",
    "assessment_as_data",
    "assessment_to_canonical",
    "authority_needed",
    "by_heading",
    "check",
    "codes_on",
    "compiled_form",
    "condition_text",
    "conditions_for",
    "current_pack",
    "facts_from_canonical",
    "facts_to_canonical",
    "finding_as_data",
    "findings",
    "handling_is_known",
    "load_canonical",
    "load_folder",
    "load_layer",
    "may",
    "means_today",
    "regime_of",
    "replay",
    "resource",
    "rules_in_force",
    "seniority",
    "stand_on",
    "stands_on",
    "told_to_requester",
    "usual",
    "usual_marking",
    "visible",
    "visible_by",
]
