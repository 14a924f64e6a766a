"""Addresses of the pages of authorisations."""

from django.urls import path

from . import views

app_name = "authorisations"
OF_CASE = "cases/<str:reference>/authorisations"
ONE = f"{OF_CASE}/<str:authorisation>"
urlpatterns = [
    path(OF_CASE, views.of_case, name="of_case"),
    path(f"{OF_CASE}/record", views.record, name="record"),
    path(f"{OF_CASE}/rely", views.rely, name="rely"),
    path(f"{ONE}/check", views.check, name="check"),
    path(f"{ONE}/revoke", views.revoke, name="revoke"),
    path(f"{ONE}/stop", views.stop, name="stop"),
    path(f"{ONE}/scan", views.scan, name="scan"),
]
