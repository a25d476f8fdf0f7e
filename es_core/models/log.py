"""The log, the record of commands, and what the log's streams need beside them: keys and snapshots.

Only `es_append` writes events and what is kept of accepted commands. Nobody updates the log.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

UNACCEPTED = ~Q(status="accepted")
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
