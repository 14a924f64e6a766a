"""What every command shares: who acts, what time it is, what a file says, and how an answer is printed."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from needshare.accounts.queries import actor_of_token
from needshare.kernel import Actor, Blocked, Channel, FieldError, Invalid, gettext_noop as _

Run = Callable[[argparse.Namespace], int | None]
Shape = TypeVar("Shape", bound=BaseModel)


def now() -> datetime:
    """Read the clock: a command is a doorway."""
    return datetime.now(UTC)


def command(
    groups: Any, name: str, run: Run, summary: str, *, acts: bool = True, reference: bool = False
) -> argparse.ArgumentParser:
    """Add one command; one that `acts` is done by the person whose token is in a file."""
    parser: argparse.ArgumentParser = groups.add_parser(name, help=summary, description=summary)
    parser.set_defaults(run=run)
    if reference:
        parser.add_argument("reference", help="the case's reference")
    if acts:
        parser.add_argument("--token-file", type=Path, required=True, help="file with the person's token")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser


def actor(told: argparse.Namespace) -> Actor:
    """Return the person whose token is in the file, as known now.

    Raises:
        Invalid: the file cannot be read.
        Blocked: the token is not in force.
    """
    try:
        token = told.token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid.field("token-file", _("Name a file that holds your token and that you can read.")) from error
    found = actor_of_token(token, at=now(), channel=Channel.COMMAND)
    if found is None:
        raise Blocked(_("This token is not in force. Ask for a new one."))
    return found


def shaped(path: Path, shape: type[Shape]) -> Shape:
    """Read a JSON file in the same shape as the API takes; `-` is standard input.

    Raises:
        Invalid: no such file, or a field is missing, unknown or malformed.
    """
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return shape.model_validate_json(content)
    except OSError as error:
        raise Invalid.field("file", _("Name a JSON file that you can read.")) from error
    except ValidationError as wrong:
        raise Invalid(
            *(FieldError(".".join(map(str, each["loc"])) or "file", each["msg"]) for each in wrong.errors())
        ) from wrong


def tell(told: argparse.Namespace, words: str, **facts: Any) -> None:
    """Print what was recorded: a sentence, or the facts as JSON."""
    if told.json:
        print(json.dumps(facts, default=str))
    else:
        print(words)
