"""The tables of es_core. Only `es_append` writes the first two; the log is never updated."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from es_core.read_model import ReadModel


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
            BrinIndex(
                fields=["position", "event_type", "stream_type"],
                opclasses=[
                    "int8_minmax_ops",
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
                    "int8_minmax_ops",
                    "uuid_bloom_ops(n_distinct_per_range=1000)",
                    "uuid_bloom_ops(n_distinct_per_range=1500)",
                ],
                pages_per_range=128,
                autosummarize=True,
                name="es_event_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.event_type}"


class CommandRecord(models.Model):
    """One attempt at a command, whatever came of it. Purged by age; the log never is."""

    class Status(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        FAILED = "failed"

    command_id = models.UUIDField()
    name = models.TextField()
    stream_type = models.TextField()
    stream_id = models.UUIDField()
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
        constraints = [
            models.UniqueConstraint(
                fields=["command_id"], condition=Q(status="accepted"), name="es_command_accepted_once"
            ),
        ]
        indexes = [
            models.Index(fields=["correlation_id"], name="es_command_correlation"),
            models.Index(fields=["actor_id", "id"], name="es_command_actor"),
            # Of nobody signed in: whom such a command is about, only its stream tells.
            models.Index(fields=["stream_id", "id"], name="es_command_anonymous", condition=Q(actor_id=None)),
            BrinIndex(fields=["started_at"], name="es_command_started_at"),
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
    tries = models.SmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    replays = models.IntegerField(default=0)
    holder = models.TextField(default="")
    held_since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "es_projector"

    def __str__(self) -> str:
        return self.name


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
