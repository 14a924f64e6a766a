"""Addresses of the pages for auditors."""

from django.urls import path

from . import views

app_name = "oversight"
urlpatterns = [
    path("policy-coverage", views.coverage, name="coverage"),
    path("audit", views.audit, name="audit"),
    path("audit/verify", views.check, name="verify"),
]
