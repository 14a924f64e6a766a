"""An installation of its own in a folder, run through the command as an operator would, in other processes."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "needshare.cli.main"]
OURS = ("NEEDSHARE_", "DJANGO_", "PYTEST_")
# What is said of the force when an operator enters it.
FORCE = (
    "--name",
    "Northmoor",
    "--kind",
    "force",
    "--legal-type",
    "other_uk_police",
    "--switchboard",
    "01632 960100",
)


class Installation:
    def __init__(self, root: Path, **variables: str) -> None:
        self.root = root
        self.data, self.keys = root / "data", root / "keys"
        self.demo = root / "demo"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "needshare.config.settings",
            "NEEDSHARE_DATA_DIR": str(self.data),
            "NEEDSHARE_KEYS_DIR": str(self.keys),
            "NEEDSHARE_MAIL_DIR": str(root / "mail"),
            "NEEDSHARE_STATIC_DIR": str(root / "static"),
            **variables,
        }

    def run(self, *arguments: object, sent: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *map(str, arguments)],
            env=self.environment,
            cwd=self.root,
            input=sent,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def done(self, *arguments: object, sent: str = "") -> str:
        """Run a command that must succeed; return what it printed."""
        found = self.run(*arguments, sent=sent)
        assert found.returncode == 0, f"{arguments}: {found.stdout}{found.stderr}"
        return found.stdout

    def told(self, *arguments: object, sent: Any = None) -> Any:
        """Run a command that must succeed and answers as JSON, sending it JSON if any."""
        words = [*arguments, "--json", *(["--file", "-"] if sent is not None else [])]
        return json.loads(self.done(*words, sent="" if sent is None else json.dumps(sent)))

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        with (self.root / "output").open("wb") as output:
            return subprocess.Popen(
                [*COMMAND, *map(str, arguments)],
                env=self.environment,
                cwd=self.root,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
