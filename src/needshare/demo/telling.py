"""The worked example as a whole: the world loaded once, four stories played once, the rest looked at again."""

import logging
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate

from needshare.audit import sealing
from needshare.audit.verification import Report, verify
from needshare.crypto.packages import new_identity
from needshare.demo.calling import Api, Commands, RunCommand
from needshare.demo.checking import check
from needshare.demo.loading import load
from needshare.demo.playing import Play, Stage, WentAnotherWay
from needshare.demo.reading import World, stories, world
from needshare.demo.sign_ins import SignIns
from needshare.jobs import worker
from needshare.jobs.registry import discover
from needshare.jobs.schedule import write_schedule

WIDTH = 100
MOST_JOBS = 1000
LOADED = "loaded"
PLAYED = "played"
TODAY = "today"


def folder() -> Path:
    """Return the demo's own folder, beside the data and the keys and in neither."""
    return Path(settings.DATA_DIR).parent / "demo"


def say(words: str, indent: int = 0) -> None:
    """Print a sentence, folded; what follows a number is indented under its words."""
    lead = len(words) - len(words.lstrip("\n"))
    inner = indent + (4 if indent == 3 else 0)
    folded = textwrap.fill(
        words.strip("\n"), WIDTH, initial_indent=" " * indent, subsequent_indent=" " * inner
    )
    print("\n" * lead + folded, flush=True)


class HalfPlayed(Exception):
    """An earlier run was broken off while it loaded the world."""


def tell(run_command: RunCommand, *, speak: Callable[[str, int], None] = say) -> Report:
    """Play what was not played yet, then verify the audit log.

    Raises:
        HalfPlayed: an earlier run did not finish loading.
        WentAnotherWay: a story did not go as told.
    """
    sign_ins, told, ids = _loaded(speak)
    stage = Stage(
        world=told,
        sign_ins=sign_ins,
        doorways={"api": Api(), "command": Commands(run_command, folder())},
        ids=ids,
        seal=_seal,
        say=speak,
    )
    logging.getLogger("django.request").setLevel(logging.ERROR)  # what is refused is told here in words
    played = dict(sign_ins.noted(PLAYED, {}))
    for story in stories(today=told.today):
        if story.id in played:
            continue
        play = Play(stage, story).through()
        if play.package:
            _check_package(play, speak)
        played[story.id] = play.reference
        sign_ins.note(PLAYED, played)
    _work()
    report = verify(at=datetime.now(UTC))
    speak(
        f"\nThe audit log is {'whole' if report.is_whole else 'NOT whole'}: {report.size} entries verified.",
        0,
    )
    return report


def _loaded(speak: Callable[[str, int], None]) -> tuple[SignIns, World, Mapping[str, Mapping[str, UUID]]]:
    """Load the world, or find it as an earlier run loaded it."""
    path = folder() / "sign-ins.json"
    if path.exists():
        sign_ins = SignIns.read(path)
        ids = sign_ins.noted(LOADED)
        if ids is None:
            raise HalfPlayed(
                f"An earlier demo was broken off. Remove {settings.DATA_DIR}, {settings.KEYS_DIR} and {folder()}, "
                "and run it again."
            )
        speak("The world of Northmoor is here from an earlier run; nothing of it is changed.", 0)
        told = world(today=date.fromisoformat(sign_ins.noted(TODAY)))
        return sign_ins, told, {kind: _ids(names) for kind, names in ids.items()}
    at = datetime.now(UTC)
    told = world(today=localdate(at))
    speak("Northmoor is made up: its force, its partners, everybody in it. It is loaded by the same acts", 0)
    speak(
        "as anyone's data: organisations, people, agreements, and what the force holds about six people.", 0
    )
    sign_ins = SignIns.begin(path)
    loaded = load(told, sign_ins, at=at)
    ids = {"subject": loaded.subjects, "item": loaded.items}
    sign_ins.note(TODAY, told.today.isoformat())
    sign_ins.note(
        LOADED, {kind: {name: str(one) for name, one in named.items()} for kind, named in ids.items()}
    )
    _seal()
    return sign_ins, told, ids


def _ids(names: Mapping[str, str]) -> dict[str, UUID]:
    return {name: UUID(one) for name, one in names.items()}


def _seal() -> None:
    """Do what the worker does ten times a second."""
    sealing.tick(at=datetime.now(UTC))


def _work() -> None:
    """Do what waits for the worker: messages to send, agreements that ended, approvals that lapse."""
    discover()
    at = datetime.now(UTC)
    write_schedule(at=at)
    for _turn in range(MOST_JOBS):
        if not worker.step(at=datetime.now(UTC), clock=lambda: datetime.now(UTC)):
            break
    _seal()


def _check_package(play: Play, speak: Callable[[str, int], None]) -> None:
    """Open the package as its recipient would, away from the force, and check every hash."""
    identity = play.stage.sign_ins.identity(play.opened_by)
    found = check(play.package, identity=identity, another=new_identity().identity)
    if not found.is_right:
        raise WentAnotherWay(f"{play.story.id}: the package is not right: {asdict(found)}")
    kept = folder() / f"{play.reference}.zip.age"
    kept.write_bytes(play.package)
    speak(
        f"{play.stage.name(play.opened_by)} opens it with her own key: {found.files} files, every hash as the "
        f"manifest says ({', '.join(found.categories)}). Another key does not open it. The sealed package lies in "
        f"{kept}.",
        2,
    )
