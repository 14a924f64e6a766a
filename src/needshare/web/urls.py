"""Addresses of the pages about the site itself."""

from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("accessibility", views.accessibility, name="accessibility"),
    path("cookies", views.cookies, name="cookies"),
    path("appearance", views.appearance, name="appearance"),
]
