"""The tables of es_core. Only `es_append` writes the first two; the log is never updated."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from es_core.operation import LagSample, Operation
from es_core.read_model import ReadModel

__all__ = [
    "CommandRecord",
    "DeadLetter",
    "Event",
    "LagSample",
    "LiveProcess",
    "Operation",
    "ProjectorState",
    "Schedule",
    "Snapshot",
    "SubjectKey",
]

UNACCEPTED = ~Q(status="accepted")
HAS_ADDRESS = Q(address__isnull=False)
WITHOUT_EVENTS = UNACCEPTED | Q(positions=[]) | Q(actor_id=None)


class Event(models.Model):
    """One fact. `position` orders the whole log, `version` one stream; both start at 1, positions may have holes."""

    position = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True)
    stream_type = models.TextField()
    stream_id = models.UUIDField()
    version = models.IntegerField()
    event_type = models.TextField()
    schema_version = models.SmallIntegerField(default=1)
    data = models.JSONField()
    metadata = models.JSONField(default=dict)
    command_id = models.UUIDField(null=True)
    causation_id = models.UUIDField(null=True)
    correlation_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "es_event"
        constraints = [models.UniqueConstraint(fields=["stream_id", "version"], name="es_event_stream_version")]
        indexes = [
            BrinIndex(fields=["recorded_at"], name="es_event_recorded_at"),
            # Which pages of the table can't have a kind. A filter's size is fixed: an append can't outgrow it.
            # Positions as several spans, since small events fill the gaps of old pages.
            BrinIndex(
                fields=["position", "event_type", "stream_type"],
                opclasses=[
                    "int8_minmax_multi_ops",
                    "text_bloom_ops(n_distinct_per_range=64)",
                    "text_bloom_ops(n_distinct_per_range=32)",
                ],
                pages_per_range=32,
                autosummarize=True,
                name="es_event_kinds",
            ),
            BrinIndex(
                fields=["position", "actor_id", "correlation_id"],
                opclasses=[
                    "int8_minmax_multi_ops",
                    "uuid_bloom_ops(n_distinct_per_range=200)",
                    "uuid_bloom_ops(n_distinct_per_range=300)",
                ],
                pages_per_range=32,
                autosummarize=True,
                name="es_event_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.event_type}"


class CommandRecord(models.Model):
    """One attempt at a command, whatever came of it. Purged by age; the log never is.

    `NOTED` is what is no command and belongs on record all the same: sockets, exports, looks at personal fields, first
    uses of tokens (`es_core.audit.note`). Such a row may be about no stream.
    """

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        FAILED = "failed"
        NOTED = "noted"

    command_id = models.UUIDField()
    name = models.TextField()
    stream_type = models.TextField()
    stream_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    channel = models.TextField()
    payload = models.JSONField()
    fingerprint = models.TextField()
    address = models.GenericIPAddressField(null=True)
    agent = models.TextField(default="")
    correlation_id = models.UUIDField()
    causation_id = models.UUIDField(null=True)
    status = models.TextField(choices=Status.choices)
    reason = models.TextField(default="")
    positions = ArrayField(models.BigIntegerField(), default=list)
    started_at = models.DateTimeField()
    duration_ms = models.FloatField()

    class Meta:
        db_table = "es_command"
        verbose_name, verbose_name_plural = "audit entry", "audit"
        permissions = [
            ("view_personal", "Can see personal values unmasked"),
            ("export_audit", "Can export the audit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["command_id"], condition=Q(status="accepted"), name="es_command_accepted_once"
            ),
        ]
        indexes = [
            models.Index(fields=["correlation_id", "id"], name="es_command_request"),
            # The audit's: each gives one filter's rows by time. A command that has events pays for the first five.
            models.Index(fields=["started_at", "id"], name="es_command_time"),
            models.Index(fields=["actor_id", "started_at"], name="es_command_actor_time"),
            models.Index(fields=["name", "stream_type", "channel", "status", "started_at"], name="es_command_kind"),
            models.Index(
                fields=["address", "started_at"], name="es_command_address", condition=Q(address__isnull=False)
            ),
            models.Index(fields=["duration_ms", "id"], name="es_command_duration", condition=Q(duration_ms__gte=100)),
            # Who is not found by the stream's events; and of nobody signed in, all: so a subject's records are found.
            models.Index(fields=["stream_id", "started_at"], name="es_command_stream", condition=WITHOUT_EVENTS),
            models.Index(fields=["command_id"], name="es_command_unaccepted", condition=UNACCEPTED),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.status}"


class SubjectKey(models.Model):
    """The key that a person's fields are sealed with, wrapped by the one from settings. Deleting it forgets them."""

    id = models.UUIDField(primary_key=True)
    subject_id = models.UUIDField(db_index=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "es_subject_key"

    def __str__(self) -> str:
        return str(self.id)


class Snapshot(models.Model):
    """The state of a long stream at some version, as `made_by` (decider and version of its code) keeps it."""

    stream_id = models.UUIDField(primary_key=True)
    version = models.IntegerField()
    made_by = models.TextField()
    state = models.JSONField()
    taken_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "es_snapshot"

    def __str__(self) -> str:
        return f"{self.made_by} {self.stream_id}"


class LiveProcess(models.Model):
    """What the live queries of one web process do, as it said a few seconds ago."""

    id = models.UUIDField(primary_key=True)
    name = models.TextField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    position = models.BigIntegerField()
    figures = models.JSONField()

    class Meta:
        db_table = "es_live_process"

    def __str__(self) -> str:
        return self.name


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
