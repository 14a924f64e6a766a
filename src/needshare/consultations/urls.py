"""Addresses of the pages of consultations."""

from django.urls import path

from .views import inside, outside

app_name = "consultations"
urlpatterns = [
    path("cases/<str:reference>/consultations", inside.of_case, name="of_case"),
    path("cases/<str:reference>/consultations/ask", inside.ask, name="ask"),
    path("cases/<str:reference>/consultations/invite", inside.invite, name="invite"),
    path("cases/<str:reference>/consultations/<int:number>/withdraw", inside.withdraw, name="withdraw"),
    path("consultations", inside.waiting, name="waiting"),
    path("consultations/<uuid:consultation_id>", inside.answer, name="answer"),
    path("asked/thanks", outside.thanks, name="outside_thanks"),
    path("asked/<str:token>", outside.code, name="outside"),
    path("asked/<str:token>/question", outside.question, name="outside_question"),
]
