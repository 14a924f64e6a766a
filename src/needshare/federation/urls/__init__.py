"""Addresses of sign-in by an organisation's own provider."""

from django.urls import path

from needshare.federation.views import leaving, returning, signing_out

urlpatterns = [
    path("account/provider/<slug:provider>", leaving.sign_in, name="provider_sign_in"),
    path("account/provider/<slug:provider>/return", returning.returned, name="provider_return"),
    path("account/provider/<slug:provider>/confirm", leaving.confirm, name="provider_confirm"),
    path("account/provider/<slug:provider>/sign-out", signing_out.leave, name="provider_sign_out"),
    path("account/provider/<slug:provider>/signed-out", signing_out.returned, name="provider_signed_out"),
    path(
        "account/provider/<slug:provider>/invitation/<str:token>",
        leaving.accept,
        name="provider_accept",
    ),
]
