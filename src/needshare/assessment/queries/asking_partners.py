"""Whether the force may ask a partner for something: the law of it, before anything is asked (domain reference 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare import policy
from needshare.kernel import Actor, FieldError, Invalid, Outcome, gettext_noop as _

from .facts import DEPERSONALISED
from .findings import Basis, found_of

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation

LAWFUL = "lawful"
WORST = (Outcome.NOT_MET, Outcome.NEEDS_A_PERSON, Outcome.MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAsking:
    """What an officer has in mind to ask of a partner: for what, by which power, what, and about whom."""

    purpose: str
    gateway: str
    category: str
    role: str = "other"
    regime: str = ""
    lawful_basis: str = ""
    sensitive_condition: str = ""


def may_ask(asking: PartnerAsking, organisation: Organisation, *, viewer: Actor, at: datetime) -> Basis:
    """Judge the law of asking a partner for something; nothing is asked, and nothing about anybody is read.

    What a whole request says besides (why it is needed, why so much) is taken as said.

    Raises:
        Invalid: an answer is in no word that the policy offers.
    """
    pack = policy.current_pack(viewer.owner)
    chosen = {
        "purpose": ("purpose", asking.purpose),
        "gateway": ("gateway", asking.gateway),
        "category": ("category", asking.category),
        "role": ("subject_role", asking.role),
        "regime": ("regime", asking.regime),
        "lawful_basis": ("lawful_basis", asking.lawful_basis),
        "sensitive_condition": ("sensitive_condition", asking.sensitive_condition),
    }
    optional = ("regime", "lawful_basis", "sensitive_condition")
    wrong = [
        FieldError(field, _("Choose from what is offered."))
        for field, (words, given) in chosen.items()
        if given not in pack.words(words) and not (field in optional and given == "")
    ]
    if wrong:
        raise Invalid(*wrong)
    result = policy.assess(pack, _facts(asking, organisation, at=at))
    basis = result.relied_on
    worded = tuple(
        found_of(policy.finding_as_data(each))
        for each in policy.findings(result, basis)
        if each.heading == LAWFUL
    )
    outcome = min((each.outcome for each in worded), key=WORST.index)
    return Basis(
        id=basis.id,
        agreement_reference="",
        gateways=(asking.gateway,),
        outcome=outcome,
        worded=lambda: worded,
    )


def _facts(asking: PartnerAsking, organisation: Organisation, *, at: datetime) -> policy.AssessmentFacts:
    return policy.AssessmentFacts(
        at=at,
        request=policy.RequestFacts(
            direction="outbound_request",
            purpose=asking.purpose,
            purpose_is_described=True,
            gateways=frozenset({asking.gateway}),
            objective_is_stated=True,
            necessity_is_stated=True,
            proportionality_is_stated=True,
            consequence_is_stated=True,
            retention_is_stated=True,
            declarations_are_made=True,
            onward_sharing="none",
            identifies_one_person=True,
            urgency="routine",
            is_overdue=False,
            highest_marking_held=None,
            method=None,
            wrong_route=None,
            subject_is_told="yes",
            relies_on=None,
            jurisdiction=organisation.jurisdiction,
            regime=asking.regime or None,
            lawful_basis=asking.lawful_basis or None,
            recipient_basis=asking.lawful_basis or None,
            has_interests_stated=True,
        ),
        requester=_asked_body(organisation),
        handler=policy.HandlerFacts(training_until=None, is_conflicted=False),
        harm=policy.HarmFacts(),
        items=(_wanted(asking),),
    )


def _asked_body(organisation: Organisation) -> policy.RequesterFacts:
    return policy.RequesterFacts(
        is_verified=True,
        organisation_type=organisation.legal_type,
        is_relevant_authority=organisation.is_relevant_authority,
        destination="verified",
        declares_no_conflict=True,
        training_until=None,
        clearance=None,
        is_authorised=True,
        clearance_until=None,
    )


def _wanted(asking: PartnerAsking) -> policy.ItemFacts:
    return policy.ItemFacts(
        number=1,
        category=asking.category,
        marking=policy.usual_marking(),
        as_at=None,
        accuracy=policy.UNKNOWN,
        identity_match=policy.UNKNOWN,
        sensitive_condition=asking.sensitive_condition or None,
        is_relevant=policy.UNKNOWN,
        is_excessive=False,
        is_misleading=False,
        subject_role=asking.role,
        is_child=asking.role == "child",
        is_vulnerable=asking.role == "vulnerable_person",
        is_live_investigation=False,
        label="fact",
        blocks=frozenset(),
        is_depersonalised=asking.category in DEPERSONALISED,
    )
