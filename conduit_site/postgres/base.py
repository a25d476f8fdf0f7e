"""Django's Postgres backend on the embedded cluster: the first connection of a process starts it, where it must. So a
command that needs no database starts none."""

from typing import Any

from django.conf import settings

from conduit_site.pooled import base
from conduit_site.postgres.cluster import Cluster
from conduit_site.postgres.sharing import join


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        """Every connection asks for these first, the pool's too."""
        join(embedded())
        return super().get_connection_params()


def embedded() -> Cluster:
    return Cluster(settings.VAR_DIR / "postgres")
