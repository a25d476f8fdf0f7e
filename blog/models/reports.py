"""What readers have against articles and comments."""

from django.db import models
from django.db.models import Q

from accounts.models import Profile
from es_core.read_model import ReadModel


class Report(ReadModel):
    """What one reader has against one article or comment. `outcome` is empty while it is open, `text` sealed with the
    reporter's key; `position` is that of its filing, or of its being opened again."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField()
    thing_id = models.UUIDField()
    article_id = models.UUIDField()
    author_id = models.UUIDField()
    reporter = models.ForeignKey(Profile, models.DO_NOTHING, db_constraint=False, related_name="+")
    reason = models.TextField()
    text = models.TextField()
    filed_at = models.DateTimeField()
    outcome = models.TextField(default="")
    note = models.TextField(default="")
    closed_at = models.DateTimeField(null=True)
    position = models.BigIntegerField()
    version = models.IntegerField()

    words: str  # `text`, unsealed; set by blog.queries.moderation where there is any

    class Meta:
        indexes = [
            models.Index(fields=["thing_id"], name="blog_report_thing"),
            models.Index(
                fields=["-position"], name="blog_report_open", include=["kind", "thing_id"], condition=Q(outcome="")
            ),
            models.Index(
                fields=["-closed_at"], name="blog_report_closed", include=["kind", "thing_id"], condition=~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing_id} by {self.reporter_id}"
