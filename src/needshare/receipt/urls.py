"""Addresses of own requests, packages, one-time links, and the papers of handing over."""

from django.urls import path

from .views import closing, collect, handing, packages, requests

app_name = "receipt"
urlpatterns = [
    path("requests", requests.own_requests, name="requests"),
    path("requests/<str:reference>", requests.own_request, name="request"),
    path("packages", packages.packages, name="packages"),
    path("packages/<str:reference>", packages.package, name="package"),
    path("packages/<str:reference>/accept", packages.accept, name="accept"),
    path("packages/<str:reference>/open", packages.open_package, name="open"),
    path("packages/<str:reference>/read", packages.read, name="read"),
    path("packages/<str:reference>/files/<int:number>", packages.file, name="file"),
    path("packages/<str:reference>/acknowledge", packages.acknowledge, name="acknowledge"),
    path("packages/<str:reference>/recipients/<int:number>/letter", handing.letter, name="letter"),
    path("packages/<str:reference>/recipients/<int:number>/script", handing.script, name="script"),
    path(
        "packages/<str:reference>/recipients/<int:number>/<str:layout>/done",
        handing.handed_over,
        name="handed_over",
    ),
    path("cases/<str:reference>/close-uncollected", closing.close_uncollected, name="close_uncollected"),
    path("collect/thanks", collect.thanks, name="thanks"),
    path("collect/<str:token>", collect.code, name="collect"),
    path("collect/<str:token>/package", collect.collected, name="collected"),
    path("collect/<str:token>/accept", collect.accept, name="collect_accept"),
    path("collect/<str:token>/open", collect.open_package, name="collect_open"),
    path("collect/<str:token>/read", collect.read, name="collect_read"),
    path("collect/<str:token>/files/<int:number>", collect.file, name="collect_file"),
    path("collect/<str:token>/acknowledge", collect.acknowledge, name="collect_acknowledge"),
]
