"""`./manage.py upgrade_postgres`: the embedded data for the Postgres that this Conduit brings."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from conduit_site.postgres.upgrade import upgrade
from es_core.management.chosen import RawHelp


class Command(RawHelp, BaseCommand):
    help = """Convert the embedded database to the major version of Postgres that this Conduit brings. Stop the site
before; the old data is kept beside the new.

    ./manage.py upgrade_postgres
    """
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        aside = upgrade(settings.VAR_DIR / "postgres")
        if aside is None:
            self.stdout.write("The data is of the right version already.")
        else:
            self.stdout.write(f"Done. The old data is in {aside}; remove it when all is well.")
