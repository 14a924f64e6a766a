"""A walk through every page in a real browser: nothing runs, nothing is inline, and text is shown as typed."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client
from django.urls import get_resolver, resolve

from needshare.accounts.models import Account
from needshare.cli.describing import routes
from needshare.disclosure.typesetting import displayable
from needshare.web.headers import CONTENT_POLICY, policy_to_providers
from tests.browser import Visitor
from tests.signing_in import signed_in

from .hostile import TEXTS

# Saved by the browser, not shown by it: see tests/web/test_downloads.py and those of each stage.
FILES = {
    "/cases/{reference}/authorisations/{authorisation}/scan",
    "/cases/{reference}/items/{version}/file",
    "/what-if/{what_if}/changes.csv",
    "/what-if/{what_if}/progress",
    "/cases/{reference}/package/files/{number}",
    "/packages/{reference}/files/{number}",
    "/collect/{token}/files/{number}",
    "/collect/{token}/package",
    "/reviews/table",
}
# Asked by a script: the answer is JSON.
BY_SCRIPT = {"/account/sign-in/passkey"}
BY_TOKEN = ("/api/", "/scim/")
TAG = re.compile(r"zq\d\d")
OF_TEXT = {TAG.search(text)[0]: " ".join(text.split()) for text in TEXTS}  # type: ignore[index]  # each has its tag

# What would run says so; what a text could have put into the page is looked for.
LISTEN = "globalThis.zqran = (tag) => console.error(`ran: ${tag}`)"
LOOK = r"""() => {
  const found = [], shown = [];
  const active = ["style", "iframe", "object", "embed", "base", "math", "video", "animate"];
  const own = (address) => new URL(address, location).origin === location.origin;
  const attribute = (element, { name, value }) => {
    if (name.startsWith("on") || name === "style" || name === "srcdoc") found.push(`<${element} ${name}>`);
    const leads = ["href", "src", "action", "formaction"].includes(name);
    if (leads && /^\s*(javascript|data|vbscript):/i.test(value)) found.push(`<${element} ${name}=${value}>`);
    if (["value", "placeholder", "title", "alt"].includes(name) || /^(aria|data)-/.test(name)) shown.push(value);
  };
  for (const each of document.querySelectorAll("*")) {
    const name = each.localName;
    // A form's token is random letters, which may by chance spell the tag of a text.
    if (name === "input" && each.name === "csrfmiddlewaretoken") continue;
    for (const one of each.attributes) attribute(name, one);
    if (name === "script" && (!each.src || !own(each.src))) found.push("script inline or from elsewhere");
    if (active.includes(name)) found.push(`<${name}>`);
    if (name === "meta" && each.httpEquiv) found.push(`<meta http-equiv=${each.httpEquiv}>`);
    if (name === "link" && !own(each.href)) found.push(`<link href=${each.href}>`);
    if (name === "form" && !own(each.action)) found.push(`<form action=${each.action}>`);
    if (name === "textarea") shown.push(each.value);
  }
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    return node.localName === "textarea" ? "" : [...node.childNodes].map(read).join("");
  };
  return { found, shown: [...shown, document.title, read(document.body)].join("\n") };
}"""
# Their forms lead on to the organisations' sign-in providers, so their policy names those.
TO_PROVIDERS = (
    "/account/sign-in",
    "/account/confirm",
    "/account/invitation/",
    "/account/provider/",
    "/account/sessions",
    "/account/sign-out",
)
ENDS_HERE = ("/return", "/wexcombe/sign-out")  # of those, what is answered with a page that says why not


class Crawl:
    """One browser going from page to page as whoever may open each; keeps what was wrong, and where it was."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        self.shown: set[str] = set()
        self._clients: dict[Any, Client] = {}
        self._who: Any = None
        visitor.page.add_init_script(LISTEN)
        visitor.page.on("dialog", self._heard)

    def _heard(self, dialog: Any) -> None:
        self.wrong.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def see(self, who: Account | Client | None, *paths: str, status: int = 200) -> None:
        """Open pages as somebody and judge each."""
        self._become(who)
        for path in paths:
            self.visitor.open(path)
            self.seen.add(self._route_of(path))
            if self.visitor.status != status:
                self.wrong.append(f"{path} answered {self.visitor.status}")
            self.judge(path)

    def judge(self, where: str) -> None:
        """Look at the page that is shown: what it was sent with, what is in it, what it says."""
        headers = self.visitor.answers[-1].headers
        shown = urlsplit(self.visitor.page.url).path
        leads_on = shown.startswith(TO_PROVIDERS) and not shown.endswith(ENDS_HERE)
        policy = policy_to_providers() if leads_on else CONTENT_POLICY
        if headers.get("content-security-policy") != policy:
            self.wrong.append(f"{where} has another content policy")
        if "content-security-policy-report-only" in headers:
            self.wrong.append(f"{where} only reports")
        looked = self.visitor.page.evaluate(LOOK)
        said = " ".join(looked["shown"].split())
        self.wrong += [f"{where}: {each}" for each in looked["found"]]
        self.wrong += [
            f"{where}: {tag} is not shown as it was typed: {_around(tag, said)}"
            for tag in self._garbled(said)
        ]
        self.wrong += [f"{where}: {each}" for each in self.visitor.problems]
        self.visitor.problems.clear()

    def _garbled(self, said: str) -> Iterator[str]:
        for tag in sorted(set(TAG.findall(said))):
            if OF_TEXT[tag] in said:
                self.shown.add(tag)
            else:
                yield tag

    def go_on(self, path: str) -> None:
        """Open a page in the browser as it is, whoever it is of."""
        self.visitor.open(path)
        self.seen.add(self._route_of(path))
        self.judge(path)

    def must_have_seen(self, every: set[str]) -> None:
        """Every page was opened but those that are files, and those that only take what is posted."""
        seen = {as_listed(route) for route in self.seen} | FILES | BY_SCRIPT
        client = next(iter(self._clients.values()))
        missed = [
            path
            for path in sorted(every - seen)
            if client.get(_anything(path), secure=True).status_code != 405
        ]
        assert not missed, "\n".join(missed)

    def read_print(self, said: str) -> set[str]:
        """Read what is set in type, where lines break anywhere, also at a hyphen; return which texts it shows."""
        plain = _unbroken(said)
        tags = set(TAG.findall(plain))
        self.wrong += [
            f"in print: {tag} is not as it was typed"
            for tag in sorted(tags)
            if _unbroken(displayable(OF_TEXT[tag])) not in plain
        ]
        return tags

    def _become(self, who: Account | Client | None) -> None:
        if who is self._who and self._who is not None:
            return
        self._who = who
        self.visitor.page.context.clear_cookies()
        if isinstance(who, Client):
            self.visitor.use_session(who)
        elif who is not None:
            if who.pk not in self._clients:
                self._clients[who.pk] = signed_in(who)
            self.visitor.use_session(self._clients[who.pk])

    @staticmethod
    def _route_of(path: str) -> str:
        return "/" + resolve(path.partition("?")[0]).route


def _unbroken(said: str) -> str:
    return "".join(said.split()).replace("-", "")


def _anything(path: str) -> str:
    """Fill the places of an address with what is nothing, or the first of its kind."""
    return re.sub(r"{\w+}", str(UUID(int=1)), re.sub("{(number|passkey)}", "1", path))


def pages() -> set[str]:
    """Name every address that answers GET with a page, as it stands in the list of addresses."""
    found = [each for each in routes(get_resolver()) if each.kind == "page" and each.method == "GET"]
    return {each.path for each in found if not each.path.startswith(BY_TOKEN)}


def as_listed(route: str) -> str:
    """Write an address as `needshare routes` does.

    >>> as_listed("/cases/<str:reference>/hold")
    '/cases/{reference}/hold'
    """
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def _around(tag: str, said: str) -> str:
    """Show what stands around a tag, for whoever has to find out why it is not as it was typed."""
    place = said.find(tag)
    return ascii(said[max(place - 60, 0) : place + 60])
