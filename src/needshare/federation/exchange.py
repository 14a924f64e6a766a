"""What is said between this installation and a sign-in provider: where people are sent, what their code is worth.

Authorization code with PKCE, state and nonce (OpenID Connect Core 1.0; RFC 7636, 9207, 9700). A provider is called
at the origins set for it alone, without following redirects; nothing of what it says is kept. ADR 0032.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from needshare.crypto.id_tokens import NotGenuine, read_id_token
from needshare.kernel import Blocked, Unavailable, gettext_noop as _, not_met

from . import rules
from .terms import Protocol, Provider, ProviderStatement

SECONDS: Final = 8
MOST_BYTES: Final = 512 * 1024
SCOPE: Final = "openid email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person was sent to their provider with; the answer must fit it."""

    state: str
    nonce: str
    verifier: str
    back: str
    must_prove_again: bool = False


class _StayHere(HTTPRedirectHandler):
    """Follows nothing: where a provider answers from was set by the operator."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


def where_to(provider: Provider, question: Question) -> str:
    """Return the address a person is sent to.

    Raises:
        Unavailable: the provider does not answer, or not as it was set up.
    """
    challenge = hashlib.sha256(question.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": question.back,
        "scope": SCOPE,
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if provider.second_factor_acr:
        asked["acr_values"] = " ".join(provider.second_factor_acr)
    if question.must_prove_again:
        asked |= {"prompt": "login", "max_age": "0"}
    begun = str(described(provider)["authorization_endpoint"])
    return f"{begun}{'&' if '?' in begun else '?'}{urlencode(asked)}"


def where_to_sign_out(provider: Provider, *, back: str, state: str) -> str:
    """Return the address at which somebody signs out of their provider; empty where it has none.

    As OpenID Connect RP-Initiated Logout 1.0 has it, without a hint of who signs out: no ID token is kept, and
    nothing about a person goes into an address. A provider must then ask them whether they want to.

    Raises:
        Unavailable: the provider does not answer, or not as it was set up.
    """
    if provider.protocol is not Protocol.OIDC:
        return ""
    ends = described(provider).get("end_session_endpoint")
    if not rules.is_of(provider, ends):
        return ""
    asked = {"client_id": provider.client_id, "post_logout_redirect_uri": back, "state": state}
    return f"{ends}{'&' if '?' in str(ends) else '?'}{urlencode(asked)}"


def redeemed(provider: Provider, question: Question, *, code: str, at: datetime) -> ProviderStatement:
    """Exchange a code for what the provider states of the person.

    Raises:
        Unavailable: the provider does not answer, or not as it was set up.
        Blocked: it refuses the code, or its answer is not genuine or not to this question.
    """
    about = described(provider)
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": question.back,
        "code_verifier": question.verifier,
    }
    answer = _read(provider, about["token_endpoint"], sent, offered=about)
    keys = _read(provider, about["jwks_uri"])
    try:
        claims = read_id_token(
            str(answer["id_token"]),
            keys=keys["keys"],
            issuer=provider.issuer,
            audience=provider.client_id,
            at=at,
        )
        return rules.statement_in(claims, provider=provider, nonce=question.nonce)
    except (NotGenuine, KeyError, TypeError, ValueError) as error:
        raise _not_an_answer("not_genuine") from error


def described(provider: Provider) -> Mapping[str, Any]:
    """Read what a provider says of itself: that it is the one it was set up as, and where it is called.

    Raises:
        Unavailable: it does not answer, is another, or names a place that was not set for it.
    """
    found = _read(provider, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    places = [found.get(each) for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if found.get("issuer") != provider.issuer or not all(rules.is_of(provider, each) for each in places):
        raise _down()
    return found


def _read(
    provider: Provider,
    address: Any,
    sent: Mapping[str, str] | None = None,
    *,
    offered: Mapping[str, Any] | None = None,
) -> Mapping[str, Any]:
    """Fetch one JSON object from a provider, sending a form with the client's secret where there is one to send."""
    if not rules.is_of(provider, address):
        raise _down()
    headers = {"Accept": "application/json"}
    form = None
    if sent is not None:
        headers, form = _signed(provider, headers, dict(sent), offered or {})
    request = Request(address, data=form, headers=headers)  # noqa: S310 - is_of: http(s), at a place set by the operator
    try:
        with build_opener(_StayHere).open(request, timeout=SECONDS) as response:
            content = response.read(MOST_BYTES + 1)
        found = json.loads(content) if len(content) <= MOST_BYTES else None
    except HTTPError as error:
        error.close()
        if sent is not None and error.code in (400, 401, 403):
            raise _not_an_answer("code_refused") from None
        raise _down() from None
    except (OSError, HTTPException, ValueError) as error:
        raise _down() from error
    if not isinstance(found, dict):
        raise _down()
    return found


def _signed(
    provider: Provider, headers: dict[str, str], sent: dict[str, str], offered: Mapping[str, Any]
) -> tuple[dict[str, str], bytes]:
    """Put the client's secret on what is sent, in the way the provider takes it (RFC 6749, 2.3.1)."""
    try:
        secret = Path(provider.secret_file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _down() from error
    methods = offered.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_post" in methods:  # first: providers differ in how they read what basic must encode
        sent |= {"client_id": provider.client_id, "client_secret": secret}
    else:
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers = {**headers, "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return headers, urlencode(sent).encode()


def _down() -> Unavailable:
    return Unavailable(
        _("Your organisation's sign-in does not answer. Nothing was lost. Try again in a few minutes.")
    )


def _not_an_answer(code: str) -> Blocked:
    reason = _("What came back from your organisation's sign-in is not an answer to what was asked.")
    return Blocked(reason, [not_met(reason, test="sign_in", code=code)])
