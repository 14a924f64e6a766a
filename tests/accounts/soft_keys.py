"""A security key in a few lines, for what a browser would never send: WebAuthn made and signed by hand."""

import hashlib
import html
import json
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftKey:
    """One passkey; what it says of itself can be changed."""

    id: bytes = b"a-key-made-by-hand"
    flags: int = PRESENT | VERIFIED
    signed: int = 0
    origin: str = ""
    rp: str = "localhost"
    handle: str = ""
    private: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def enrol(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer what a site asks when a passkey is made."""
        self.handle = asked["publicKey"]["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.private.public_key())))
        attested = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        client = self._client("webauthn.create", asked)
        return self._answer({"clientDataJSON": client, "attestationObject": cbor.encode(statement)})

    def sign(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer what a site asks when a passkey is used."""
        self.signed += 1
        data, client = self._data(), self._client("webauthn.get", asked)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": content(self.handle),
            }
        )

    def _data(self, further: int = 0) -> bytes:
        return hashlib.sha256(self.rp.encode()).digest() + struct.pack(
            ">BI", self.flags | further, self.signed
        )

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": asked["publicKey"]["challenge"],
            "origin": self.origin or settings.SITE_URL,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _answer(self, response: dict[str, bytes]) -> dict[str, Any]:
        return {
            "id": text(self.id),
            "rawId": text(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: text(part) for name, part in response.items()},
        }


def asked_to_sign_in(client: Client) -> dict[str, Any]:
    """Ask the site what to sign."""
    said = client.get("/account/sign-in/passkey", headers={"Accept": "application/json"}, secure=True)
    found: dict[str, Any] = said.json()
    return found


def use(client: Client, credential: object, **more: str) -> Any:
    """Send what a passkey answers to the sign-in page."""
    typed = {"credential": json.dumps(credential), **more}
    return client.post("/account/sign-in/passkey", typed, secure=True)


def sign_in_with(key: SoftKey, **more: str) -> tuple[Client, Any]:
    """Sign in with a passkey; return the browser and the answer."""
    client = Client()
    return client, use(client, key.sign(asked_to_sign_in(client)), **more)


def asked_to_enrol(client: Client) -> dict[str, Any]:
    """Read from the page what it asks when a passkey is made."""
    page = client.get("/account/passkeys/new", secure=True).content.decode()
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    asked: dict[str, Any] = json.loads(html.unescape(found[1]))
    return asked


def give(client: Client, credential: object, name: str = "") -> Any:
    """Send a passkey just made."""
    typed = {"credential": json.dumps(credential), "name": name}
    return client.post("/account/passkeys/new", typed, secure=True)


def enrol(client: Client, **traits: Any) -> SoftKey:
    """Make a passkey for whoever is signed in."""
    key = SoftKey(**traits)
    given = give(client, key.enrol(asked_to_enrol(client)))
    assert given.status_code == 302, given.content
    return key
