"""Builds and runs the second opinion written in Go, from Debian's packages alone."""

import functools
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.programs import needs_program

SOURCE = Path(__file__).parent / "second_opinion" / "main.go"
LIBRARY = Path("/usr/share/gocode")


@functools.cache
def built() -> str:
    """Compile the program once in a run."""
    go = needs_program("go")
    if not (LIBRARY / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.fail("Go's tlog is missing: apt-get install golang-golang-x-mod-dev", pytrace=False)
    folder = Path(os.environ["NEEDSHARE_TEST_ROOT"]) / "go"
    folder.mkdir(exist_ok=True)
    program = Path(tempfile.mkdtemp(dir=folder)) / "second-opinion"
    surroundings = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARY),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPROXY": "off",
    }
    subprocess.run([go, "build", "-o", program, SOURCE], check=True, env=surroundings)
    return str(program)


def vectors(*sizes: int) -> Any:
    """Return Go's roots and proofs for trees of these sizes."""
    command = [built(), "vectors", *map(str, sizes)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def agrees(folder: Path) -> bool:
    """Tell whether Go finds an exported log whole."""
    done = subprocess.run([built(), "check", folder], check=False, capture_output=True)
    return done.returncode == 0 and done.stdout.startswith(b"ok")
