"""Addresses of the sign-in pages. They carry allauth's names, by which its own steps find them."""

from django.urls import path

from . import views

urlpatterns = [
    path("account/sign-in", views.sign_in, name="account_login"),
    path("account/sign-out", views.sign_out, name="account_logout"),
    path("account/inactive", views.inactive, name="account_inactive"),
    path("account/password", views.password, name="account_reauthenticate"),
    path("account/password/change", views.change_password, name="account_change_password"),
    path("account", views.own_sign_in, name="mfa_index"),
    path("account/code", views.second_factor, name="mfa_authenticate"),
    path("account/confirm", views.confirm, name="mfa_reauthenticate"),
    path("account/app", views.set_up_app, name="mfa_activate_totp"),
    path("account/recovery-codes", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new", views.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
