"""Play every scenario and print it: `python -m tests.scenarios`, with words to choose some (`SCN-03`)."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

# Nothing of the test run itself is printed: the scenarios are.
OPTIONS = ["-o", "addopts=", "--ds=tests.settings", "--import-mode=importlib", "-qq"]
OPTIONS += ["--no-header", "--no-summary", "--tb=no"]


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


class Teller:
    """Prints each scenario as it ends, and counts."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str]:
        """Have nothing printed of a test: the scenario says it."""
        return str(report.outcome), "", ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Print what a test recorded of its scenario; a test that broke is printed whole."""
        told = dict(report.user_properties)
        if report.when == "call" and told:
            say(told["scenario"] + "\n")
            self.counted[told["ending"]] += 1
            self.counted["later"] += told["later"]
        elif report.failed:
            say(f"{report.nodeid} broke:\n{report.longreprtext}")
            self.counted["broken"] += 1


def main(chosen: list[str]) -> int:
    """Play the scenarios; return 1 where one ends otherwise than it is written."""
    teller = Teller()
    choice = ["-k", " or ".join(each.lower() for each in chosen)] if chosen else []
    status = pytest.main([str(Path(__file__).parent / "test_files.py"), *OPTIONS, *choice], plugins=[teller])
    counted = teller.counted
    say(
        f"{counted['as written']} scenarios end as written, {counted['DIFFERS']} differ, {counted['broken']} broke; "
        f"{counted['later']} parts of them are for later."
    )
    return 1 if status or not counted["as written"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
