"""What a backup is made of: one tar of the database, the vault and the signer's memory, without the keys.

The signer is held still while its memory and the database are read, so that the two agree; files of the
vault are written before the rows that name them, so reading them last leaves none out.
"""

import json
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection

from needshare import __version__
from needshare.audit import signing
from needshare.crypto import keyring
from needshare.kernel import Invalid, Unavailable, gettext_noop as _

# A copy is of every organisation's rows: row-level security holds for the owner of the tables too.
WHOLE: Final = "-c needshare.context=installation"
FORMAT: Final = "needshare-backup/1"
MANIFEST: Final = "manifest.json"
SIGNER: Final = "signer.json"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
IN_VAULT: Final = re.compile(r"vault/[0-9a-f]{2}/[0-9a-f]{32}")


@contextmanager
def workshop() -> Iterator[Path]:
    """Make a private folder beside the data, and leave nothing of it behind."""
    data = Path(settings.DATA_DIR)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".archive-", dir=data))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pack(target: Path, *, made_at: datetime) -> dict[str, Any]:
    """Write the tar of everything but the keys; return its manifest."""
    manifest = {
        "format": FORMAT,
        "needshare": __version__,
        "made_at": made_at.isoformat(),
        "database": connection.vendor,
        "keks": list(keyring.current().kek_ids()),
        "verifying_key": keyring.current().verifying_key().hex(),
    }
    database = target.with_name(DATABASES[connection.vendor])
    signer = target.with_name(SIGNER)
    with signing.alone():
        state = signing.folder() / "state.json"
        signer.write_bytes(state.read_bytes() if state.exists() else b"")
        _copy_database(database)
    described = target.with_name(MANIFEST)
    described.write_text(json.dumps(manifest, indent=1), "utf-8")
    with tarfile.open(target, "w") as tar:
        for path in (described, signer, database):
            tar.add(path, arcname=path.name)
        for path in sorted((Path(settings.DATA_DIR) / "vault").glob("[0-9a-f][0-9a-f]/*")):
            tar.add(path, arcname=f"vault/{path.parent.name}/{path.name}")
    return manifest


def _copy_database(target: Path) -> None:
    """Copy the database as it is at one instant, while others go on writing."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    name = settings.DATABASES[settings.OWNING]["NAME"]
    _run("pg_dump", "--format=custom", "--enable-row-security", f"--file={target}", name)


def _run(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program with the connection of the settings, or say that it failed."""
    told = settings.DATABASES[settings.OWNING]
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    given = {variable: str(told[name]) for name, variable in names.items() if told.get(name)}
    given["PGOPTIONS"] = WHOLE
    found = shutil.which(program)
    if found is None:
        raise Unavailable(_("The programs of PostgreSQL are missing: apt-get install postgresql-client"))
    done = subprocess.run([found, *arguments], env=given | {"PATH": "/usr/bin:/bin"}, check=False)
    if done.returncode != 0:
        raise Unavailable(_("PostgreSQL's own program failed; see its message above."))


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Take a tar apart into a folder: known names only, and never a link; return its manifest.

    Raises:
        Invalid: it is not a backup of this program.
    """
    try:
        with tarfile.open(source, "r") as tar:
            for member in tar:
                _take(tar, member, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Invalid.field("file", _("This is not a backup of Needshare, or it is damaged.")) from error
    if manifest.get("format") != FORMAT:
        raise Invalid.field("file", _("This backup was made by a version that cannot be read here."))
    return manifest


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    known = member.name in (MANIFEST, SIGNER, *DATABASES.values()) or IN_VAULT.fullmatch(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    if not known or content is None:
        raise tarfile.ReadError(member.name)
    target = folder / member.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file)
    target.chmod(0o600)


def keys_fit(manifest: Mapping[str, Any]) -> bool:
    """Tell whether the keys of this installation are those the backup was made under."""
    try:
        ring = keyring.current()
    except Unavailable:
        return False
    return (
        set(manifest["keks"]) <= set(ring.kek_ids())
        and ring.verifying_key().hex() == manifest["verifying_key"]
    )


def put_in_place(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Make what was unpacked the installation: vault first, then the database, then the signer's memory.

    Raises:
        Invalid: the backup is of the other kind of database.
    """
    if manifest["database"] != connection.vendor:
        raise Invalid.field("file", _("This backup is of another kind of database than the settings name."))
    data = Path(settings.DATA_DIR)
    if (folder / "vault").exists():
        shutil.copytree(folder / "vault", data / "vault", dirs_exist_ok=True)
    connection.close()
    database = folder / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        place = Path(settings.DATABASES["default"]["NAME"])
        for rest in ("-wal", "-shm"):
            place.with_name(place.name + rest).unlink(missing_ok=True)
        database.replace(place)
    else:
        name = settings.DATABASES[settings.OWNING]["NAME"]
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            f"--dbname={name}",
            str(database),
        )
    signer = (folder / SIGNER).read_bytes()
    if signer:
        with signing.alone():
            (signing.folder() / "state.json").write_bytes(signer)
            (signing.folder() / "state.json").chmod(0o600)
