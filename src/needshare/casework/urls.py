"""Addresses of the desk, the search, all places, what one may share, the list of cases and the page of one."""

from django.urls import path

from . import views

app_name = "casework"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk", views.desk, name="desk"),
    path("search", views.search, name="search"),
    path("what-may-i-share", views.may_share, name="may_share"),
    path("schemes", views.schemes, name="schemes"),
    path("schemes/<str:scheme>", views.scheme_page, name="scheme"),
    path("places", views.places, name="places"),
    path("cases", views.cases, name="cases"),
    path("cases/<str:reference>", views.case, name="case"),
    path("cases/<str:reference>/why", views.why, name="why"),
]
