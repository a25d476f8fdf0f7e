"""Rebuilding read models from the log beside the ones in service, then trading places in one short transaction."""

from django.db import OperationalError

from es_core.projector import Projector
from es_core.rebuild.filling import Progress, chase, no_progress
from es_core.rebuild.in_service import Depended, copy_grants, refuse_dependents
from es_core.rebuild.shadow import Busy, Shadow, alone, drop
from es_core.rebuild.swap import SwapBlocked, record_version, trade_places

__all__ = ["Depended", "RebuildRunning", "SwapBlocked", "rebuild", "record_version"]


class RebuildRunning(Exception):
    """Another process rebuilds this projector now."""


def rebuild(projector: Projector, progress: Progress = no_progress, *, restart: bool = False) -> int:
    """Replay the log into new tables and put them in service. Returns the position they stand at.

    Readers and writers go on meanwhile; a failure at any point leaves the old tables in service. Goes on from where a
    rebuild with the same code was killed, interrupted or blocked, unless told to `restart`.
    """
    shadow = Shadow(projector, f"es_shadow_{projector.name}")
    try:
        with alone(shadow.schema):
            return _rebuild(shadow, progress, restart)
    except Busy as busy:
        raise RebuildRunning(f"{projector.name} is being rebuilt by another process") from busy


def _rebuild(shadow: Shadow, progress: Progress, restart: bool) -> int:
    old = f"es_old_{shadow.projector.name}"
    refuse_dependents(shadow.projector)
    drop(old)
    if restart or not shadow.resume():
        shadow.create()
    try:
        chase(shadow, progress)
        shadow.analyze()
        copy_grants(shadow)
        position = trade_places(shadow, old, progress)
    except (SwapBlocked, OperationalError, KeyboardInterrupt, SystemExit):
        raise  # nothing is wrong with the new tables: the next rebuild goes on with them
    except BaseException:
        shadow.drop()
        raise
    drop(shadow.schema, old)
    return position
