"""The addresses of the whole site: each capability brings its own list."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from needshare.federation.terms import Protocol

from . import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("needshare.web.urls")),
    path("", include("needshare.accounts.urls")),
    path("", include("needshare.agencies.urls")),
    path("", include("needshare.casework.urls")),
    path("", include("needshare.tasks.urls")),
    path("", include("needshare.oversight.urls")),
    path("", include("needshare.challenges.urls")),
    path("", include("needshare.consultations.urls")),
    path("", include("needshare.pathway.urls")),
    path("", include("needshare.authorisations.urls")),
    path("", include("needshare.assessment.urls")),
    path("", include("needshare.decision.urls")),
    path("", include("needshare.disclosure.urls")),
    path("", include("needshare.intake.urls")),
    path("", include("needshare.receipt.urls")),
    path("", include("needshare.agreements.urls")),
    path("", include("needshare.documents.urls")),
    path("", include("needshare.protections.urls")),
    path(api.PREFIX, api.urls),
]

# Left out, with all that it loads, where no directory is connected.
if settings.SCIM:
    urlpatterns.append(path("scim/v2/", include("needshare.provisioning.urls")))

# So too where no organisation signs in by its own provider.
if settings.SIGN_IN_PROVIDERS:
    urlpatterns.append(path("", include("needshare.federation.urls")))
if any(each.protocol is Protocol.SAML for each in settings.SIGN_IN_PROVIDERS):
    urlpatterns.append(path("", include("needshare.federation.urls.saml")))

# Every way to say no is a page with words, like any other.
handler400 = "needshare.web.errors.bad_request"
handler403 = "needshare.web.errors.forbidden"
handler404 = "needshare.web.errors.not_found"
handler500 = "needshare.web.errors.server_error"
