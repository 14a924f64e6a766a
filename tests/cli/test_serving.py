"""The site on a real port, with its worker; what is killed is started again."""

import http.client
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.installation import FORCE, Installation, free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serving")]


def child(here: Installation, word: str) -> int:
    """Find the process of this installation's worker by its environment."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in command and str(here.data).encode() in environment:
            return int(folder.name)
    return 0


def answers(port: int) -> bool:
    try:
        return fetched(port)[0] == 200
    except OSError:
        return False


def fetched(port: int) -> tuple[int, str, bytes]:
    """Fetch the sign-in page; return its status, its content policy and its words."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/account/sign-in", headers={"Host": "localhost:8000"})
        with connection.getresponse() as response:
            return response.status, response.headers["Content-Security-Policy"] or "", response.read()


def wait_for(port: int) -> None:
    assert wait_until(lambda: answers(port), seconds=60), "the site did not come up"


def wait_until(holds: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def port(here: Installation) -> Iterator[int]:
    port = free_port()
    process = here.start("serve", "--port", port, "--workers", "1")
    try:
        wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0
    assert not answers(port)


def test_it_answers_with_its_headers(port: int):
    status, policy, words = fetched(port)
    assert status == 200
    assert "default-src" in policy
    assert b"Needshare" in words


def test_its_worker_seals_the_log_and_is_started_again_when_killed(here: Installation, port: int):
    worker = child(here, "worker")
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: child(here, "worker") not in (0, worker))
    before = here.done("audit", "head")
    here.done("organisation", "add", "NMC", *FORCE)
    assert wait_until(lambda: here.done("audit", "head") != before)
    assert answers(port)


def test_a_port_that_is_taken_is_said_in_one_line(here: Installation, port: int):
    refused = here.run("serve", "--port", port)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} is taken")
