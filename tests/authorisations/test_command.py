"""Authorisations at the command line, as the pages and the API do them."""

from hashlib import sha256
from pathlib import Path

from needshare.pathway.terms import Stage
from tests.api.examples import AUTHORISATION
from tests.authorisations.orders import BYTES
from tests.cast import AT
from tests.cli.conftest import terminal  # noqa: F401 - the fixture
from tests.cli.running import Terminal
from tests.story import begin


def test_an_order_is_recorded_checked_read_and_revoked(terminal: Terminal, tmp_path: Path):  # noqa: F811 - as above
    case = begin(terminal.cast, at=AT).to(Stage.UNDER_ASSESSMENT).reference
    order, copy = tmp_path / "order.pdf", tmp_path / "copy.pdf"
    order.write_bytes(BYTES)
    given = {**AUTHORISATION, "scan": str(order)}
    made = terminal.takes("preparer", "authorisation", "record", case, sent=given)
    assert made["sha256"] == sha256(BYTES).hexdigest()
    one = {"authorisation": made["reference"]}
    words = {"sha256": made["sha256"], "words": "Seal and dates agree."}
    terminal.takes("preparer", "authorisation", "check", case, sent={**one, **words})
    terminal.takes("preparer", "authorisation", "scan", case, "--output", copy, sent=one)
    assert copy.read_bytes() == BYTES
    terminal.takes("preparer", "authorisation", "revoke", case, sent={**one, "reason": "Discharged."})
    (shown,) = terminal.takes("preparer", "authorisation", "show", case)["items"]
    assert shown["standing"] == "revoked"
