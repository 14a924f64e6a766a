"""Take the pictures in docs/screenshots: the worked example on a site of its own, as each role sees it.

It plays the example into a folder that is thrown away, serves it, and signs in as people do: with a
password and a code. Wide pages are taken at 1280 pixels, narrow ones at 390, light and dark.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from needshare.demo.sign_ins import SignIns

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "screenshots"
COMMAND = [sys.executable, "-m", "needshare.cli.main"]
WIDE, NARROW, HEIGHT = 1280, 390, 900
WITH_PASSKEYS = {"m.quill@nmc"}
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True)
class Picture:
    """One page as one person sees it; `case` names the story whose reference goes into the address.

    `answers` are filled in before the picture is taken; they are sent afterwards where it `is_sent`.
    `follow` is a link of the page that leads to what is pictured.
    """

    name: str
    who: str
    path: str
    case: str = ""
    is_narrow: bool = False
    is_dark: bool = False
    is_whole: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    is_sent: bool = False
    follow: str = ""


RELATED = {
    "purpose": "related",
    "words": "My own enquiry is about the same address.",
    "has_read_handling": "on",
}
AT_ONCE = {
    "purpose": "risk_to_life",
    "words": "A caller says that somebody is being hurt at the address now.",
    "has_read_handling": "on",
}
PICTURES_WANTED = (
    Picture("sign-in", "", "/account/sign-in"),
    Picture("sign-in-dark-phone", "", "/account/sign-in", is_narrow=True, is_dark=True),
    Picture("passkeys", "m.quill@nmc", "/account/passkeys"),
    Picture("passkeys-dark-phone", "m.quill@nmc", "/account/passkeys", is_narrow=True, is_dark=True),
    Picture("sessions", "m.quill@nmc", "/account/sessions"),
    Picture("sessions-dark-phone", "m.quill@nmc", "/account/sessions", is_narrow=True, is_dark=True),
    Picture("desk", "d.whitcombe@nmc", "/desk"),
    Picture("case", "r.halloran@nmc", "/cases/{case}", "SCN-02"),
    Picture("case-whole", "d.whitcombe@nmc", "/cases/{case}", "SCN-01", is_whole=True),
    Picture("case-dark", "r.halloran@nmc", "/cases/{case}", "SCN-02", is_dark=True),
    Picture("case-phone", "r.halloran@nmc", "/cases/{case}", "SCN-02", is_narrow=True),
    Picture("decide", "r.halloran@nmc", "/cases/{case}/decide", "SCN-02"),
    Picture("requests", "a.prewett@wbc", "/requests"),
    Picture("request-phone", "a.prewett@wbc", "/requests/{case}", "SCN-03", is_narrow=True),
    Picture("package", "a.prewett@wbc", "/packages/{case}", "SCN-03"),
    Picture("agreements", "s.tarn@nmc", "/agreements"),
    Picture("agreement", "s.tarn@nmc", "/agreements/NMC-ISA-014"),
    Picture("reason", "m.quill@nmc", "/cases/{case}/reason", "SCN-02", answers=RELATED, is_whole=True),
    Picture(
        "reason-phone",
        "m.quill@nmc",
        "/cases/{case}/reason",
        "SCN-02",
        is_narrow=True,
        is_whole=True,
        answers=RELATED,
    ),
    Picture("emergency", "t.verma@nmc", "/emergency?case={case}", "SCN-03", is_whole=True, answers=AT_ONCE),
    Picture(
        "emergency-phone",
        "t.verma@nmc",
        "/emergency?case={case}",
        "SCN-03",
        is_narrow=True,
        is_whole=True,
        answers=AT_ONCE,
        is_sent=True,
    ),
    Picture("openings", "k.oyelaran@nmc", "/openings"),
    Picture("openings-phone", "k.oyelaran@nmc", "/openings", is_narrow=True),
    Picture("opening", "k.oyelaran@nmc", "/openings", is_whole=True, follow="main td a, main th a"),
    Picture(
        "opening-phone",
        "k.oyelaran@nmc",
        "/openings",
        is_narrow=True,
        is_whole=True,
        follow="main td a, main th a",
    ),
    Picture("ask-for-access", "t.verma@nmc", "/ask-for-access"),
    Picture("audit", "e.brack@nmc", "/audit"),
    Picture("audit-dark-phone", "e.brack@nmc", "/audit", is_narrow=True, is_dark=True),
)


@contextmanager
def site() -> Iterator[tuple[str, SignIns]]:
    """Play the example in a folder of its own and serve it until the pictures are taken."""
    with tempfile.TemporaryDirectory(prefix="needshare-pictures-") as name:
        folder, port = Path(name), free_port()
        environment = surroundings(folder, port)
        subprocess.run(
            [*COMMAND, "demo", "--once"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        process = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, cwd=ROOT)
        try:
            wait_for(f"http://localhost:{port}/account/sign-in")
            yield f"http://localhost:{port}", SignIns.read(folder / "demo" / "sign-ins.json")
        finally:
            process.terminate()
            process.wait(timeout=60)


def surroundings(folder: Path, port: int) -> dict[str, str]:
    """Return the settings of the throw-away site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEEDSHARE_")}
    names: Mapping[str, Any] = {
        "DATA_DIR": folder / "data",
        "KEYS_DIR": folder / "keys",
        "MAIL_DIR": folder / "mail",
        "STATIC_DIR": folder / "static",
        "SITE_URL": f"http://localhost:{port}",
        "LOG_LEVEL": "ERROR",
    }
    return kept | {f"NEEDSHARE_{name}": str(value) for name, value in names.items()}


