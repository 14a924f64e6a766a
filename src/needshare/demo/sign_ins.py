"""The passwords, authenticator seeds, tokens and keys of the made-up people, in one file of the demo's own.

They are derived from a random seed that never leaves this file (mode 0600, beside the data and the keys,
in neither of them). Nothing here exists outside a demo.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from needshare.crypto.keyfiles import write_durably
from needshare.crypto.packages import new_identity, recipient_of

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
TOTP_BYTES = 20
TOTP_SECONDS = 30


class SignIns:
    """What the made-up people know and hold; kept whenever something is added."""

    def __init__(self, path: Path, kept: dict[str, Any]) -> None:
        self.path = path
        self._kept = kept

    def __repr__(self) -> str:
        return f"<SignIns in {self.path.name}>"

    @classmethod
    def begin(cls, path: Path) -> "SignIns":
        """Begin a new file with a seed nobody knows."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = cls(path, {"seed": secrets.token_hex(32), "tokens": {}, "identities": {}, "notes": {}})
        made.keep()
        return made

    @classmethod
    def read(cls, path: Path) -> "SignIns":
        """Read the file of an earlier run."""
        return cls(path, json.loads(path.read_text("utf-8")))

    def keep(self) -> None:
        """Write everything to the file, readable by its owner alone."""
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        write_durably(draft, json.dumps(self._kept, indent=1).encode())
        draft.replace(self.path)

    def password(self, username: str) -> str:
        """Return a person's password: five groups of five letters and digits."""
        drawn = self._drawn("password", username)
        letters = [LETTERS[byte % len(LETTERS)] for byte in drawn[:25]]
        return "-".join("".join(letters[start : start + 5]) for start in range(0, 25, 5))

    def totp(self, username: str) -> str:
        """Return the seed of a person's authenticator app."""
        return base64.b32encode(self._drawn("totp", username)[:TOTP_BYTES]).decode()

    def code(self, username: str, *, at: datetime) -> str:
        """Return what a person's app shows at an instant (RFC 6238)."""
        counter = int(at.timestamp() // TOTP_SECONDS).to_bytes(8, "big")
        digest = hmac.new(base64.b32decode(self.totp(username)), counter, hashlib.sha1).digest()
        start = digest[-1] & 0xF
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**6:06}"

    def recipient(self, username: str) -> str:
        """Return the public half of a person's age key, made when first asked for."""
        if username not in self._kept["identities"]:
            self._kept["identities"][username] = new_identity().identity
            self.keep()
        return recipient_of(self.identity(username))

    def identity(self, username: str) -> str:
        """Return the secret half of a person's age key."""
        return str(self._kept["identities"][username])

    def keep_token(self, username: str, token: str) -> None:
        """Keep a person's token for the API and the command line."""
        self._kept["tokens"][username] = token

    def token(self, username: str) -> str:
        """Return a person's token."""
        return str(self._kept["tokens"][username])

    def note(self, name: str, value: Any) -> None:
        """Keep what a later run must know, such as the reference of a story's case."""
        self._kept["notes"][name] = value
        self.keep()

    def noted(self, name: str, otherwise: Any = None) -> Any:
        """Return what an earlier run noted."""
        return self._kept["notes"].get(name, otherwise)

    def _drawn(self, what: str, username: str) -> bytes:
        seed = bytes.fromhex(self._kept["seed"])
        return hmac.new(seed, f"{what}|{username}".encode(), hashlib.sha512).digest()
