"""Idempotency keys: an act sent twice under one key is done once, and answered the same.

The key is written in the transaction of the act itself: if the act stands, so does the key, and if
the act falls, the caller may send it again. Its answer follows right after; when a crash comes
between, sending again says that the act was done, and does nothing.
"""

import hashlib
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, IntegrityError
from django.http import HttpResponse

from needshare.crypto.indexing import blind
from needshare.crypto.sealing import open_sealed, seal
from needshare.crypto.tokens import token_hash
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.kernel.alongside import alongside

from .models import SentKey

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
SHAPE: Final = re.compile(r"[!-~]{1,128}")
KEPT_FOR: Final = timedelta(hours=24)
KEPT_HEADERS: Final = ("Content-Type", "ETag", "Location")
BATCH: Final = 500
TRIES: Final = 20  # how often one waits for the answer of the same act under way
PAUSE: Final = 0.05  # seconds between

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One act as it was sent: by whom, where to, under which key, and a digest of what was sent."""

    actor: Actor
    route: str
    key: str
    body_digest: str
    at: datetime

    @property
    def scope(self) -> dict[str, Any]:
        """The columns that a key is unique in."""
        return {
            "owner": self.actor.owner,
            "actor": self.actor.id,
            "route": self.route,
            "key_digest": blind(self.actor.owner, "idempotency_key", self.key),
        }

    def answer_key(self) -> bytes:
        """Make the key that the answer is sealed under: it takes the caller's own to make it again."""
        place = f"answer|{self.actor.owner}|{self.actor.id}|{self.route}|{self.key}"
        return bytes.fromhex(token_hash(place))


class Taken(Exception):
    """The same act was sent under the same key before."""


class Claim:
    """Writes the key in the transaction of the act; `row` is there once the act was begun."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self.row: SentKey | None = None

    def __call__(self) -> None:
        at = self._sending.at
        row = SentKey(
            **self._sending.scope,
            body_digest=self._sending.body_digest,
            sent_at=at,
            expires_at=at + KEPT_FOR,
        )
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            raise Taken from error
        self.row = row


def once(request: Any, *, route: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Do an act once under the key it was sent with; without a key, do it.

    Raises:
        Invalid: the key is malformed, or was used for something else.
        Conflict: the act is being done, or was done and its answer was lost.
    """
    if HEADER not in request.headers:
        return run()
    sending = _sending(request, route)
    claim = Claim(sending)
    try:
        with alongside(claim):
            response = run()
    except Taken:
        if _is_forgotten(sending):
            return once(request, route=route, run=run)
        return _replayed(sending)
    if claim.row is not None:
        _keep(claim.row, sending, response)
    return response


def forget_expired(*, at: datetime) -> int:
    """Delete the keys whose time is over, with their answers; return how many."""
    rows = SentKey.objects.filter(expires_at__lte=at).values_list("id", flat=True)[:BATCH]
    deleted, _by_table = SentKey.objects.filter(id__in=list(rows)).delete()
    return deleted


def _sending(request: Any, route: str) -> Sending:
    key = request.headers[HEADER]
    if not SHAPE.fullmatch(key):
        raise Invalid.field(HEADER, _("Send 1 to 128 visible ASCII characters, such as a random UUID."))
    sha256 = hashlib.sha256()
    for part in _parts(request):
        sha256.update(len(part).to_bytes(8, "big") + part)
    digest = blind(request.actor.owner, "idempotency_body", sha256.hexdigest())
    return Sending(actor=request.actor, route=route, key=key, body_digest=digest, at=request.at)


def _parts(request: Any) -> Iterator[bytes]:
    """Yield everything that makes two sendings the same: address, query, body or form and files."""
    yield request.path.encode()
    yield request.META.get("QUERY_STRING", "").encode()
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield json.dumps([name, values]).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            file.seek(0)
            yield json.dumps([name, file.name, file.content_type]).encode() + file.read()
            file.seek(0)


def _is_forgotten(sending: Sending) -> bool:
    """Forget a key whose time is over, so that it can be used anew; tell whether there was one."""
    deleted, _by_table = SentKey.objects.filter(**sending.scope, expires_at__lte=sending.at).delete()
    return deleted > 0


def _replayed(sending: Sending) -> HttpResponse:
    kept = SentKey.objects.filter(**sending.scope).first()
    if kept is not None and kept.body_digest != sending.body_digest:
        raise Invalid.field(HEADER, _("This key was sent with something else. Use a new key for a new act."))
    kept = _awaited(kept)
    if kept is None or kept.answer is None:
        raise Conflict(_("This act is being done or was done already. Read the record before you go on."))
    said = json.loads(open_sealed(sending.answer_key(), bytes(kept.answer), _place(kept)))
    response = HttpResponse(said["body"].encode(), status=said["status"])
    for name, value in said["headers"].items():
        response.headers[name] = value
    response.headers[REPLAYED] = "true"
    return response


def _awaited(kept: SentKey | None) -> SentKey | None:
    """Wait a little for the answer of an act whose key stands already: it follows right after."""
    tries = TRIES
    while kept is not None and kept.answer is None and tries:
        time.sleep(PAUSE)
        kept, tries = SentKey.objects.filter(id=kept.id).first(), tries - 1
    return kept


def _keep(row: SentKey, sending: Sending, response: HttpResponse) -> None:
    """Keep the answer beside the key; the act stands whether or not this succeeds."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    said = {"status": response.status_code, "headers": headers, "body": response.content.decode()}
    try:
        SentKey.objects.filter(id=row.id).update(
            answer=seal(sending.answer_key(), json.dumps(said).encode(), _place(row))
        )
    except DatabaseError:
        logger.warning("an answer was not kept", extra={"act": sending.route})


def _place(row: SentKey) -> bytes:
    return f"api_sentkey|{row.id}|answer".encode()
