"""One body for each operation that fits its schema, so that what is refused is refused for another reason."""

import json
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.chain import EVIDENCE, agreement, answers, harm, item, reasoning, request, subject
from tests.cast import AT

SOMETHING = str(UUID(int=7 << 76 | 1))
LATER = AT.replace(month=4).isoformat()
DAY = "2026-04-16"


class Nobody:
    """Stands for the cast where only the shape of what is sent matters."""

    class cast:  # noqa: N801 - read as an attribute
        class information_manager:  # noqa: N801
            pk = SOMETHING

        force = council = contact_point = partner = information_manager


VERSION = {name: value for name, value in agreement(Nobody).items() if name != "reference"}
APPROVAL = {
    "basis": "one_off:g02",
    "items": [{"number": 1, "outcome": "share"}],
    "recipients": [{"method": "portal", "username": "l.osei@wbc"}],
    "reasoning": reasoning(),
}
AUTHORISATION = {
    "kind": "court_order",
    "issuer": "County court at Wexcombe",
    "power": "CPR 31.17",
    "scope": "Logs of calls to Alder Row.",
    "categories": ["incident_log"],
    "people": [1],
    "valid_from": "2026-03-01",
    "valid_to": DAY,
}
ANSWER = {"reasoning": reasoning()}
BODIES = {
    "accounts_set_age_recipient": {"recipient": ""},
    "accounts_invite": {
        "organisation": "NMC",
        "username": "n.person",
        "name": "New Person",
        "work_email": "n.person@nmc.example",
        "roles": ["officer"],
        "reason": "New in the team.",
    },
    "accounts_invite_again": {"reason": "Lost the phone."},
    "accounts_move_unit": {"unit": ""},
    "accounts_suspend": {"reason": "Left."},
    "accounts_reinstate": {"reason": "Back."},
    "accounts_propose_role": {"role": "supervisor", "reason": "Promoted."},
    "accounts_withdraw_role": {"role": "officer", "reason": "Moved."},
    "accounts_record_training": {"until": DAY, "evidence": "Course record."},
    "accounts_record_vetting": {"vetting": "rv", "until": DAY, "evidence": "Form 7."},
    "accounts_record_clearance": {"clearance": "sc", "until": DAY, "evidence": "Form 7."},
    "agencies_add": {"code": "TOL", "name": "Tolland Academy", "legal_type": "school_or_college"},
    "agencies_change_particulars": {"name": "Tolland Academy", "legal_type": "school_or_college"},
    "agencies_suspend": {"reason": "Merged."},
    "agencies_reinstate": {"reason": "Settled."},
    "agencies_verify_domain": {
        "domain": "tolland.example",
        "evidence": "Published, confirmed by the switchboard.",
        "expires_on": "2027-03-16",
        "is_told_apart": False,
    },
    "agencies_withdraw_domain": {"domain": "tolland.example", "reason": "Sold."},
    "agencies_add_unit": {"name": "Safety hub"},
    "agencies_rename_unit": {"new_name": "Hub"},
    "agencies_propose_particulars": {
        "name": "Tolland Academy",
        "legal_type": "school_or_college",
        "reason": "New number.",
    },
    "assessment_try_change": {
        "kind": "gateway",
        "subject": "g02",
        "parts": {"in_force_to": DAY},
        "reason": "A change of the law.",
    },
    "agreements_add": agreement(Nobody),
    "agreements_add_version": VERSION,
    "agreements_record_signature": {"organisation": SOMETHING, "signed_on": "2026-03-01"},
    "agreements_suspend": {"reason": "Breach."},
    "agreements_resume": {"reason": "Settled."},
    "agreements_withdraw": {"reason": "Over."},
    "documents_enter_subject": subject(),
    "documents_find_subjects": {"reason": "Duty.", "name": "Nobody"},
    "documents_add_subject_identifier": {"kind": "pnc", "value": "1"},
    "documents_add_item": item(SOMETHING),
    "documents_note_held_elsewhere": {
        "reference": "RLU/7",
        "category": "incident_log",
        "marking": "secret",
        "holder": "Regional Larch Unit",
        "how_to_ask": "Ring the desk.",
    },
    "documents_add_version": {"body": "More."},
    "documents_link_subject": {"subject": SOMETHING, "role": "suspect"},
    "documents_acknowledge_handling": {"version": "0" * 32},
    "documents_mark_again": {"marking": "official_sensitive", "caveats": ["uk_eyes_only"], "reason": "Duty."},
    "documents_mark_disputed": {"reason": "Wrong day."},
    "documents_settle_dispute": {"accuracy": "verified", "reason": "Checked."},
    "documents_read_item": {"reason": "Duty."},
    "intake_submit": request(),
    "intake_resubmit": {"answers": answers()},
    "intake_withdraw": {"reason": "Settled."},
    "pathway_assign": {"to": "d.whitcombe@nmc", "reason": "Leave."},
    "pathway_open_compartment": {
        "code_name": "ALDER",
        "purpose": "A closed enquiry.",
        "sponsor": "d.whitcombe@nmc",
        "reason": "It begins.",
    },
    "pathway_bring_in": {"username": "d.whitcombe@nmc", "reason": "Works on it."},
    "pathway_take_out": {"username": "d.whitcombe@nmc", "reason": "Moved on."},
    "pathway_propose_enclosure": {"compartment": None, "reason": "Settled."},
    "pathway_declare_reason": {
        "purpose": "supervise",
        "words": "The monthly look at cases of the unit.",
        "has_read_handling": True,
    },
    "pathway_open_in_emergency": {
        "purpose": "supervise",
        "words": "A child is missing from the address.",
        "has_read_handling": True,
    },
    "pathway_ask_for_access": {
        "reference": "NMC-26-0000-0000",
        "purpose": "related",
        "words": "It is about the same address as my own case.",
    },
    "challenges_justify": {"words": "The complaint asks who saw the log, and I prepare the answer. " * 3},
    "challenges_review": {"verdict": "upheld", "words": "The complaint is there."},
    "pathway_review_opening": {"verdict": "upheld", "words": "The handler was on leave."},
    "pathway_answer_asking": {"verdict": "declined", "words": "Another case serves."},
    "pathway_declare_interests": {"household": ["Ann Lee"]},
    "pathway_declare_conflict": {"words": "She is my sister-in-law."},
    "pathway_settle_check": {"outcome": "explained", "words": "A namesake."},
    "pathway_hold": {"reason": "Awaiting a call.", "until": LATER},
    "intake_verify": EVIDENCE,
    "intake_return_for_more": {"what": "The dates."},
    "intake_redirect": {"route": "insurer"},
    "casework_search": {"words": "Nobody", "reason": "Duty."},
    "authorisations_rely_on": {"authorisation": "AU-26-0000-0000"},
    "authorisations_check": {"sha256": "0" * 64, "words": ""},
    "authorisations_revoke": {"reason": "Discharged by the judge."},
    "assessment_find_subjects": {"name": "Nobody"},
    "assessment_record_search": {"scope": "All.", "has_found": False},
    "assessment_match_subject": {
        "number": 1,
        "subject": SOMETHING,
        "confidence": "confirmed",
        "evidence": "Same birth date.",
    },
    "assessment_gather": {"items": []},
    "assessment_assess": harm(),
    "decision_approve": APPROVAL,
    "decision_approve_in_part": APPROVAL,
    "decision_refuse": ANSWER,
    "decision_not_held": ANSWER,
    "decision_neither_confirm_nor_deny": ANSWER,
    "decision_refer": {**ANSWER, "to": "dpo", "question": "May we?", "answer_by": DAY},
    "decision_defer": {**ANSWER, "until": DAY},
    "decision_send_back": {"reason": "Dates."},
    "decision_reopen": {"reason": "New facts."},
    "consultations_ask": {"place": "legal", "question": "May we?"},
    "consultations_invite": {
        "place": "prosecutor",
        "question": "May we?",
        "name": "J. Marrow",
        "organisation": "Prosecution service",
        "email": "j.marrow@prosecution.example",
    },
    "consultations_answer": {"answer": "no_objection", "reason": "The arrests are made."},
    "decision_ask_review": {"grounds": "The hearing was moved."},
    "decision_settle_review": {"outcome": "stands", "reasons": "Seen.", "told_to_requester": "It stands."},
    "decision_link_resubmission": {"resubmission": "NMC-26-0000-0001"},
    "disclosure_verify_recipient": {
        "method": "callback_switchboard",
        "is_person_confirmed": True,
        "is_organisation_confirmed": True,
        "is_authority_confirmed": True,
        "evidence": "Called back.",
    },
    "disclosure_check": {"bytes_hash": "0" * 64},
    "disclosure_send_back": {"what": "The cover."},
    "disclosure_record_handing_over": {"evidence": "Given in person."},
    "receipt_close_uncollected": {"reason": "Nobody answered."},
    "audit_events": {"reason": "Check."},
    "protections_find": {"name": "Marlon Pryce", "reason": "Order 17."},
    "protections_set_flag": {
        "subject": SOMETHING,
        "code": "b02",
        "hides": "record",
        "reason": "Moved.",
        "authority": "Order 17.",
        "from_on": "2026-03-16",
        "review_on": DAY,
    },
    "protections_review": {"words": "Still at risk.", "review_on": DAY},
    "protections_lift": {"words": "Ended."},
    "protections_decide": {"outward": "stands", "words": "A namesake."},
}


def form_of(operation: str) -> dict[str, Any]:
    """Return the parts of an act that is sent as a form with a file, made anew: a file is read once."""
    file = SimpleUploadedFile("order.pdf", b"%PDF-1.7 order", "application/pdf")
    return {"details": json.dumps(FORMS[operation]), "file": file}


FORMS = {"authorisations_record": AUTHORISATION}
