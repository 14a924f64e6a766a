"""Each scenario of the domain reference, from its file, through the JSON API: it ends as the reference writes it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine

from .comparing import Report, compare
from .ground import begin
from .playing import Play, WentAnotherWay
from .reading import TODAY, paths, read
from .telling import ending, tell


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_scenario_ends_as_the_reference_writes_it(
    path: Path, db: None, record_property: Callable[[str, object], None]
):
    with time_machine.travel(TODAY, tick=False) as clock:
        report = Report(read(path))
        play = Play(begin(clock), report.told, clock)
        try:
            report.ended = compare(play.through())
        except WentAnotherWay as otherwise:
            report.broken = str(otherwise)
    record_property("scenario", tell(report))
    record_property("ending", ending(report))
    record_property("later", len(report.told.later))
    assert not report.differences, "\n" + tell(report)
