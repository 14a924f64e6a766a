"""A PostgreSQL cluster for one test run: Debian's own programs, an own folder, an ordinary user."""

import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

# As in production: one role owns the tables, another, weaker one serves.
OWNER, APPLICATION = "needshare_owner", "needshare_app"
ROLES = {OWNER: "LOGIN CREATEDB", APPLICATION: "LOGIN"}
INSTALL = "install it with: apt-get install postgresql"


def programs() -> Path:
    """Find the newest installed PostgreSQL's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    on_path = shutil.which("initdb")
    if on_path is None:
        raise SystemExit(f"PostgreSQL is missing: {INSTALL}")
    return Path(on_path).resolve().parent


def ordinary_user() -> str | None:
    """Name the user to run as when we are root, which PostgreSQL refuses; None when we are not."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    """Ask the system for a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster and the address of its first database."""

    folder: Path
    port: int
    user: str | None

    @property
    def url(self) -> str:
        """The address for NEEDSHARE_DATABASE_URL."""
        return f"postgresql://needshare@127.0.0.1:{self.port}/needshare"

    def address_of(self, role: str, database: str = "needshare") -> str:
        """The address for a role, such as the application's, of one database."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}"

    @property
    def access(self) -> tuple[str, ...]:
        """What PostgreSQL's programs are told to come in as who may do anything."""
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "needshare")

    def make(self, database: str) -> None:
        """Make a database that belongs to the role that owns the tables."""
        self.run("createdb", *self.access, "-O", OWNER, database)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the ordinary user; show its output when it fails."""
        command = [str(programs() / program), *arguments]
        if self.user:
            group = pwd.getpwnam(self.user).pw_gid
            command = ["setpriv", f"--reuid={self.user}", f"--regid={group}", "--clear-groups", *command]
        log = self.folder / "programs.log"
        with log.open("ab") as output:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder, check=False
            )
        if done.returncode:
            raise SystemExit(f"{program} failed:\n{log.read_text(errors='replace')}")

    def stop(self, *, how: str = "immediate") -> None:
        """Stop the server, at once where its folder is removed with the rest of the run."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "-w", "-t", "300", "stop")


def start(folder: Path) -> Cluster:
    """Make and start a cluster that is as durable as one in use: fsync stays on."""
    folder.mkdir(mode=0o700, parents=True)
    user = ordinary_user()
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        folder.parent.chmod(0o711)
    cluster = Cluster(folder, free_port(), user)
    access = ("-U", "needshare", "-A", "trust")
    data = str(folder / "data")
    cluster.run("initdb", "-D", data, *access, "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums")
    _run(cluster)
    for role, powers in ROLES.items():
        cluster.run(
            "psql", "-h", str(folder), "-p", str(cluster.port), "-U", "needshare", "-d", "postgres",
            "-c", f"CREATE ROLE {role} {powers}",
        )  # fmt: skip
    cluster.run("createdb", "-h", str(folder), "-p", str(cluster.port), "-U", "needshare", "needshare")
    return cluster


def start_again(folder: Path) -> Cluster:
    """Start a cluster that lies in a folder, at a port that is free now."""
    cluster = Cluster(folder, free_port(), ordinary_user())
    _run(cluster)
    return cluster


def _run(cluster: Cluster) -> None:
    """Start the server of a cluster; of two lines about one setting the later counts."""
    folder, data = cluster.folder, cluster.folder / "data"
    settings = {
        "port": cluster.port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "max_connections": 60,
    }
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    cluster.run("pg_ctl", "-D", str(data), "-l", str(folder / "server.log"), "-w", "-t", "60", "start")
