"""What every command shares: who acts, what time it is, what is sent, and how an answer is printed.

A step of the chain takes what the API takes, in the same schema: as a JSON file (`--file`, `-` is
standard input), as options named after its plain fields, or both. It answers with the API's answer.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from needshare.accounts.queries import actor_of_token
from needshare.kernel import Actor, Blocked, Channel, FieldError, Invalid, gettext_noop as _

Run = Callable[[argparse.Namespace], int | None]


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
        parser.add_argument("reference", help="the reference of the case or agreement")
    if acts:
        parser.add_argument("--token-file", type=Path, required=True, help="file with the person's token")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    return parser


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a step: who acts, when, about what, and what was sent, in the API's schema."""

    by: Actor
    at: datetime
    reference: str
    asked: Any
    told: argparse.Namespace


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the chain: its action through `do`, what is sent, and what is shown for it."""

    name: str
    summary: str
    do: Callable[[Call], BaseModel | None]
    shape: type[BaseModel] | None = None
    has_reference: bool = True
    numbered: bool = False
    gives_file: bool = False
    details: str = ""


class Saved(BaseModel):
    """A file that was given out: where it was written, and its SHA-256."""

    file: str
    size: int
    sha256: str


def save(call: Call, content: bytes, *, sha256: str) -> Saved:
    """Write what was given out to a new file, readable by its owner alone.

    Raises:
        Invalid: there is such a file, or it cannot be written.
    """
    path: Path = call.told.output
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise Invalid.field("output", _("Name a new file that you can write.")) from error
    return Saved(file=str(path), size=len(content), sha256=sha256)


def add_steps(groups: Any, steps: Iterable[Step]) -> None:
    """Add the commands of a group of steps."""
    for step in steps:

        def run(told: argparse.Namespace, step: Step = step) -> None:
            take(told, step)

        parser = command(groups, step.name, run, step.summary, reference=step.has_reference)
        parser.epilog = step.details
        if step.numbered:
            parser.add_argument("number", type=int, help="the recipient's number in the decision")
        if step.gives_file:
            parser.add_argument("--output", type=Path, required=True, help="new file to write it to")
        if step.shape is not None:
            parser.add_argument("--file", type=Path, help="JSON file in the API's shape; - is standard input")
            for name, kind in plain_fields(step.shape).items():
                parser.add_argument(f"--{name.replace('_', '-')}", dest=f"asked_{name}", default=None, **kind)


def take(told: argparse.Namespace, step: Step) -> None:
    """Take one step as the person whose token is given, and print what was recorded."""
    asked = sent(told, step.shape) if step.shape else None
    call = Call(actor(told), now(), getattr(told, "reference", ""), asked, told)
    answer = step.do(call)
    if answer is not None:
        show(answer, as_json=told.json)


OPTIONS: Mapping[str, dict[str, Any]] = {
    "string": {"metavar": "TEXT"},
    "integer": {"type": int, "metavar": "NUMBER"},
    "boolean": {"action": argparse.BooleanOptionalAction},
}


def plain_fields(shape: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """Name the fields of a schema that an option can carry, with the option's kind."""
    schema = shape.model_json_schema()
    found = {}
    for name, field in schema.get("properties", {}).items():
        told = _resolved(field, schema)
        if told.get("type") == "array" and _resolved(told["items"], schema).get("type") == "string":
            found[name] = {"action": "append", "metavar": "TEXT"}
        elif told.get("type") in OPTIONS:
            found[name] = dict(OPTIONS[told["type"]])
    return found


def _resolved(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference inside a JSON schema; of "this or nothing", take this."""
    if "$ref" in field:
        inner: Mapping[str, Any] = schema["$defs"][field["$ref"].rpartition("/")[2]]
        return _resolved(inner, schema)
    choices = [each for each in field.get("anyOf", ()) if each.get("type") != "null"]
    return _resolved(choices[0], schema) if len(choices) == 1 else field


def actor(told: argparse.Namespace) -> Actor:
    """Return the person whose token is in the file, as known now.

    Raises:
        Invalid: the file cannot be read.
        Blocked: the token is not in force.
    """
    try:
        token = told.token_file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid.field(
            "token-file", _("Name a file that holds your token and that you can read.")
        ) from error
    found = actor_of_token(token, at=now(), channel=Channel.COMMAND)
    if found is None:
        raise Blocked(_("This token is not in force. Ask for a new one."))
    return found


def sent(told: argparse.Namespace, shape: type[BaseModel]) -> BaseModel:
    """Put together what is sent from the file and the options, checked as the API checks it.

    Raises:
        Invalid: no such file, or a field is missing, unknown or malformed.
    """
    given = sent_in(told.file) if told.file else {}
    for name in plain_fields(shape):
        value = getattr(told, f"asked_{name}")
        if value is not None:
            given[name] = value
    return shaped(given, shape)


def shaped(given: Mapping[str, Any], shape: type[BaseModel]) -> BaseModel:
    """Check what is given against a schema, as JSON.

    Raises:
        Invalid: a field is missing, unknown or malformed.
    """
    try:
        return shape.model_validate_json(json.dumps(given))
    except ValidationError as wrong:
        raise Invalid(
            *(FieldError(".".join(map(str, each["loc"])) or "file", each["msg"]) for each in wrong.errors())
        ) from wrong


def sent_in(path: Path) -> dict[str, Any]:
    """Read the one JSON object in a file, or with `-` on standard input.

    Raises:
        Invalid: there is no such file, or something else in it.
    """
    try:
        content = json.loads(sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes())
    except (OSError, ValueError) as error:
        raise Invalid.field("file", _("Name a JSON file that you can read.")) from error
    if not isinstance(content, dict):
        raise Invalid.field("file", _("The file must hold one JSON object."))
    return content


def show(answer: BaseModel, *, as_json: bool) -> None:
    """Print an answer: as JSON, or one field to a line."""
    if as_json:
        print(answer.model_dump_json())
        return
    for name, value in json.loads(answer.model_dump_json()).items():
        words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        print(f"{name}: {words}")


def tell(told: argparse.Namespace, words: str, **facts: Any) -> None:
    """Print what was recorded: a sentence, or the facts as JSON."""
    if told.json:
        print(json.dumps(facts, default=str))
    else:
        print(words)
