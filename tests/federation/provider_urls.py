"""The addresses of the tests' provider."""

import json
from pathlib import Path
from typing import Any

from allauth.idp.oidc.views import configuration
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from .provider import WITHOUT_SIGN_OUT


def told(request: Any) -> HttpResponse:
    """Say what it is; of signing out only if it is to."""
    said = json.loads(configuration(request).content)
    if (Path(settings.PROVIDER_FOLDER) / WITHOUT_SIGN_OUT).exists():
        del said["end_session_endpoint"]
    return JsonResponse(said)


urlpatterns = [
    path(".well-known/openid-configuration", told),
    path("", include("allauth.idp.urls")),
    path("accounts/", include("allauth.account.urls")),
]
