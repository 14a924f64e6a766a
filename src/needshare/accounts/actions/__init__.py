"""Every write about people: who they are, what they may do, how they prove who they are."""

from .changes import note_change_told
from .factors import (
    enrol_passkey,
    enrol_second_factor,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
)
from .inviting import accept_invitation, invite, invite_again, issue_link
from .people import add_person, move_unit, note_handling_read, set_age_recipient
from .raising import approve_role, note_told, propose_role, refuse_role
from .sign_in import (
    change_password,
    confirm,
    end_own_session,
    end_own_sessions,
    end_sessions,
    note_failed_code,
    note_failed_sign_in,
    renew_hash,
    reset_sign_in,
    sign_in,
    sign_out,
)
from .tokens import add_token, revoke_token
from .trust import (
    grant_role,
    record_clearance,
    record_training,
    record_vetting,
    reinstate,
    suspend,
    withdraw_role,
)

__all__ = [
    "accept_invitation",
    "add_person",
    "add_token",
    "approve_role",
    "change_password",
    "confirm",
    "end_own_session",
    "end_own_sessions",
    "end_sessions",
    "enrol_passkey",
    "enrol_second_factor",
    "grant_role",
    "invite",
    "invite_again",
    "issue_link",
    "move_unit",
    "note_change_told",
    "note_failed_code",
    "note_failed_sign_in",
    "note_handling_read",
    "note_told",
    "propose_role",
    "record_clearance",
    "record_training",
    "record_vetting",
    "refuse_role",
    "reinstate",
    "remove_passkey",
    "rename_passkey",
    "renew_hash",
    "renew_recovery_codes",
    "reset_sign_in",
    "revoke_token",
    "set_age_recipient",
    "sign_in",
    "sign_out",
    "suspend",
    "withdraw_role",
]
