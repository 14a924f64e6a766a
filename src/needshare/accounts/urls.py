"""Addresses of the sign-in pages, under allauth's names, by which its own steps find them; and of people."""

from django.urls import path

from .views import inviting, passkeys, people, roles, sessions, sign_in, tokens

urlpatterns = [
    path("account/sign-in", sign_in.sign_in, name="account_login"),
    path("account/sign-in/passkey", passkeys.sign_in, name="mfa_login_webauthn"),
    path("account/sign-out", sign_in.sign_out, name="account_logout"),
    path("account/inactive", sign_in.inactive, name="account_inactive"),
    path("account/password", sign_in.password, name="account_reauthenticate"),
    path("account/password/change", sign_in.change_password, name="account_change_password"),
    path("account", sign_in.own_sign_in, name="mfa_index"),
    path("account/code", sign_in.second_factor, name="mfa_authenticate"),
    path("account/confirm", sign_in.confirm, name="mfa_reauthenticate"),
    path("account/confirm/passkey", sign_in.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("account/passkeys", passkeys.listed, name="mfa_list_webauthn"),
    path("account/passkeys/new", passkeys.enrol, name="mfa_add_webauthn"),
    path("account/passkeys/<int:passkey>/name", passkeys.rename, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:passkey>/remove", passkeys.remove, name="mfa_remove_webauthn"),
    path("account/sessions", sessions.listed, name="own_sessions"),
    path("account/sessions/end", sessions.end_all, name="end_own_sessions"),
    path("account/sessions/<uuid:browser>/end", sessions.end, name="end_own_session"),
    path("account/tokens", tokens.listed, name="own_tokens"),
    path("account/tokens/new", tokens.make, name="make_token"),
    path("account/tokens/<uuid:api_token>/revoke", tokens.revoke, name="revoke_own_token"),
    path("account/app", sign_in.set_up_app, name="mfa_activate_totp"),
    path("account/recovery-codes", sign_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", sign_in.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
urlpatterns += [
    path("account/invitation/<str:token>", inviting.accept, name="accept_invitation"),
    path("people", people.people, name="people"),
    path("people/invite", people.invite, name="invite"),
    path("people/roles", roles.waiting, name="roles_waiting"),
    path("people/roles/<uuid:proposal>/approve", roles.approve, name="approve_role"),
    path("people/roles/<uuid:proposal>/refuse", roles.refuse, name="refuse_role"),
    path("people/<uuid:who>", people.person, name="person"),
    path("people/<uuid:who>/role", people.propose_role, name="propose_role"),
    path("people/<uuid:who>/role/withdraw", people.withdraw_role, name="withdraw_role"),
    path("people/<uuid:who>/unit", people.move_unit, name="move_unit"),
    path("people/<uuid:who>/suspend", people.suspend, name="suspend"),
    path("people/<uuid:who>/reinstate", people.reinstate, name="reinstate"),
    path("people/<uuid:who>/sign-in", people.invite_again, name="invite_again"),
    path("people/<uuid:who>/training", people.record_training, name="record_training"),
    path("people/<uuid:who>/vetting", people.record_vetting, name="record_vetting"),
    path("people/<uuid:who>/clearance", people.record_clearance, name="record_clearance"),
]
