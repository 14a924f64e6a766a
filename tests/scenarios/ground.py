"""Northmoor, loaded once in a process and put back for each scenario; and what may be said of it there."""

from dataclasses import dataclass, field
from pathlib import Path

import time_machine
from django.conf import settings

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.audit import sealing
from needshare.demo.loading import Loaded, load
from needshare.demo.reading import PersonTold, World
from needshare.demo.sign_ins import SignIns
from tests.calling import Caller
from tests.rows import kept

from .reading import TODAY, northmoor

# Roles that people of the worked example take on besides: cover out of hours, and a superintendent's.
ALSO = (("t.verma@nmc", Role.DISCLOSURE_OFFICER),)


@dataclass
class Ground:
    """What a scenario is played on: everybody, their tokens, and the ids of what is held."""

    world: World
    sign_ins: SignIns
    subjects: dict[str, str]
    versions: dict[str, str]
    items: dict[str, str] = field(default_factory=dict)

    def caller(self, username: str) -> Caller:
        """Return the API as one person reaches it."""
        return Caller(self.sign_ins.token(username))

    def person(self, username: str) -> PersonTold:
        """Find a person by sign-in name."""
        return next(each for each in self.world.person if each.username == username)

    def address(self, username: str) -> str:
        """Return a person's e-mail address."""
        code = self.person(username).organisation
        domain = next(each.domain for each in self.world.organisation if each.code == code)
        return f"{username.partition('@')[0]}@{domain}"


def begin(clock: time_machine.Traveller) -> Ground:
    """Load Northmoor on the morning of its day, or put it back as it was loaded."""
    clock.move_to(TODAY)
    world = northmoor()
    loaded, sign_ins = kept("northmoor", lambda: _loaded(world))
    return Ground(
        world,
        sign_ins,
        subjects={name: str(one) for name, one in loaded.subjects.items()},
        versions={name: str(one) for name, one in loaded.items.items()},
    )


def _loaded(world: World) -> tuple[Loaded, SignIns]:
    sign_ins = SignIns.begin(Path(settings.DATA_DIR).parent / "scenarios" / "sign-ins.json")
    loaded = load(world, sign_ins, at=TODAY)
    for username, role in ALSO:
        accounts.grant_role(
            username=username, role=role, reason="Covers out of hours.", by=operator(at=TODAY), at=TODAY
        )
    sealing.tick(at=TODAY)
    return loaded, sign_ins
