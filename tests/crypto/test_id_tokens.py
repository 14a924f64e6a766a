"""Whose ID tokens are read: signed by a published key pair of the provider, for this client, for now."""

import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from needshare.crypto.id_tokens import NotGenuine, read_id_token

AT = datetime(2026, 3, 16, 9, tzinfo=UTC)
NOW = int(AT.timestamp())
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
ISSUER, CLIENT = "https://login.wexcombe.example", "needshare"
CLAIMS = {"iss": ISSUER, "sub": "7", "aud": CLIENT, "iat": NOW, "exp": NOW + 300}


def published(key: Any, name: str, **more: Any) -> dict[str, Any]:
    algorithm = (
        jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    )
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": name, **more}


KEYS = [published(KEY, "first", use="sig"), published(CURVE, "curve"), published(KEY, "sealing", use="enc")]


def read(token: str, keys: Any = None) -> dict[str, Any]:
    return read_id_token(token, keys=KEYS if keys is None else keys, issuer=ISSUER, audience=CLIENT, at=AT)


def signed(key: Any = KEY, algorithm: str = "RS256", kid: str | None = "first", **claims: Any) -> str:
    headers = {"kid": kid} if kid else None
    return jwt.encode({**CLAIMS, **claims}, key, algorithm=algorithm, headers=headers)


def test_a_token_of_a_published_key_is_read():
    assert read(signed())["sub"] == "7"
    assert read(signed(CURVE, "ES256", "curve"))["sub"] == "7"
    assert read(signed(kid=None), KEYS[:1])["sub"] == "7"


SHARED = KEYS[0]["n"]  # what is published, used as if it were a shared secret


FORGED = {
    "unsigned": jwt.encode(CLAIMS, None, algorithm="none", headers={"kid": "first"}),
    "shared_secret": signed(SHARED, "HS256"),
    "another_key": signed(OTHER),
    "unknown_key": signed(kid="absent"),
    "no_key_named_of_several": signed(kid=None),
    "key_for_sealing": signed(kid="sealing"),
    "key_of_another_kind": signed(KEY, "RS256", "curve"),
    "another_issuer": signed(iss="https://login.elsewhere.example"),
    "another_audience": signed(aud="another"),
    "another_beside": signed(aud=[CLIENT, "another"]),
    "given_to_another": signed(azp="another"),
    "ended": signed(iat=NOW - 900, exp=NOW - 61),
    "not_begun": signed(iat=NOW + 61),
    "not_before_later": signed(nbf=NOW + 61),
    "for_ever": signed(exp=NOW + 90_000),
    "without_an_end": jwt.encode(
        {key: value for key, value in CLAIMS.items() if key != "exp"}, KEY, "RS256", {"kid": "first"}
    ),
    "no_token": "a.b.c",
    "nothing": "",
}


@pytest.mark.parametrize("name", FORGED)
def test_any_other_token_is_not_genuine(name):
    with pytest.raises(NotGenuine):
        read(FORGED[name])


def test_a_token_that_was_changed_is_not_genuine():
    head, body, signature = signed().split(".")
    other = signed(sub="8").split(".")[1]
    with pytest.raises(NotGenuine):
        read(f"{head}.{other}.{signature}")
    assert read(f"{head}.{body}.{signature}")
