"""Signing in by a provider that speaks SAML: one signed answer, to one request, in the browser that asked."""

import base64
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.terms import Role
from needshare.config.sign_in_providers import sign_in_providers
from needshare.federation.models import ProviderIdentity
from needshare.federation.terms import Way
from tests.cast import acting, person
from tests.entries import newest
from tests.provisioning.conftest import Directory

from .conftest import directory_of

pytestmark = pytest.mark.django_db
BACK = "http://localhost:8000/account/saml/aldermere/return"
STRONG = "https://refeds.org/profile/mfa"
ANSWER = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r{id}" Version="2.0" IssueInstant="{now}"
 Destination="{destination}" InResponseTo="{request}"><saml:Issuer>{issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_a{id}" Version="2.0" IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:{format}">{subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{end}" Recipient="{destination}" InResponseTo="{request}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{start}" NotOnOrAfter="{end}">
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience>
</saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{proved}" SessionIndex="_s"><saml:AuthnContext>
<saml:AuthnContextClassRef>{context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="employeeNumber"><saml:AttributeValue>{employee}</saml:AttributeValue>
</saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"""


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Idp:
    """A provider's key and certificate, and the answers it signs."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "saml.aldermere.example")])
        at = datetime.now(UTC)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(1).not_valid_before(at).not_valid_after(at + timedelta(days=9))
        pem = serialization.Encoding.PEM
        self.certificate = made.sign(key, hashes.SHA256()).public_bytes(pem).decode()
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        self.key = key.private_bytes(pem, *form).decode()

    def answer(self, request: str, *, is_signed: bool = True, **changed: str) -> str:
        at = datetime.now(UTC)
        told = {
            "id": "1",
            "now": written(at),
            "start": written(at - timedelta(minutes=1)),
            "end": written(at + timedelta(minutes=5)),
            "proved": written(at),
            "destination": BACK,
            "audience": BACK,
            "request": request,
            "issuer": "https://saml.aldermere.example/metadata",
            "format": "persistent",
            "subject": "7f31",
            "context": STRONG,
            "employee": "E-117",
        }
        document = ANSWER.format(**{**told, **changed})
        if is_signed:
            root = etree.fromstring(document)
            assertion = root.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
            signed = OneLogin_Saml2_Utils.add_sign(
                etree.tostring(assertion), self.key, self.certificate,
                sign_algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                digest_algorithm="http://www.w3.org/2001/04/xmlenc#sha256",
            )  # fmt: skip
            root.replace(assertion, etree.fromstring(signed))
            document = etree.tostring(root).decode()
        return document


IDP, OTHER = Idp(), Idp()


@pytest.fixture
def aldermere(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "certificate").write_text(IDP.certificate)
    settings.SIGN_IN_PROVIDERS = tuple(
        replace(each, certificate_file=str(tmp_path / "certificate"))
        for each in settings.SIGN_IN_PROVIDERS[1:]
    )
    cache.clear()


@pytest.fixture
def directory(cast: Any) -> Directory:
    keeper = person(cast.housing, "p.keeper", Role.PARTNER_ADMINISTRATOR, domain="aldermere.example")
    return directory_of("AHA", keeper)


@pytest.fixture
def joined(directory: Directory) -> Account:
    return Account.objects.get(pk=directory.joins("n.new", externalId="E-117")["id"])


class Browser:
    def __init__(self) -> None:
        self.client = Client()

    def leave(self, address: str = "/account/provider/aldermere") -> tuple[str, str, str]:
        """Go to the provider; return the request's id, the state, and the request itself."""
        onward = self.client.post(address, secure=True).headers["Location"]
        there = self.client.get(onward, secure=True).headers["Location"]
        assert there.startswith("https://saml.aldermere.example/sign-in?")
        sent = parse_qs(urlsplit(there).query)
        request = zlib.decompress(base64.b64decode(sent["SAMLRequest"][0]), -15).decode()
        return etree.fromstring(request).get("ID"), sent["RelayState"][0], request

    def back(self, document: str, state: str) -> Any:
        """Have the provider's page post the answer, without a cookie; then come for it with one."""
        sent = {"SAMLResponse": base64.b64encode(document.encode()).decode(), "RelayState": state}
        taken = Client(enforce_csrf_checks=True).post("/account/saml/aldermere/return", sent, secure=True)
        assert taken.status_code == 303
        return self.client.get(taken.headers["Location"], secure=True)


def test_a_signed_answer_lets_in_whom_the_directory_told_of(aldermere, joined):
    browser = Browser()
    request, state, _sent = browser.leave()
    answer = browser.back(IDP.answer(request), state)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert ProviderIdentity.objects.get().account_id == joined.pk
    assert ProviderIdentity.objects.get().way == Way.DIRECTORY
    assert browser.client.get("/account", secure=True).status_code == 200
    assert newest("accounts.sign_in").said == {
        "second_factor": "true",
        "proof": "provider",
        "new_browser": "",
    }
    assert browser.back(IDP.answer(request), state).status_code == 400, "an answer counts once"


def test_a_step_is_confirmed_with_a_new_proof_only(aldermere, joined):
    browser = Browser()
    request, state, _sent = browser.leave()
    browser.back(IDP.answer(request), state)
    request, state, sent = browser.leave("/account/provider/aldermere/confirm")
    assert 'ForceAuthn="true"' in sent
    stale = IDP.answer(request, proved=written(datetime.now(UTC) - timedelta(minutes=2)))
    assert browser.back(stale, state).status_code == 403
    assert newest("federation.confirm").said["why"] == "no_fresh_proof"
    request, state, _sent = browser.leave("/account/provider/aldermere/confirm")
    assert browser.back(IDP.answer(request), state).headers["Location"] == "/"


def wrapped(request: str) -> str:
    """Put a made-up assertion before the signed one."""
    root = etree.fromstring(IDP.answer(request))
    forged = etree.fromstring(IDP.answer(request, is_signed=False, id="2", employee="E-1"))
    root.insert(2, forged.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion"))
    return etree.tostring(root).decode()


WRONG: dict[str, Any] = {
    "unsigned": lambda request: IDP.answer(request, is_signed=False),
    "of_another_key": OTHER.answer,
    "changed": lambda request: IDP.answer(request).replace("E-117", "E-118"),
    "with_another_assertion": wrapped,
    "to_another_request": lambda _request: IDP.answer("_another"),
    "for_another_site": lambda request: IDP.answer(request, audience="https://elsewhere.example"),
    "sent_elsewhere": lambda request: IDP.answer(request, destination="https://elsewhere.example"),
    "of_another_issuer": lambda request: IDP.answer(request, issuer="https://elsewhere.example"),
    "over": lambda request: IDP.answer(request, end=written(datetime.now(UTC) - timedelta(hours=1))),
    "of_a_name_for_one_visit": lambda request: IDP.answer(request, format="transient"),
    "no_xml": lambda _request: "<",
    "with_entities": lambda request: '<!DOCTYPE x [<!ENTITY a "b">]>' + IDP.answer(request),
}


@pytest.mark.parametrize("made", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_not_genuine_lets_nobody_in(aldermere, joined, made):
    browser = Browser()
    request, state, _sent = browser.leave()
    assert browser.back(made(request), state).status_code == 400
    assert newest("federation.note_failed").said["why"] == "not_genuine"
    assert not ProviderIdentity.objects.exists()


def test_an_answer_nobody_asked_for_or_in_another_browser_lets_nobody_in(aldermere, joined):
    request, state, _sent = Browser().leave()
    for browser, name in ((Browser(), state), (Browser(), "")):
        assert browser.back(IDP.answer(request), name).status_code == 400
    assert newest("federation.note_failed").said["why"] == "not_begun_here"


def test_suspended_and_unknown_people_read_the_same(aldermere, joined, cast):
    at = timezone.now()
    browser = Browser()
    request, state, _sent = browser.leave()
    unknown = browser.back(IDP.answer(request, employee="E-999", subject="other"), state)
    by = acting(cast.administrator, at=at)
    accounts.suspend(username=joined.username, reason="Left.", by=by, at=at)
    request, state, _sent = browser.leave()
    suspended = browser.back(IDP.answer(request), state)
    assert unknown.status_code == suspended.status_code == 403
    assert unknown.content == suspended.content


def test_without_the_extra_the_start_says_what_to_install(monkeypatch):
    file = str(Path(__file__).with_name("providers.toml"))
    assert len(sign_in_providers(file)) == 2
    monkeypatch.setattr("needshare.config.sign_in_providers.find_spec", lambda _name: None)
    with pytest.raises(ValueError, match=r"pip install 'needshare\[saml\]'"):
        sign_in_providers(file)
