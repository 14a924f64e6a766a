"""A browser's way in: pages posted as a person would, codes made as an authenticator app makes them."""

import base64
import hashlib
import hmac
import html
import re
import struct
import time
from typing import Any

from django.core.cache import cache
from django.test import Client

PASSWORD = "a lamp under seven boats"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(seed: str = SEED) -> str:
    """Make the code of this half minute (RFC 6238), forgetting that it was used before."""
    cache.clear()
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"


def wrong_code(seed: str = SEED) -> str:
    """Make a code that is not this half minute's, nor its neighbours'."""
    return f"{(int(code(seed)) + 500_000) % 1_000_000:06d}"


def browser() -> Client:
    return Client(enforce_csrf_checks=False)


def post(client: Client, address: str, **typed: str) -> Any:
    return client.post(address, typed, secure=True)


def get(client: Client, address: str, **options: Any) -> Any:
    return client.get(address, secure=True, **options)


def words(response: Any) -> str:
    """Return what the page says, without its markup."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def give_password(client: Client, username: str, password: str = PASSWORD) -> Any:
    return post(client, "/account/sign-in", login=username, password=password)


def sign_in(username: str) -> Client:
    """Sign somebody in who has PASSWORD and SEED."""
    client = browser()
    assert give_password(client, username).headers["Location"] == "/account/code"
    assert post(client, "/account/code", code=code()).headers["Location"] == "/"
    return client
