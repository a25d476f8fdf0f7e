"""How far projectors and processes are, what they could not take, and es_core's own read model."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from es_core.read_model import ReadModel


class ProjectorState(models.Model):
    """Which version of a projector made the tables that are in service, and how far these have come.

    For an inline projector `position` is that of its last rebuild. For a catch-up projector it is the checkpoint, and
    the lock on this row is the lease: whoever holds it feeds the projector. `holder` and its times are for people.
    `failing` is the position of the event that could not be taken, as long as it is tried or waited for.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"

    name = models.TextField(primary_key=True)
    version = models.IntegerField()
    position = models.BigIntegerField(default=0)
    rebuilt_at = models.DateTimeField(db_default=Now())
    state = models.TextField(choices=State.choices, default=State.RUNNING)
    reason = models.TextField(default="")
    stack = models.TextField(default="")
    failing = models.BigIntegerField(null=True)
    tries = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    replays = models.IntegerField(default=0)
    holder = models.TextField(default="")
    held_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "es_projector"
        verbose_name = "projector"
        permissions = [("operate", "Can pause, resume, replay, park, rebuild and verify projections")]

    def __str__(self) -> str:
        return self.name


# What an update sets when nothing is wrong (any more).
UNHINDERED: dict[str, Any] = {"reason": "", "stack": "", "failing": None, "tries": 0, "retry_at": None}


class DeadLetter(models.Model):
    """An event that a projector could not take, or that waits behind such a one of its stream (then without stack)."""

    projector = models.TextField()
    position = models.BigIntegerField()
    stream_id = models.UUIDField()
    event_type = models.TextField()
    error = models.TextField()
    stack = models.TextField(default="")
    tries = models.SmallIntegerField(default=0)
    parked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "es_dead_letter"
        constraints = [models.UniqueConstraint(fields=["projector", "position"], name="es_dead_letter_once")]
        indexes = [models.Index(fields=["projector", "stream_id"], name="es_dead_letter_stream")]

    def __str__(self) -> str:
        return f"{self.projector} {self.position}"


class Schedule(ReadModel):
    """A command that waits, or waited, for its time: what `es_core.schedule`'s events say of one key.

    `next_at` is when a sender has to look at it, `position` that of the event which scheduled it, `version` its
    stream's.
    """

    key = models.TextField(primary_key=True)
    name = models.TextField()
    due_at = models.DateTimeField()
    payload = models.JSONField()
    on_behalf_of = models.UUIDField(null=True)
    status = models.TextField()
    reason = models.TextField(default="")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    position = models.BigIntegerField()
    version = models.IntegerField()

    class Meta:
        db_table = "es_schedule"
        indexes = [
            models.Index(fields=["next_at"], name="es_schedule_next", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["status", "due_at"], name="es_schedule_trouble", condition=Q(status__in=("refused", "failed"))
            ),
        ]

    def __str__(self) -> str:
        return self.key
