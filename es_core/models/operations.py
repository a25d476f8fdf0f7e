"""What only operators look at: what they asked for, how far projectors lagged lately, what web processes do."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Operation(models.Model):
    """Something asked of a projector that takes longer than a request. Any runner's process does it, and tells here how
    far it is; a session lock under its id is the lease (`es_core.operating.doing`)."""

    class Kind(models.TextChoices):
        REBUILD = "rebuild", "rebuild"
        VERIFY = "verify", "verification"
        REPLAY = "replay", "replay"

    class Status(models.TextChoices):
        ASKED = "asked"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True)
    kind = models.TextField(choices=Kind.choices)
    projector = models.TextField()
    status = models.TextField(choices=Status.choices, default=Status.ASKED)
    is_stopped = models.BooleanField(default=False)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    holder = models.TextField(default="")
    tries = models.SmallIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    head = models.BigIntegerField(default=0)
    told = models.TextField(default="")
    details = models.JSONField(default=list)

    class Meta:
        db_table = "es_operation"
        indexes = [
            models.Index(fields=["asked_at"], name="es_operation_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["projector", "asked_at"], name="es_operation_projector"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.projector}"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.position // self.head) if self.head else 0


class LagSample(models.Model):
    """How far a projector was at some moment of the last hour: a ring of slots, so it never grows."""

    pk = models.CompositePrimaryKey("projector", "slot")
    projector = models.TextField()
    slot = models.SmallIntegerField()
    taken_at = models.DateTimeField()
    position = models.BigIntegerField()
    lag = models.BigIntegerField()
    seconds = models.FloatField()

    class Meta:
        db_table = "es_lag_sample"

    def __str__(self) -> str:
        return f"{self.projector} {self.taken_at}"


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
