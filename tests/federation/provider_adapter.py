"""What the tests' provider says beyond allauth's: when, and with what, somebody proved who they are."""

import json
from pathlib import Path
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings

from .provider import TAMPERING


class Adapter(DefaultOIDCAdapter):
    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, **rest: Any) -> dict[str, Any]:
        claims: dict[str, Any] = super().get_claims(purpose, user, client, scopes, **rest)
        claims["sub"] = f"subject of {user.username}"
        claims["oid"] = f"directory id of {user.username}"
        claims["auth_time"] = int(user.last_login.timestamp())
        claims["amr"] = ["pwd", "mfa"] if user.is_staff else ["pwd"]
        return claims

    def populate_id_token(self, id_token: dict[str, Any], *_args: Any, **_rest: Any) -> None:
        tampering = Path(settings.PROVIDER_FOLDER) / TAMPERING
        if tampering.exists():
            id_token.update(json.loads(tampering.read_text()))
