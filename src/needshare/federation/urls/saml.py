"""Further addresses where an organisation's provider speaks SAML; the code behind them needs the `saml` extra."""

from django.urls import path

from needshare.federation.views import saml

urlpatterns = [
    path("account/saml/<slug:provider>/leave", saml.leave, name="saml_leave"),
    path("account/saml/<slug:provider>/return", saml.take, name="saml_return"),
    path("account/saml/<slug:provider>/finish", saml.finish, name="saml_finish"),
]
