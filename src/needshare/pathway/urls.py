"""Addresses of the pages on which a case changes hands, waits, is closed, and is opened for a reason."""

from django.urls import path

from . import views

app_name = "pathway"
urlpatterns = [
    path("cases/<str:reference>/claim", views.claim, name="claim"),
    path("cases/<str:reference>/hand-over", views.assign, name="assign"),
    path("cases/<str:reference>/hold", views.hold, name="hold"),
    path("cases/<str:reference>/resume", views.resume, name="resume"),
    path("cases/<str:reference>/close", views.close, name="close"),
    path("cases/<str:reference>/reason", views.give_reason, name="give_reason"),
    path("ask-for-access", views.ask_for_access, name="ask_for_access"),
    path("access-requests", views.askings, name="askings"),
    path("access-requests/<uuid:asking>", views.asking, name="asking"),
    path("hidden-hits", views.hidden_hits, name="hidden_hits"),
    path("cases/<str:reference>/compartment", views.enclose, name="enclose"),
    path("compartments", views.compartments, name="compartments"),
    path("compartments/new", views.open_compartment, name="open_compartment"),
    path("compartments/<uuid:compartment>", views.compartment, name="compartment"),
    path("compartments/<uuid:compartment>/people/add", views.bring_in, name="bring_in"),
    path("compartments/<uuid:compartment>/people/remove", views.take_out, name="take_out"),
    path("enclosures/<uuid:proposal>/approve", views.approve_enclosure, name="approve_enclosure"),
    path("enclosures/<uuid:proposal>/refuse", views.refuse_enclosure, name="refuse_enclosure"),
    path("cases/<str:reference>/know-somebody", views.declare_conflict, name="declare_conflict"),
    path("declarations", views.declarations, name="declarations"),
    path("interests", views.interests, name="interests"),
    path("interests/<uuid:check>", views.interest, name="interest"),
    path("emergency", views.emergency, name="emergency"),
    path("openings", views.openings, name="openings"),
    path("openings/<uuid:review>", views.opening, name="opening"),
]
