"""A security key for tests: Chromium's virtual authenticator, told what to do through its debugging protocol."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass
class Key:
    """One key plugged into the browser of a visitor."""

    session: Any
    id: str

    def verifies(self, is_person: bool) -> None:
        """Say whether the key finds that the right finger or PIN was given."""
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_person}
        )

    def credentials(self) -> list[dict[str, Any]]:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def put(self, credential: dict[str, Any]) -> None:
        """Put a passkey into the key, as somebody does who copied one."""
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})

    def clear(self) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})


@contextmanager
def plugged_in(page: Any, *, can_verify: bool = True) -> Iterator[Key]:
    """Plug a key into a page's browser; without `can_verify` it has neither PIN nor finger reader."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": can_verify,
        "isUserVerified": can_verify,
        "automaticPresenceSimulation": True,
    }
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    try:
        yield Key(session, added["authenticatorId"])
    finally:
        session.send("WebAuthn.disable")
        session.detach()
