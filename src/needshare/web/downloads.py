"""Give a file out as a download that no browser will run, guess at or keep."""

from collections.abc import Iterable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from needshare.kernel.texts import display_name

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


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
