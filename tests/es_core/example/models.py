"""The library's tables: three that projectors make, and one that anybody may write."""

from django.db import models

from es_core.read_model import ReadModel, Tally


class Book(ReadModel):
    id = models.UUIDField(primary_key=True)
    title = models.TextField()
    place = models.TextField()
    reader_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["place"], name="library_book_place")]

    def __str__(self) -> str:
        return self.title


class LentTally(Tally):
    """Scope "reader": how many books each has now."""


class Desk(ReadModel):
    name = models.TextField(primary_key=True)
    visitors = models.IntegerField()

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """An ordinary table beside the log."""

    text = models.TextField()

    def __str__(self) -> str:
        return self.text
