"""Comments on articles."""

from collections.abc import Collection
from uuid import UUID

from django.db import models

from accounts.models import Profile
from blog.models.articles import Article
from blog.visibility import HIDDEN, STANDING_COMMENT, VISIBLE_COMMENT
from es_core.read_model import ReadModel


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> "CommentQuerySet":
        """For everybody who sees the article."""
        return self.filter(VISIBLE_COMMENT)

    def hidden(self) -> "CommentQuerySet":
        """By moderators; for them, and for the author."""
        return self.filter(HIDDEN)

    def of_author(self, author_id: UUID) -> "CommentQuerySet":
        """One's own, to delete and bring back."""
        return self.filter(author_id=author_id)

    def for_moderators(self) -> "CommentQuerySet":
        """Whatever became of it."""
        return self.all()

    def numbers_of(self, ids: Collection[UUID]) -> "models.QuerySet[Comment, tuple[UUID, int]]":
        """Gone ones' too, to tell that they are."""
        return self.filter(id__in=ids).values_list("id", "number")


class Comment(ReadModel):
    """`number` is its name in addresses and its place among others; `version` is its stream's."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    author = models.ForeignKey(Profile, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    body = models.TextField()
    added_at = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True)
    hidden_because = models.TextField(default="")
    version = models.IntegerField()

    objects = CommentQuerySet.as_manager()

    is_following_author: bool  # set by blog.queries.comments_for

    class Meta:
        indexes = [
            models.Index(fields=["article", "-number"], name="blog_comment_article", condition=STANDING_COMMENT),
            models.Index(fields=["article", "author"], name="blog_comment_hidden", condition=HIDDEN),
        ]

    def __str__(self) -> str:
        return f"comment {self.number}"
