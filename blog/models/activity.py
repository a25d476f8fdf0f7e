"""What each person does."""

from django.db import models

from es_core.read_model import ReadModel


class Activity(ReadModel):
    """One thing that a person did, on a day of UTC; `position` is that of its event."""

    class Kind(models.TextChoices):
        ARTICLE = "article"
        COMMENT = "comment"
        FAVORITE = "favorite"

    position = models.BigIntegerField(primary_key=True)
    author_id = models.UUIDField()
    day = models.DateField()
    kind = models.TextField(choices=Kind.choices)

    class Meta:
        indexes = [models.Index(fields=["author_id", "day"], name="blog_activity_author", include=["kind", "position"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.author_id} on {self.day}"
