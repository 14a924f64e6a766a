from needshare.cli.main import GROUPS
from tests.architecture.source import ROOT


def test_every_command_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text()
    listed = {line.split("`")[1] for line in reference.splitlines() if line.startswith("| `")}
    assert listed == set(GROUPS)
