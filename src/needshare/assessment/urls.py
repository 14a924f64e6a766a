"""Addresses of the pages of assessing."""

from django.urls import path

from . import views

app_name = "assessment"
urlpatterns = [
    path("what-if", views.what_ifs, name="what_ifs"),
    path("what-if/agreement/<path:reference>", views.try_agreement, name="try_agreement"),
    path("what-if/gateway", views.try_gateway, name="try_gateway"),
    path("what-if/layer", views.try_layer, name="try_layer"),
    path("what-if/<uuid:what_if>", views.what_if, name="what_if"),
    path("what-if/<uuid:what_if>/progress", views.what_if_progress, name="what_if_progress"),
    path("what-if/<uuid:what_if>/changes.csv", views.what_if_file, name="what_if_file"),
    path("cases/<str:reference>/assess", views.work, name="work"),
    path("cases/<str:reference>/assess/find", views.find, name="find"),
    path("cases/<str:reference>/assess/search", views.record_search, name="record_search"),
    path("cases/<str:reference>/assess/match/<uuid:subject>", views.match, name="match"),
    path("cases/<str:reference>/assess/items", views.gather, name="gather"),
    path("cases/<str:reference>/assess/harm", views.assess, name="assess"),
    path("cases/<str:reference>/assess/put-forward", views.put_forward, name="put_forward"),
    path("cases/<str:reference>/items/<uuid:version>", views.item, name="item"),
    path("cases/<str:reference>/items/<uuid:version>/file", views.item_file, name="item_file"),
]
