"""Backup and restore: what is needed to begin again elsewhere, sealed to one key, without the keys."""

import argparse
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from needshare.accounts.rules import operator
from needshare.agencies import queries as agencies
from needshare.audit import actions, sealing
from needshare.audit.verification import verify
from needshare.crypto import keyring, packages
from needshare.kernel import Blocked, Invalid, gettext_noop as _

from . import archive
from .auditing import in_words
from .doorway import now, tell

KEYS_FIRST = """The keys are not in a backup, and those here are not the ones it was made under.
Put the copy of the keys you kept apart into {keys} (its folder `ring`), and run this again."""


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the one command asked for."""
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    if name == "backup":
        parser.set_defaults(run=backup)
        parser.add_argument("--to", required=True, metavar="AGE_KEY", help="the key it is sealed to: age1...")
    else:
        parser.set_defaults(run=restore)
        parser.add_argument("--identity-file", type=Path, required=True, help="file with the secret age key")


def backup(told: argparse.Namespace) -> None:
    """Write one file with database, vault and signer's memory, sealed to a key; the keys stay out of it."""
    if not packages.is_recipient(told.to):
        raise Invalid.field("to", _("Give an age key: it starts with age1 and has 62 characters."))
    if told.file.exists():
        raise Invalid.field("file", _("There is a file of this name. Choose another."))
    at = now()
    actions.note_backup(recipient=told.to, by=operator(at=at), at=at)
    sealing.tick(at=now())
    draft = told.file.with_name(told.file.name + ".part")
    try:
        with archive.workshop() as folder:
            archive.pack(folder / "backup.tar", made_at=at)
            packages.seal_file(told.to, folder / "backup.tar", draft)
        draft.chmod(0o600)
        draft.rename(told.file)
    finally:
        draft.unlink(missing_ok=True)
    size = told.file.stat().st_size
    words = f"{told.file}: {size} bytes. The keys in {settings.KEYS_DIR} are not in it: keep a copy of them apart."
    tell(told, words, file=told.file, size=size, keys=settings.KEYS_DIR)


def restore(told: argparse.Namespace) -> int:
    """Bring a backup back into an empty installation, then verify the audit log from its first entry."""
    _must_be_empty()
    try:
        identity = told.identity_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid.field(
            "identity-file", _("Name a file with the secret age key that you can read.")
        ) from error
    with archive.workshop() as folder:
        packages.open_file(identity, told.file, folder / "backup.tar")
        manifest = archive.unpack(folder / "backup.tar", folder / "content")
        keyring.forget()
        if not archive.keys_fit(manifest):
            raise Blocked(KEYS_FIRST.format(keys=settings.KEYS_DIR))
        archive.put_in_place(folder / "content", manifest)
    call_command("migrate", database=settings.OWNING, verbosity=0)
    at = now()
    sealing.forget()
    actions.note_restoration(made_at=manifest["made_at"], by=operator(at=at), at=at)
    sealing.tick(at=now())
    report = verify(at=now(), deep=True)
    tell(
        told,
        f"Restored as of {manifest['made_at']}. {in_words(report)}",
        made_at=manifest["made_at"],
        is_whole=report.is_whole,
        size=report.size,
    )
    return 0 if report.is_whole else 1


def _must_be_empty() -> None:
    """Refuse to bring anything back over an installation that is in use.

    Raises:
        Blocked: there is an organisation, or a file in the vault.
    """
    if _is_in_use() or any((Path(settings.DATA_DIR) / "vault").glob("??/*")):
        raise Blocked(_("There is data here. A backup is brought back into an empty installation only."))


def _is_in_use() -> bool:
    """Tell whether the database holds an organisation; one that is not there yet is not made by asking."""
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False
    at = now()
    tables = connection.introspection.table_names()
    return "agencies_organisation" in tables and not agencies.is_new(by=operator(at=at))
