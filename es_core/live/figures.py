"""What the live queries of this process do, counted, and told to others through a table."""

import os
import socket
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from uuid_utils.compat import uuid7

from es_core.context import now
from es_core.models import LiveProcess

TOLD_EVERY = 5.0  # seconds
LOST_AFTER = timedelta(seconds=30)


@dataclass(slots=True)
class Figures:
    sockets: int = 0
    refused: int = 0
    renders: int = 0
    broken: int = 0
    frames: int = 0
    reused: int = 0
    streams: int = 0  # of what the site around it streams; they share the sockets' room


class Telling:
    """The hub tells where it stands; processes that no longer do are forgotten."""

    def __init__(self) -> None:
        self._id = uuid7()
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._started_at = now()
        self._told_at = 0.0

    def tell(self, figures: Figures, sizes: dict[str, int], position: int) -> None:
        if time.monotonic() - self._told_at < TOLD_EVERY:
            return
        self._told_at = time.monotonic()
        values = {"name": self._name, "started_at": self._started_at, "seen_at": now(), "position": position}
        LiveProcess.objects.update_or_create(id=self._id, defaults=values | {"figures": asdict(figures) | sizes})
        LiveProcess.objects.filter(seen_at__lt=now() - LOST_AFTER).delete()
