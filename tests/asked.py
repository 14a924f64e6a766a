"""What the story of tests/story.py asks and decides, in words: about Marlon Pryce, under agreement ISA-014."""

from dataclasses import replace
from datetime import date
from typing import Any

from needshare.decision.rules import Reasoning
from needshare.intake.rules import AskedItem, AskedPerson, Asking

PERSON = "Marlon Pryce"
BORN_ON = date(1991, 4, 2)


def asking(**changes: Any) -> Asking:
    """Return a request that is complete, with the answers a test wants changed."""
    return replace(
        Asking(
            requester_name="L. Osei",
            requester_title="Community safety officer",
            requester_email="l.osei@wexcombe.example",
            requester_telephone="01632 960201",
            authoriser_name="A. Prewett",
            has_declared_no_conflict=True,
            agreement_reference="ISA-014",
            persons=(AskedPerson(name=PERSON, role="suspect", date_of_birth=BORN_ON),),
            subject_aware="not_told",
            subject_aware_reason="Telling him would defeat the purpose.",
            objective="Fewer incidents in Alder Row.",
            purpose="asb_prevention",
            purpose_text="To support an injunction.",
            gateways=("g02",),
            information_sought="Incidents at Alder Row since January.",
            items=(AskedItem("incident_log", "Logs of calls"), AskedItem("court_orders", "Orders in force")),
            necessity="The court needs evidence of what happened.",
            proportionality="Only this address and these three months.",
            consequence="Residents stay unprotected.",
            onward_use="The council's lawyer and the county court.",
            retention="Until the injunction ends.",
            security="Case system with named access.",
            highest_marking="official_sensitive",
            return_method="portal",
            has_declared_correct=True,
            has_declared_purpose_only=True,
            has_declared_offence_known=True,
        ),
        **changes,
    )


REASONING = Reasoning(
    reasons_for_sharing="The court can protect the residents.",
    reasons_against_sharing="He is named in the logs.",
    harm_of_not_sharing="Incidents would go on.",
    effect_on_privacy="Limited to one address and three months.",
    effect_on_trust="Residents expect it.",
    effect_on_investigation="None is open.",
    alternatives="Figures alone would not be evidence.",
    least_data="Two items, nothing about others.",
    interference_justified="The harm to residents outweighs it.",
    model_headings={
        "information": "Two logs.",
        "powers": "Section 115.",
        "action": "Answer, and look again.",
    },
    told_to_requester="We cannot share what you ask for.",
)
