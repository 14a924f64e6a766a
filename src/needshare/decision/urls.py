"""Addresses of the pages of deciding."""

from django.urls import path

from . import views

app_name = "decision"
urlpatterns = [
    path("cases/<str:reference>/decide", views.decide, name="decide"),
    path("cases/<str:reference>/decide/share", views.share, name="share"),
    path("cases/<str:reference>/decide/refuse", views.refuse, name="refuse"),
    path("cases/<str:reference>/decide/refer", views.refer, name="refer"),
    path("cases/<str:reference>/decide/not-held", views.not_held, name="not_held"),
    path("cases/<str:reference>/decide/neither", views.neither, name="neither"),
    path("cases/<str:reference>/decide/defer", views.defer, name="defer"),
    path("cases/<str:reference>/send-back", views.send_back, name="send_back"),
    path("cases/<str:reference>/reopen", views.reopen, name="reopen"),
    path("requests/<str:reference>/review", views.ask_review, name="ask_review"),
    path("reviews", views.reviews, name="reviews"),
    path("reviews/table", views.reviews_as_table, name="reviews_as_table"),
    path("cases/<str:reference>/review", views.review, name="review"),
    path("cases/<str:reference>/review/take", views.take_review, name="take_review"),
    path("cases/<str:reference>/review/settle", views.settle_review, name="settle_review"),
    path("cases/<str:reference>/review/resubmission", views.link_resubmission, name="link_resubmission"),
]
