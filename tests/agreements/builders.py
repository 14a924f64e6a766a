"""Plain builders of agreements, after those of the worked example."""

from datetime import date
from typing import Any

from needshare.agreements import actions
from needshare.agreements.models import AgreementVersion
from needshare.agreements.rules import Agreed, NamedPerson, Party
from tests.cast import AT, Cast

REFERENCE = "NMC-ISA-014"


def parties(cast: Cast, *, signed_on: date | None = date(2024, 3, 1)) -> list[Party]:
    """Northmoor and Wexcombe, with the council's contact point."""
    return [
        Party(cast.force.id, cast.information_manager.id, signed_on),
        Party(cast.council.id, cast.contact_point.id, signed_on),
    ]


def agreed(cast: Cast, **changed: Any) -> Agreed:
    """What Northmoor and Wexcombe agreed, with anything changed."""
    given: dict[str, Any] = {
        "title": "Tackling anti-social behaviour together",
        "owner_person": cast.information_manager.id,
        "number": 3,
        "starts_on": date(2024, 3, 15),
        "ends_on": date(2027, 3, 15),
        "review_on": date(2026, 6, 1),
        "purposes": ["asb_prevention", "prevent_detect_crime"],
        "categories_out": ["identity", "contact_address", "incident_log", "court_orders"],
        "subject_groups": ["suspect", "victim", "other"],
        "ceiling": "official_sensitive",
        "methods": ["portal", "gov_tls_email"],
        "parties": parties(cast),
        "named_users": [
            NamedPerson(cast.council.id, account=cast.partner.id),
            NamedPerson(cast.council.id, name="R. Hale", job_title="Noise Officer"),
        ],
        "clauses": {"purposes": "4.1", "categories": "8.2"},
    }
    return Agreed(**given | changed)


def in_force(cast: Cast, reference: str = REFERENCE, **changed: Any) -> AgreementVersion:
    """Enter an agreement that both sides have signed."""
    return actions.add(
        reference=reference, agreed=agreed(cast, **changed), by=cast.acting_information_manager, at=AT
    )
