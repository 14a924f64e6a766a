"""Run commands in this process, as the people of the cast."""

import io
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import TokenScope
from needshare.cli.main import main
from tests.cast import AT, Cast


class Terminal:
    """A command line at which each person of the cast has a file with their token."""

    def __init__(self, cast: Cast, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.cast = cast
        self._folder = folder
        self._capsys = capsys

    def token_file(self, part: str) -> Path:
        path = self._folder / part
        if not path.exists():
            account = getattr(self.cast, part)
            _issued, token = accounts.add_token(
                username=account.username,
                label="test",
                expires_at=AT + timedelta(days=30),
                scope=TokenScope.EVERYDAY if account.is_system else TokenScope.STEPS,
                by=operator(at=AT),
                at=AT,
            )
            path.write_text(token + "\n")
        return path

    def run(self, *words: object, sent: Mapping[str, Any] | None = None) -> tuple[int, str, str]:
        """Run any command; return its exit status, output and messages."""
        arguments = [*map(str, words), *(["--file", "-"] if sent is not None else [])]
        return self.run_bytes(arguments, json.dumps(sent or {}).encode())

    def run_bytes(self, arguments: Sequence[str], sent: bytes) -> tuple[int, str, str]:
        """Run any command with these bytes as its input."""
        before = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(sent))
        self._capsys.readouterr()
        try:
            status = main(arguments)
        finally:
            sys.stdin = before
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def takes(self, part: str, *words: object, sent: Mapping[str, Any] | None = None) -> Any:
        """Take a step that must succeed, as a person of the cast; return the answer."""
        arguments = [*words, "--token-file", self.token_file(part), "--json"]
        status, said, complained = self.run(*arguments, sent=sent)
        assert status == 0, complained
        return json.loads(said)

    def refused(self, part: str, *words: object, sent: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """Take a step that must be refused; return the exit status and what was said."""
        arguments = [*words, "--token-file", self.token_file(part), "--json"]
        status, said, complained = self.run(*arguments, sent=sent)
        assert status != 0, said
        return status, json.loads(complained)
