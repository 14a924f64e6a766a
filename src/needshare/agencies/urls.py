"""The addresses of the register of organisations."""

from django.urls import path

from . import views

urlpatterns = [
    path("organisations", views.organisations, name="organisations"),
    path("organisations/add", views.add, name="add_organisation"),
    path("organisations/proposals/<uuid:proposal>/accept", views.accept, name="accept_entry"),
    path("organisations/proposals/<uuid:proposal>/decline", views.decline, name="decline_entry"),
    path("organisations/<slug:code>", views.organisation, name="organisation"),
    path("organisations/<slug:code>/change", views.change, name="change_organisation"),
    path("organisations/<slug:code>/propose", views.propose, name="propose_entry"),
    path("organisations/<slug:code>/domains/add", views.verify_domain, name="verify_domain"),
    path("organisations/<slug:code>/domains/<str:domain>/end", views.withdraw_domain, name="withdraw_domain"),
    path("organisations/<slug:code>/suspend", views.suspend, name="suspend_organisation"),
    path("organisations/<slug:code>/reinstate", views.reinstate, name="reinstate_organisation"),
    path("organisations/<slug:code>/units/add", views.add_unit, name="add_unit"),
    path("organisations/<slug:code>/units/<uuid:unit>/rename", views.rename_unit, name="rename_unit"),
    path("organisations/<slug:code>/units/<uuid:unit>/close", views.close_unit, name="close_unit"),
]
