from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from tests.cast import AT, Cast
from tests.cli.running import Terminal
from tests.installation import Installation


@pytest.fixture
def terminal(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    with time_machine.travel(AT, tick=False):
        yield Terminal(cast, tmp_path, capsys)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("installation"))
    made.done("init")
    return made
