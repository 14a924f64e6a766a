"""The two doorways a story is played through: the API, by the web application in this process, and the command.

Both answer with the same shape, so that a story does not care which one a step went through.
"""

import io
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

# Arguments and standard input of one command; its exit status, output and messages.
RunCommand = Callable[[Sequence[str], bytes], tuple[int, str, str]]
PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a step: done, or refused with a reason and codes."""

    is_done: bool
    data: Mapping[str, Any] = field(default_factory=dict)
    content: bytes = b""
    reason: str = ""
    codes: tuple[str, ...] = ()

    def is_blocked_by(self, cause: str) -> bool:
        """Tell whether the step was refused with this code, or with these words in its reason."""
        return not self.is_done and (cause.upper() in self.codes or cause.lower() in self.reason.lower())


@dataclass(frozen=True, slots=True)
class Way:
    """How one step is called: its address in the API, and its command."""

    path: str
    command: tuple[str, ...] = ()
    gives_file: bool = False


CASE = "/cases/{reference}"
PACKAGE = "/packages/{reference}"
WAYS: Mapping[str, Way] = {
    "request.submit": Way("/requests", ("request", "submit")),
    "request.verify": Way(f"{CASE}/verify", ("request", "verify")),
    "case.claim": Way(f"{CASE}/claim", ("case", "claim")),
    "case.show": Way(f"{CASE}/open", ("case", "show")),
    "case.find": Way(f"{CASE}/subjects/search", ("case", "find")),
    "case.search": Way(f"{CASE}/searches", ("case", "search")),
    "case.match": Way(f"{CASE}/matches", ("case", "match")),
    "case.gather": Way(f"{CASE}/gather", ("case", "gather")),
    "case.assess": Way(f"{CASE}/assess", ("case", "assess")),
    "case.forward": Way(f"{CASE}/put-forward", ("case", "forward")),
    "case.decide.approve": Way(f"{CASE}/approve", ("case", "decide", "approve")),
    "case.decide.approve-in-part": Way(f"{CASE}/approve-in-part", ("case", "decide", "approve-in-part")),
    "case.close": Way(f"{CASE}/close", ("case", "close")),
    "package.prepare": Way(f"{CASE}/package", ("package", "prepare")),
    "package.inspect": Way(f"{CASE}/package/inspect", ("package", "inspect"), gives_file=True),
    "package.check": Way(f"{CASE}/package/check", ("package", "check")),
    "package.release": Way(f"{CASE}/package/release", ("package", "release")),
    "package.conditions": Way(f"{PACKAGE}/conditions", ("package", "conditions")),
    "package.open": Way(f"{PACKAGE}/open", ("package", "open"), gives_file=True),
    "package.acknowledge": Way(f"{PACKAGE}/acknowledge", ("package", "acknowledge")),
}


class Api:
    """The API, called as a server would call it, without a socket."""

    def __init__(self) -> None:
        self._application = get_wsgi_application()

    def call(self, way: Way, *, reference: str, body: Mapping[str, Any], token: str) -> Answer:
        """Take one step with a person's token."""
        sent = json.dumps(body).encode() if body else b""
        status, kind, content = self._post(PREFIX + way.path.format(reference=reference), sent, token)
        if status >= 400:
            told = json.loads(content)
            return Answer(False, reason=told["detail"] + _remedies(told), codes=tuple(told.get("codes", ())))
        if kind.startswith("application/json"):
            return Answer(True, data=json.loads(content))
        return Answer(True, content=content)

    def _post(self, path: str, sent: bytes, token: str) -> tuple[int, str, bytes]:
        site = urlsplit(settings.SITE_URL)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": site.netloc,
            "HTTP_AUTHORIZATION": f"Bearer {token}",
            "HTTP_IDEMPOTENCY_KEY": secrets.token_hex(16),
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(sent),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if sent:
            environ |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent))}
        started: dict[str, Any] = {}

        def start_response(
            status: str, headers: list[tuple[str, str]], _trouble: Any = None, /
        ) -> Callable[[bytes], object]:
            started["status"], started["headers"] = int(status.split()[0]), dict(headers)
            return bytes  # nothing is ever written this way

        response = self._application(environ, start_response)
        try:
            content = b"".join(response)
        finally:
            response.close()
        return started["status"], started["headers"].get("Content-Type", ""), content


def _remedies(told: Mapping[str, Any]) -> str:
    return "".join(f" {each['field']}: {each['remedy']}" for each in told.get("errors", ()))


class Commands:
    """The command line, run in this process or another."""

    def __init__(self, run: RunCommand, folder: Path) -> None:
        self._run = run
        self._folder = folder

    def call(self, way: Way, *, reference: str, body: Mapping[str, Any], token: str) -> Answer:
        """Take one step with a person's token, which is in a file only while the command runs."""
        kept, output = self._folder / "token", self._folder / "given-out"
        arguments = [*way.command, *([reference] if "{reference}" in way.path else [])]
        arguments += ["--token-file", str(kept), "--json"]
        arguments += ["--file", "-"] if body else []
        arguments += ["--output", str(output)] if way.gives_file else []
        kept.touch(mode=0o600)
        try:
            kept.write_text(token, "utf-8")
            status, said, complained = self._run(arguments, json.dumps(body).encode())
            content = output.read_bytes() if output.exists() else b""
        finally:
            kept.unlink()
            output.unlink(missing_ok=True)
        if status == 0:
            return Answer(True, data=json.loads(said), content=content)
        told = json.loads(complained)
        return Answer(False, reason=told["reason"] + _remedies(told), codes=tuple(told["codes"]))
