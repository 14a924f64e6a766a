"""Addresses of the desk, the list of cases and the page of one."""

from django.urls import path

from . import views

app_name = "casework"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk", views.desk, name="desk"),
    path("cases", views.cases, name="cases"),
    path("cases/<str:reference>", views.case, name="case"),
]
