"""Addresses of the specialist unit's pages."""

from django.urls import path

from . import views

app_name = "protections"
urlpatterns = [
    path("protections", views.desk, name="desk"),
    path("protections/find", views.find, name="find"),
    path("protections/log", views.restricted_log, name="log"),
    path("protections/people/<uuid:subject_id>", views.set_flag, name="set"),
    path("protections/alerts/<uuid:alert_id>", views.alert, name="alert"),
    path("protections/<uuid:flag_id>", views.flag, name="flag"),
    path("protections/<uuid:flag_id>/review", views.review, name="review"),
    path("protections/<uuid:flag_id>/lift", views.lift, name="lift"),
]
