"""ID tokens of OpenID Connect: signed statements of a sign-in provider, checked against its published keys.

Only signatures with a key pair are read: never an unsigned token, never one signed with a shared secret.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import jwt

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
LEEWAY: Final = 60  # seconds that the clocks of provider and installation may differ
LONGEST_LIFE: Final = 24 * 3600
NEEDED: Final = ["iss", "sub", "aud", "exp", "iat"]


class NotGenuine(Exception):
    """A token was not signed by this provider for this installation, or is not for now."""


def read_id_token(
    token: str, *, keys: Sequence[Mapping[str, Any]], issuer: str, audience: str, at: datetime
) -> dict[str, Any]:
    """Check an ID token and return what it claims (OpenID Connect Core 1.0, 3.1.3.7).

    Raises:
        NotGenuine: for every reason the same.
    """
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        if algorithm not in ALGORITHMS:
            raise NotGenuine
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(keys, header.get("kid"), algorithm),
            algorithms=[algorithm],
            issuer=issuer,
            audience=audience,
            # Times are judged below, by the clock of the doorway.
            options={"require": NEEDED, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
        _must_be_for_now(claims, at)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise NotGenuine from error
    if claims.get("azp", audience) != audience or (
        "azp" not in claims and isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    ):
        raise NotGenuine
    return claims


def _key(keys: Sequence[Mapping[str, Any]], name: object, algorithm: str) -> jwt.PyJWK:
    """Return the one published key the token names; one that is not for signatures is none."""
    named = [key for key in keys if key.get("use", "sig") == "sig" and name in (None, key.get("kid"))]
    if len(named) != 1 or named[0].get("alg", algorithm) != algorithm or named[0].get("kty") == "oct":
        raise NotGenuine
    return jwt.PyJWK.from_dict(dict(named[0]), algorithm)


def _must_be_for_now(claims: Mapping[str, Any], at: datetime) -> None:
    now, begins, ends = at.timestamp(), float(claims["iat"]), float(claims["exp"])
    starts = float(claims.get("nbf", begins))
    if not (max(begins, starts) - LEEWAY <= now < ends + LEEWAY) or ends - begins > LONGEST_LIFE:
        raise NotGenuine
