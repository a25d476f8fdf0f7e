"""Base classes of projected tables, and counts that many writers move at once."""

from uuid import UUID

from django.db import models

SHARDS = 16


class ReadModel(models.Model):
    """A table that one projector owns. Nothing else writes it, a rebuild replaces it whole."""

    class Meta:
        abstract = True


class Tally(ReadModel):
    """A count per (scope, key), spread over rows so that writers of different streams rarely meet. Read with `Sum`."""

    pk = models.CompositePrimaryKey("scope", "key", "shard")
    scope = models.TextField()
    key = models.TextField()
    shard = models.SmallIntegerField()
    n = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


def shard(stream_id: UUID) -> int:
    """Depends on the stream alone, so that a rebuild fills the same rows."""
    return stream_id.int % SHARDS
