"""Addresses of the pages of preparing, checking and releasing."""

from django.urls import path

from . import views

app_name = "disclosure"
urlpatterns = [
    path("cases/<str:reference>/recipients", views.recipients, name="recipients"),
    path(
        "cases/<str:reference>/recipients/<int:number>/verify",
        views.verify_recipient,
        name="verify_recipient",
    ),
    path("cases/<str:reference>/prepare", views.prepare, name="prepare"),
    path("cases/<str:reference>/package", views.package, name="package"),
    path("cases/<str:reference>/package/files/<int:number>", views.file, name="file"),
    path("cases/<str:reference>/package/check", views.check, name="check"),
    path("cases/<str:reference>/package/send-back", views.send_back, name="send_back"),
    path("cases/<str:reference>/package/release", views.release, name="release"),
    path("cases/<str:reference>/deliveries/<int:number>", views.delivery, name="delivery"),
    path("cases/<str:reference>/deliveries/<int:number>/bounce", views.bounce, name="bounce"),
]
