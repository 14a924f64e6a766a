"""The deep check: opens what each entry says and compares it with what its leaf committed to."""

import json
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

from needshare.crypto.sealing import Tampered
from needshare.kernel import Unavailable, gettext_noop as _

from . import keys
from .checking import Say
from .leaves import commitment, digests_of, read
from .payloads import NAMES, opened
from .reading import Row, payloads


class DeepChecks:
    """Opens the payloads of a batch of entries."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def check(self, rows: Sequence[Row]) -> None:
        """Check the payloads of these entries."""
        known = [row for row in rows if isinstance(row.entry_id, int) and isinstance(row.leaf, bytes)]
        if not known:
            return
        ids = [row.entry_id for row in known]
        stored = payloads(min(ids), max(ids))
        for row in known:
            payload = stored.get(row.entry_id)
            if payload is None:
                self._say(row.idx, "payload_missing", _("What an entry says is gone."))
            else:
                self._check_one(row, payload)

    def _check_one(self, row: Row, payload: tuple[Any, ...]) -> None:
        subject_key, subject, main_key, main, erased = payload
        try:
            digests = self._erased(erased)
            for key_id, sealed in ((main_key, main), (subject_key, subject)):
                if sealed is not None:
                    digests |= self._opened(key_id, sealed, row.leaf)
            leaf = read(row.leaf)
        except (Unavailable, Tampered, ValueError, TypeError, KeyError, AttributeError):
            self._say(
                row.idx, "payload_edited", _("What an entry says does not open: it was changed or moved.")
            )
            return
        if set(digests) != set(NAMES) or commitment(digests) != b64decode(leaf.commitment):
            self._say(row.idx, "payload_not_committed", _("What an entry says is not what was sealed."))

    def _opened(self, key_id: Any, sealed: Any, leaf: bytes) -> dict[str, bytes]:
        key = keys.find(str(key_id))
        if key is None:
            raise ValueError("the key is gone")
        parts = opened(key, bytes(sealed), leaf)
        return digests_of((name, salt, value) for name, (salt, value) in parts.items())

    def _erased(self, digests: Any) -> dict[str, bytes]:
        """Read the digests that stand for erased parts."""
        if digests is None:
            return {}
        return {str(name): b64decode(digest, validate=True) for name, digest in json.loads(digests).items()}
