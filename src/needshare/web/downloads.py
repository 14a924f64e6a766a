"""Give a file out as a download that no browser will run, guess at or keep."""

import re
import unicodedata
from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
LONGEST = 120


def attachment(content: bytes | Iterable[bytes], *, name: str, content_type: str) -> HttpResponseBase:
    """Answer with a file to be saved; `name` is what the person sees and is made harmless first."""
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
        response.headers["Content-Length"] = str(len(content))
    else:
        response = StreamingHttpResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=display_name(name))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def display_name(name: str) -> str:
    r"""Strip a file name of folders, control and direction characters, and of excess length.

    >>> display_name("..\\a/b\u202egpj.exe\r\n")
    'bgpj.exe'
    >>> display_name("///")
    'file'
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    kept = kept.strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > LONGEST:
        kept = f"{stem[: LONGEST - 11]}{dot}{ending[:10]}" if stem else kept[:LONGEST]
    return kept or "file"
