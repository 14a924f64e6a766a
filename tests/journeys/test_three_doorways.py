"""The same case in the browser, by API alone and by command alone leaves the same entries."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from needshare.audit.queries import Event
from needshare.demo.calling import Commands
from tests.calling import Telephone
from tests.cast import AT, Cast
from tests.cli.running import Terminal
from tests.journeys.walks import ByApi, by_browser, by_program, entries_of, fresh
from tests.story import begin

pytestmark = pytest.mark.slow
# What identifies one task, notice, package or instant; everything else an entry says must be the same.
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
# Looks at pages have no counterpart where nothing is shown; each of these three is a step of the chain. The page
# of the second check opens the package itself; elsewhere it is opened by a call of its own.
LOOKS = {"assessment.find_subjects", "receipt.open_package"}
AT_THE_PACKAGE = {
    "browser": "disclosure.open_check",
    "api": "disclosure.inspect",
    "command": "disclosure.inspect",
}


@pytest.fixture
def walked(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[dict[str, list[Event]]]:
    with time_machine.travel(AT, tick=False):
        story = begin(cast, at=AT)
        api, terminal = ByApi(Telephone(cast)), Terminal(cast, tmp_path, capsys)

        def at_the_terminal(part: str, way: Any, reference: str, body: Any) -> Any:
            def run(arguments: Any, sent: bytes) -> tuple[int, str, str]:
                return terminal.run_bytes(arguments, sent)

            token = terminal.token_file(part).read_text().strip()
            return Commands(run, tmp_path).call(way, reference=reference, body=body, token=token)

        references = {
            "browser": by_browser(fresh(story)),
            "api": by_program(fresh(story), api),
            "command": by_program(fresh(story), at_the_terminal),
        }
        yield {channel: entries_of(reference) for channel, reference in references.items()}


def masked(said: Any) -> Any:
    """Put the same word for every id and every hash; a hash covers the ids."""
    if isinstance(said, dict):
        return {name: masked(value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return [masked(each) for each in said]
    return ID.sub("an id", said) if isinstance(said, str) else said


def acts(entries: list[Event]) -> list[dict[str, Any]]:
    """Say what each act of a case's entries says, but for time, id and channel."""
    return [
        {
            "act": each.act,
            "operation": each.operation,
            "ending": each.ending,
            "codes": each.codes,
            "actor": {name: value for name, value in each.actor.items() if name != "channel"},
            "justification": each.justification,
            "recipients": each.recipients,
            "said": masked(each.said),
        }
        for each in entries
        if each.ending == "done"
    ]


def test_browser_api_and_command_leave_equal_entries(walked: dict[str, list[Event]]):
    browser, api, command = (acts(walked[channel]) for channel in ("browser", "api", "command"))
    assert [each["act"] for each in browser] == [each["act"] for each in api]
    assert browser == api
    assert api == command
    assert len(api) > 12
    for channel, entries in walked.items():
        assert {each.actor["channel"] for each in entries} == {channel}
        assert {each.act for each in entries} >= LOOKS | {AT_THE_PACKAGE[channel]}
