"""Comments on articles."""

from uuid import UUID

from django.db import models

from accounts.models import Profile
from blog.models.articles import Article
from blog.visibility import VISIBLE_COMMENT
from es_core.read_model import ReadModel


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> "CommentQuerySet":
        """For everybody who sees the article."""
        return self.filter(VISIBLE_COMMENT)

    def of_author(self, author_id: UUID) -> "CommentQuerySet":
        """One's own, to delete and bring back."""
        return self.filter(author_id=author_id)


class Comment(ReadModel):
    """`number` is its name in addresses and its place among others; `version` is its stream's."""

    id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField(unique=True)
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    author = models.ForeignKey(Profile, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    body = models.TextField()
    added_at = models.DateTimeField()
    is_deleted = models.BooleanField(default=False)
    version = models.IntegerField()

    objects = CommentQuerySet.as_manager()

    is_following_author: bool  # set by blog.queries.comments_for

    class Meta:
        indexes = [
            models.Index(fields=["article", "-number"], name="blog_comment_article", condition=VISIBLE_COMMENT),
        ]

    def __str__(self) -> str:
        return f"comment {self.number}"