def chromium() -> str:
    """Find the browser, or say what to install."""
    found = shutil.which("chromium")
    if found is None:
        raise SystemExit("chromium is missing: apt-get install chromium")
    return found


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str) -> None:
    """Wait until the site answers."""
    for _attempt in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The site did not come up.")


def signed_in(browser: Browser, address: str, sign_ins: SignIns, who: str) -> dict[str, Any]:
    """Sign somebody in as they would themselves; return what their browser keeps."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/account/sign-in")
    page.fill("[name=login]", who)
    page.fill("[name=password]", sign_ins.password(who))
    page.press("[name=password]", "Enter")
    page.fill("[name=code]", code_of(sign_ins, who))
    page.click("main button[type=submit]")
    page.wait_for_url(lambda found: "/account/" not in found)
    if who in WITH_PASSKEYS:
        make_passkeys(page, address)
        sign_in_by_passkey(page, address)
    state = context.storage_state()
    context.close()
    return dict(state)


def make_passkeys(page: Page, address: str) -> None:
    """Make passkeys on keys that Chromium plays; the last one stays plugged in."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable", {"enableUI": False})
    added: dict[str, Any] = {}
    for name in ("Work laptop", "Key on my ring"):
        if added:
            protocol.send("WebAuthn.removeVirtualAuthenticator", added)
        added = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.goto(f"{address}/account/passkeys/new")
        page.fill("[name=name]", name)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{address}/account")


def sign_in_by_passkey(page: Page, address: str) -> None:
    """Sign in once more, now with the passkey alone: nothing is typed."""
    page.context.clear_cookies()
    page.goto(f"{address}/account/sign-in?next=/account/passkeys")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{address}/account/passkeys")


def code_of(sign_ins: SignIns, who: str) -> str:
    """Read a person's code as their app shows it now."""
    return sign_ins.code(who, at=datetime.now(UTC))


def take(page: Page, picture: Picture, address: str, cases: Mapping[str, str]) -> None:
    """Open one page and keep its picture."""
    response = page.goto(address + picture.path.format(case=cases.get(picture.case, "")))
    if response is None or response.status != 200:
        raise SystemExit(f"{picture.name}: {page.url} answered {response.status if response else 'nothing'}")
    if picture.follow:
        page.locator(picture.follow).first.click()
        page.wait_for_load_state()
    for name, value in picture.answers.items():
        fill_in(page, name, value)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=PICTURES / f"{picture.name}.png", full_page=picture.is_whole)
    if picture.is_sent:
        page.click("main button[type=submit]")
        page.wait_for_load_state()


def fill_in(page: Page, name: str, value: str) -> None:
    """Answer one field of a form, whatever it is made of."""
    found = page.locator(f"main [name={name}]")
    kind = found.first.evaluate("field => field.type")
    if kind == "radio":
        page.check(f"main [name={name}][value={value}]")
    elif kind == "checkbox":
        found.check()
    elif kind == "select-one":
        found.select_option(value)
    else:
        found.fill(value)


def main(names: Sequence[str] = ()) -> int:
    """Take every picture, or those that are named."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with site() as (address, sign_ins), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        cases = sign_ins.noted("played")
        states: dict[str, Any] = {}
        for picture in [each for each in PICTURES_WANTED if each.name in (names or [each.name])]:
            if picture.who and picture.who not in states:
                states[picture.who] = signed_in(browser, address, sign_ins, picture.who)
            context = browser.new_context(
                viewport={"width": NARROW if picture.is_narrow else WIDE, "height": HEIGHT},
                color_scheme="dark" if picture.is_dark else "light",
                locale="en-GB",
                storage_state=states.get(picture.who),
            )
            take(context.new_page(), picture, address, cases)
            context.close()
        browser.close()
    print(f"{len(names or PICTURES_WANTED)} pictures in {PICTURES.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
