"""What readers set on articles and authors, with how many there are."""

from django.db import models

from accounts.models import Profile
from blog.models.articles import Article
from es_core.read_model import ReadModel, Tally


class Favorite(ReadModel):
    """A reader's mark; `position` is that of the event which set it."""

    pk = models.CompositePrimaryKey("article_id", "reader_id")
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    reader_id = models.UUIDField()
    position = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["reader_id", "-position"], name="blog_favorite_reader", include=["article"])]

    def __str__(self) -> str:
        return f"{self.reader_id} on {self.article_id}"


class FavoriteTally(Tally):
    """Marks per article: scope "article" (key: its id)."""


class Follow(ReadModel):
    """`position` is that of the event which began it."""

    pk = models.CompositePrimaryKey("follower_id", "author_id")
    follower_id = models.UUIDField()
    author = models.ForeignKey(Profile, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.follower_id} of {self.author_id}"


class FollowTally(Tally):
    """Followers per author: scope "author" (key: the author's id)."""
