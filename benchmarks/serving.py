"""Start a web server as the product does, call it over loopback, and read what its processes cost."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from needshare.cli.supervising import MEMORY

TICKS = os.sysconf("SC_CLK_TCK")
# gunicorn, without Pillow: it comes with the development tools alone, and qrcode would load it.
AS_INSTALLED = "import sys; sys.modules['PIL'] = None; from gunicorn.app.wsgiapp import run; run()"


@dataclass(frozen=True, slots=True)
class Call:
    """One request: path, cookies, and what is posted, if anything."""

    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def form(cls, path: str, cookies: Mapping[str, str], values: Mapping[str, str]) -> "Call":
        """Return a call that posts a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return cls(path, cookies, urlencode(values).encode(), kind)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call cost: processor time of the server's processes, and time on the clock, in ms."""

    cpu: float
    wall: float


@dataclass(slots=True)
class Server:
    """One web server on loopback, with the processes of its database if it has some."""

    process: subprocess.Popen[bytes]
    port: int
    database: int | None

    def cost_of(self, calls: Sequence[Call]) -> Cost:
        """Make calls one after the other, each of which must succeed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        began, walls = self.cpu(), []
        for call in calls:
            start = time.perf_counter()
            self._make(connection, call)
            walls.append(time.perf_counter() - start)
        connection.close()
        return Cost((self.cpu() - began) / len(calls) * 1000, median(walls) * 1000)

    def _make(self, connection: http.client.HTTPConnection, call: Call) -> None:
        headers = {"Host": f"localhost:{self.port}", **call.headers}
        if call.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in call.cookies.items())
        connection.request("GET" if call.body is None else "POST", call.path, call.body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 400 or "sign-in" in answer.headers.get("Location", ""):
            raise SystemExit(
                f"{call.path} answered {answer.status}: {content[:600].decode(errors='replace')}"
            )

    def cpu(self) -> float:
        """Return the processor seconds of the server's processes, and of the whole PostgreSQL."""
        roots = [self.process.pid, *([self.database] if self.database else [])]
        return sum(cpu_of(pid) for root in roots for pid in family(root))

    def memory(self) -> float:
        """Return the resident memory of the largest worker process, in MB."""
        workers = [pid for pid in family(self.process.pid) if pid != self.process.pid]
        return max(resident(pid) for pid in workers)


@contextlib.contextmanager
def server(module: str, environment: Mapping[str, str], *, database: int | None = None) -> Iterator[Server]:
    """Run one web process of gunicorn as the product runs it, until the block ends."""
    port = free_port()
    command = [
        sys.executable, "-c", AS_INSTALLED, f"{module}:application", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "error",
    ]  # fmt: skip
    process = subprocess.Popen(command, env={**os.environ, **MEMORY, **environment})
    try:
        wait_for(port)
        yield Server(process, port, database)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def family(pid: int) -> list[int]:
    """List a process and all that descend from it."""
    found, at = [pid], 0
    while at < len(found):
        with contextlib.suppress(OSError):
            tasks = Path(f"/proc/{found[at]}/task").iterdir()
            found += [int(each) for task in tasks for each in (task / "children").read_text().split()]
        at += 1
    return found


def cpu_of(pid: int) -> float:
    """Return the processor seconds a process has used, its ended children included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(each) for each in fields[11:15]) / TICKS


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until a server answers, half a minute at most."""
    for _try in range(150):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise SystemExit("the server did not start")
