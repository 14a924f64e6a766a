"""What no agency may change about deciding: who may not decide, what must be answered, what binds.

Headings follow the National Decision Model; the harm of not sharing must be weighed before any
refusal (domain reference 1.9.4), and an approval binds exactly what was approved.
"""

from .approving import (
    Approval,
    Condition,
    ItemChoice,
    Methods,
    RecipientChoice,
    content_hash,
    everything_is_there,
    is_not_the_other_party,
    items_are_decided,
    kind_of,
    nothing_stops_sharing,
    recipients_are_named,
)
from .letter import codes_told
from .marking import Found, Mark, Said, grouped, place_of, unmarked, with_reasons
from .reasoning import (
    HEADED,
    LONGEST,
    MODEL_HEADINGS,
    NEEDED,
    REMEDIES,
    SHARING,
    UNDER,
    Reasoning,
    needed,
    referral_is_complete,
    severe_harm_of_not_sharing,
    unanswered,
)
from .reviewing import (
    LONGEST_WORDS,
    Verdict,
    decider_did_not_refuse,
    faults_of_verdict,
    reviewer_is_independent,
    reviewer_is_more_senior,
    reviewers,
)
from .standing import BY_ITS_PREPARER, decider_has_authority, decider_is_independent
from .waiting import AnswerFacts, clock_of_answer

__all__ = [
    "BY_ITS_PREPARER",
    "HEADED",
    "LONGEST",
    "LONGEST_WORDS",
    "MODEL_HEADINGS",
    "NEEDED",
    "REMEDIES",
    "SHARING",
    "UNDER",
    "AnswerFacts",
    "Approval",
    "Condition",
    "Found",
    "ItemChoice",
    "Mark",
    "Methods",
    "Reasoning",
    "RecipientChoice",
    "Said",
    "Verdict",
    "clock_of_answer",
    "codes_told",
    "content_hash",
    "decider_did_not_refuse",
    "decider_has_authority",
    "decider_is_independent",
    "everything_is_there",
    "faults_of_verdict",
    "grouped",
    "is_not_the_other_party",
    "items_are_decided",
    "kind_of",
    "needed",
    "nothing_stops_sharing",
    "place_of",
    "recipients_are_named",
    "referral_is_complete",
    "reviewer_is_independent",
    "reviewer_is_more_senior",
    "reviewers",
    "severe_harm_of_not_sharing",
    "unanswered",
    "unmarked",
    "with_reasons",
]
