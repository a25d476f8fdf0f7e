"""The library's tables: five that projectors make, and one that anybody may write."""

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


class Visit(ReadModel):
    """A visitor, by the event's position; `times` tells how often the projector was shown him."""

    position = models.BigIntegerField(primary_key=True)
    desk = models.TextField()
    times = models.IntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.position} {self.desk}"


class Loan(ReadModel):
    """A loan, by the event's position."""

    position = models.BigIntegerField(primary_key=True)
    book_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.position} {self.book_id}"


class Notice(models.Model):
    """An ordinary table beside the log."""

    text = models.TextField()

    def __str__(self) -> str:
        return self.text
