"""Addresses of the pages of asking, and of handling what was asked."""

from django.urls import path

from .views import asking, handling, sent

app_name = "intake"
urlpatterns = [
    path("requests/new", asking.start, name="start"),
    path("requests/new/<str:force>", asking.first, name="first"),
    path("requests/drafts", asking.drafts, name="drafts"),
    path("requests/drafts/<uuid:draft_id>", asking.draft, name="draft"),
    path("requests/drafts/<uuid:draft_id>/check", asking.check, name="check"),
    path("requests/drafts/<uuid:draft_id>/discard", asking.discard, name="discard"),
    path("requests/drafts/<uuid:draft_id>/<str:word>", asking.part, name="part"),
    path("cases/<str:reference>/verify", handling.verify, name="verify"),
    path("cases/<str:reference>/return", handling.return_for_more, name="return_for_more"),
    path("cases/<str:reference>/redirect", handling.redirect, name="redirect"),
    path("requests/<str:reference>/sent", sent.sent, name="sent"),
    path("requests/<str:reference>/correct", sent.correct, name="correct"),
    path("requests/<str:reference>/withdraw", sent.withdraw, name="withdraw"),
]
