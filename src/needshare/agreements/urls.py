"""Addresses of the register of agreements. A reference may hold slashes."""

from django.urls import path

from . import views

app_name = "agreements"
urlpatterns = [
    path("agreements", views.register, name="register"),
    path("agreements/check", views.check, name="check"),
    path("agreements/add", views.add, name="add"),
    path("agreements/<path:reference>/versions", views.add_version, name="add_version"),
    path("agreements/<path:reference>/signatures", views.record_signature, name="record_signature"),
    path("agreements/<path:reference>/suspend", views.suspend, name="suspend"),
    path("agreements/<path:reference>/resume", views.resume, name="resume"),
    path("agreements/<path:reference>/withdraw", views.withdraw, name="withdraw"),
    path("agreements/<path:reference>", views.agreement, name="agreement"),
]
