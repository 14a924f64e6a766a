"""Keep several processes running together: one that ends is started again, all of them stop together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

# Threads share one arena of memory, which costs nothing where one runs at a time and saves megabytes.
MEMORY = {"MALLOC_ARENA_MAX": "1"}
# What serves has no use for the role that owns the tables.
NOT_THEIRS = {"NEEDSHARE_DATABASE_OWNER_URL": ""}
MOST_RESTARTS = 10
LOOK_EVERY = 0.2
STEADY_AFTER = 60.0
TIME_TO_STOP = 30.0


class Kept:
    """One process that is kept running, and how often it had to be started again."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._restarts = 0
        self.start()

    def start(self) -> None:
        """Start it; a key pressed in the terminal reaches the supervisor alone, which then stops all."""
        self._started = time.monotonic()
        self._again_at: float | None = None
        environment = {**MEMORY, **os.environ, **NOT_THEIRS}
        self.process = subprocess.Popen(self._command, start_new_session=True, env=environment)

    def look_after(self) -> bool:
        """Start it again if it ended; False when it keeps ending soon after it was started."""
        if self.process.poll() is None:
            return True
        present = time.monotonic()
        if self._again_at is None:
            self._restarts = 1 if present - self._started > STEADY_AFTER else self._restarts + 1
            self._again_at = present + min(self._restarts - 1, 5)
        if self._restarts > MOST_RESTARTS:
            return False
        if present >= self._again_at:
            self.start()
        return True

    def stop(self) -> None:
        """Let it finish what it began, then insist."""
        try:
            self.process.wait(timeout=TIME_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keep(commands: Mapping[str, Sequence[str]]) -> int:
    """Keep processes running until a signal comes (0) or one of them keeps ending (1)."""
    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_given: stop.set())
    kept = [Kept(name, command) for name, command in commands.items()]
    failed = ""
    while not failed and not stop.wait(LOOK_EVERY):
        failed = next((each.name for each in kept if not each.look_after()), "")
    for each in kept:
        each.process.terminate()
    for each in kept:
        each.stop()
    if failed:
        print(f"The {failed} process keeps ending; see its messages above.", file=sys.stderr)
    return 1 if failed else 0
