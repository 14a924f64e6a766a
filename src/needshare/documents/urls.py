"""Addresses of the pages of material held and of the people it is about."""

from django.urls import path

from .views import changing, items, marking as markings, people, pointing

app_name = "documents"
urlpatterns = [
    path("markings/<str:marking>", markings.handling, name="handling"),
    path("items/add", items.add, name="add"),
    path("items/elsewhere", pointing.elsewhere, name="elsewhere"),
    path("items/<uuid:version_id>", items.item, name="item"),
    path("items/<uuid:version_id>/people", items.link, name="link"),
    path("items/<uuid:version_id>/version", changing.version, name="version"),
    path("items/held/<uuid:item_id>/marking", markings.mark, name="mark"),
    path("items/held/<uuid:item_id>/dispute", changing.dispute, name="dispute"),
    path("items/held/<uuid:item_id>/settle", changing.settle, name="settle"),
    path("people/add", people.record, name="record"),
    path("people/search", people.search, name="search"),
    path("people/<uuid:subject_id>/recorded", people.recorded, name="recorded"),
]
