"""Addresses of the pages of look-ups that were picked."""

from django.urls import path

from . import views

app_name = "challenges"
urlpatterns = [
    path("look-ups", views.own, name="own"),
    path("look-ups/<uuid:look_up_id>", views.justify, name="justify"),
    path("look-ups/<uuid:look_up_id>/review", views.review, name="review"),
]
