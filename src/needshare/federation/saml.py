"""What is said between this installation and a sign-in provider that speaks SAML 2.0 (web browser SSO profile).

A signed request is not needed; the answer must hold exactly one assertion, signed by the certificate the operator set,
for this site, in answer to the one request it was sent. Needs the `saml` extra; loaded only where it is used. ADR 0032.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request as AuthnRequest
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response as Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings as Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

from needshare.kernel import Blocked, Unavailable, gettext_noop as _, not_met

from . import rules
from .terms import Provider, ProviderStatement

STATEMENT: Final = "/samlp:Response/saml:Assertion/saml:AuthnStatement"
# Whatever a document that is no answer ends in while it is read.
UNREADABLE = (
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
)


def where_to(provider: Provider, *, state: str, back: str, must_prove_again: bool) -> tuple[str, str]:
    """Return the address a person is sent to, and the id of the request, which the answer must name.

    Raises:
        Unavailable: the provider's certificate cannot be read.
    """
    request = AuthnRequest(_settings(provider, back), force_authn=must_prove_again, set_nameid_policy=False)
    asked = urlencode({"SAMLRequest": request.get_request(), "RelayState": state})
    place = provider.sign_in_url
    return f"{place}{'&' if '?' in place else '?'}{asked}", str(request.get_id())


def stated(provider: Provider, *, answer: str, request: str, back: str) -> ProviderStatement:
    """Check an answer and return what it states of the person.

    Raises:
        Unavailable: the provider's certificate cannot be read.
        Blocked: the answer is not genuine, or not to this request.
    """
    parts = urlsplit(back)
    here = {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {"SAMLResponse": answer},
    }
    settings = _settings(provider, back)
    try:
        response = Response(settings, answer)
        response.is_valid(here, request, raise_exceptions=True)
        return _read(response, provider)
    except (*UNREADABLE, SyntaxError) as error:  # lxml's parse errors are syntax errors
        reason = _("What came back from your organisation's sign-in is not an answer to what was asked.")
        raise Blocked(reason, [not_met(reason, test="sign_in", code="not_genuine")]) from error


def _read(response: Any, provider: Provider) -> ProviderStatement:
    """Read the one assertion of an answer that was checked; a name made up for this visit alone names nobody."""
    subject = str(response.get_nameid())
    if (
        response.get_nameid_format() == Words.NAMEID_TRANSIENT
        or not 0 < len(subject) <= rules.LONGEST_SUBJECT
    ):
        raise ValueError("subject")
    attributes: Mapping[str, list[str]] = response.get_attributes()
    [said] = Xml.query(response.document, STATEMENT)
    told = (
        subject
        if provider.directory_claim == "sub"
        else "".join(attributes.get(provider.directory_claim, [])[:1])
    )
    contexts = response.get_authn_contexts()
    return ProviderStatement(
        provider=provider,
        subject=subject,
        directory_id=told,
        has_second_factor=bool(contexts) and rules.is_second_factor(provider, acr=contexts[0], amr=[]),
        proved_at=datetime.fromtimestamp(Utils.parse_SAML_to_time(said.get("AuthnInstant")), UTC),
    )


def _settings(provider: Provider, back: str) -> Any:
    """Say who the two are, and how strict to be: as strict as can be."""
    try:
        certificate = Path(provider.certificate_file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = _(
            "Your organisation's sign-in does not answer. Nothing was lost. Try again in a few minutes."
        )
        raise Unavailable(reason) from error
    asked_for = list(provider.second_factor_acr)
    return Settings(
        {
            "strict": True,
            "sp": {
                "entityId": back,
                "assertionConsumerService": {"url": back, "binding": Words.BINDING_HTTP_POST},
            },
            "idp": {
                "entityId": provider.issuer,
                "singleSignOnService": {"url": provider.sign_in_url, "binding": Words.BINDING_HTTP_REDIRECT},
                "x509cert": certificate,
            },
            "security": {
                "wantAssertionsSigned": True,
                "wantNameId": True,
                "wantAttributeStatement": False,
                "rejectDeprecatedAlgorithm": True,
                "rejectUnsolicitedResponsesWithInResponseTo": True,
                "requestedAuthnContext": asked_for or False,
                "requestedAuthnContextComparison": "exact",
                "failOnAuthnContextMismatch": False,
            },
        }
    )
