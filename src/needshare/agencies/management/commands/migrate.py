"""`migrate`, and afterwards the cache's table and the triggers that guard owners and audit entries.

Every way of making a database goes through this command, test databases too, so none is without them.
"""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from needshare.agencies.grants import grant
from needshare.agencies.ownership import install_guards, lift_guards
from needshare.agencies.row_policies import install_policies, lift_policies


class Command(Migrate):
    """Change the tables, then put the guards back, even when a migration failed."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's own command between lifting and installing the guards."""
        connection = connections[options["database"]]
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        lift_guards(connection)
        lift_policies(connection)
        try:
            super().handle(*args, **options)
            call_command("createcachetable", database=options["database"], verbosity=0)
        finally:
            install_guards(connection)
            install_policies(connection)
            grant(connection, settings.APPLICATION_ROLE)
