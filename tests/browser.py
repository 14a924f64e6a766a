"""A real browser for tests: Debian's Chromium, a live server, axe, and text that must be translated.

A test asks for `visitor`, opens pages with it and asserts. Mark its module `pytest.mark.browser`, so
that all browser tests share one worker and one Chromium. Django's database is used from the same
process as the browser's event loop: DJANGO_ALLOW_ASYNC_UNSAFE is set by tests/conftest.py.

A folder whose tests use it imports the fixtures in its conftest.py:
    from tests.browser import chromium, pseudo_locale, visitor
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from needshare.web.branding import PRODUCT
from needshare.web.translating import forget
from tests.programs import needs_program

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (320, 390, 768, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 900
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Reported to the console, where a visitor hears it.
REPORT_REFUSALS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""

RUN_AXE = """(tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations", "incomplete"] })
  .then(({ violations, incomplete }) => ({ violations, incomplete }))"""

# Every letter that stands outside the brackets of translated text and outside marked values.
UNTRANSLATED = r"""(known) => {
  const found = [];
  const letters = /\p{L}+/gu;
  let depth = 0;
  const read = (text, place) => {
    let outside = "";
    for (const letter of text) {
      if (letter === "⟦") depth += 1;
      else if (letter === "⟧") depth -= 1;
      else outside += depth > 0 ? " " : letter;
    }
    for (const value of known) outside = outside.replaceAll(value, " ");
    if (letters.test(outside)) found.push(`${place}: ${outside.trim().replace(/\s+/g, " ")}`);
    letters.lastIndex = 0;
  };
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return read(node.data, `<${node.parentElement.localName}>`);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches("script, style, template, textarea, [data-value]")) return;
    for (const name of ["alt", "title", "placeholder", "aria-label", "aria-description", "data-label"]) {
      if (node.hasAttribute(name)) read(node.getAttribute(name), `<${node.localName} ${name}>`);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.head.querySelector("title"));
  walk(document.body);
  return found;
}"""


@dataclass
class Visitor:
    """Somebody at a browser: opens pages, hears what goes wrong, judges what is shown."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(REPORT_REFUSALS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("response", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser also reports a page's own 4xx; `status` is asserted where it matters.
        is_own_status = message.text.startswith("Failed to load resource") and (
            message.location.get("url") == self.page.url
        )
        if message.type == "error" and not is_own_status:
            self.problems.append(f"console: {message.text}")

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.answers.append(response)
        elif response.status >= 400:
            self.problems.append(f"{response.status} {response.url}")

    @property
    def status(self) -> int:
        """The status of the page that is shown."""
        return self.answers[-1].status

    def open(self, path: str) -> "Visitor":
        """Open a page of the site."""
        self.page.goto(f"{self.address}{path}")
        return self

    def use_session(self, client: Client) -> "Visitor":
        """Go on as the person who is signed in with Django's test client."""
        # A Secure cookie may only be set from a secure address; browsers also send it to localhost.
        address = self.address.replace("http://", "https://")
        cookies = [
            {"name": morsel.key, "value": morsel.value, "url": address, "secure": bool(morsel["secure"])}
            for morsel in client.cookies.values()
        ]
        self.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        return self

    def assert_no_problems(self) -> None:
        """Nothing was written to the console as an error and the content policy refused nothing."""
        assert not self.problems, "\n".join(self.problems)

    def assert_accessible(self, *, status: int = 200) -> None:
        """No axe violation and no unsure contrast, light and dark, from phone to desk; no sideways scroll."""
        self.page.wait_for_load_state()
        assert self.status == status, f"{self.page.url} answered {self.status}"
        self.assert_no_problems()
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = [
            f"{scheme} {width}px {problem}"
            for scheme in SCHEMES
            for width in WIDTHS
            for problem in self._judge(scheme, width)
        ]
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    def _judge(self, scheme: Any, width: int) -> list[str]:
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        result = self.page.evaluate(RUN_AXE, WCAG)
        unsure = [each for each in result["incomplete"] if each["id"] == "color-contrast"]
        found = [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in (*result["violations"], *unsure)
            for node in rule["nodes"]
        ]
        beyond = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        return [*found, f"scrolls sideways by {beyond}px"] if beyond > 0 else found

    def assert_translated(self, *known: str) -> None:
        """Every letter shown was translated (by `pseudo_locale`), is marked as a value, or is `known`."""
        self.page.wait_for_load_state()  # a click ends when the next page has begun, not when it is there
        found = self.page.evaluate(UNTRANSLATED, [PRODUCT, *known])
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    def picture(self, path: Path, *, width: int = 1280, scheme: Any = "light") -> Path:
        """Take a picture of the whole page."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.screenshot(path=path, full_page=True)
        return path


OPEN: list[BrowserContext] = []


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserContext]:
    """One Chromium for the whole run, with a profile of its own.

    Each conftest.py that imports this makes a fixture of its own; only the first of a run starts anything.
    """
    if OPEN:
        yield OPEN[0]
        return
    program = needs_program("chromium")
    assert AXE.is_file(), "axe-core is missing: run `make static`"
    flags = (*FLAGS, "--no-sandbox") if os.geteuid() == 0 else FLAGS
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=program, headless=True, args=list(flags)
        )
        OPEN.append(context)
        yield context
        OPEN.clear()
        context.close()


@pytest.fixture
def visitor(chromium: BrowserContext, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody new at the browser: no cookies, nothing open."""
    assert request.node.get_closest_marker("browser"), "mark this module pytest.mark.browser"
    page = chromium.new_page()
    yield Visitor(page, live_server.url)
    page.close()
    chromium.clear_cookies()


@pytest.fixture
def pseudo_locale(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put ⟦brackets⟧ round everything that is translated, so that what is not stands out."""

    def one(message: str) -> str:
        return f"⟦{message}⟧" if message.strip() else message

    def plural(singular: str, other: str, number: float) -> str:
        return one(singular if number == 1 else other)

    bracketed = {
        "gettext": one,
        "ngettext": plural,
        "pgettext": lambda _context, message: one(message),
        "npgettext": lambda _context, singular, other, number: plural(singular, other, number),
    }
    with monkeypatch.context() as patched:
        for name, translate in bracketed.items():
            patched.setattr(translation._trans, name, translate, raising=False)
        forget()
        yield
    forget()
