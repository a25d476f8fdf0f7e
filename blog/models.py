"""What pages read. Every row here is made by blog.projectors from the log; nothing else writes these tables."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Profile
from blog import visibility
from blog.visibility import APPEARED, VISIBLE, VISIBLE_COMMENT, WAITING
from es_core.read_model import ReadModel, Tally

NEWEST_FIRST = ["-published_at", "-position"]


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible(self) -> "ArticleQuerySet":
        """For everybody."""
        return self.filter(VISIBLE)

    def waiting_of(self, author_id: UUID) -> "ArticleQuerySet":
        """For that author alone, the next to appear first."""
        return self.filter(WAITING, author_id=author_id).order_by("published_at", "id")

    def invisible(self) -> "ArticleQuerySet":
        """To be left out of lists that know an article's id alone."""
        return self.exclude(VISIBLE)

    def appeared(self) -> "ArticleQuerySet":
        """To tell that one is gone, and of nothing else that it says."""
        return self.filter(APPEARED)

    def of_author(self, author_id: UUID) -> "ArticleQuerySet":
        """One's own, to edit, delete and bring back: deleted ones too."""
        return self.filter(author_id=author_id)


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> "CommentQuerySet":
        """For everybody who sees the article."""
        return self.filter(VISIBLE_COMMENT)

    def of_author(self, author_id: UUID) -> "CommentQuerySet":
        """One's own, to delete and bring back."""
        return self.filter(author_id=author_id)

    def numbers_of(self, ids: Collection[UUID]) -> "models.QuerySet[Comment, tuple[UUID, int]]":
        """Gone ones' too, to tell that they are."""
        return self.filter(id__in=ids).values_list("id", "number")


class Article(ReadModel):
    """`position` is that of its appearance, `last_position` that of its newest event, `version` its stream's."""

    id = models.UUIDField(primary_key=True)
    author = models.ForeignKey(Profile, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="articles")
    slug = models.TextField()
    title = models.TextField()
    description = models.TextField()
    body = models.TextField()
    tags = ArrayField(models.TextField())
    status = models.TextField()
    published_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    is_deleted = models.BooleanField(default=False)
    position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    version = models.IntegerField()

    objects = ArticleQuerySet.as_manager()

    # Set by blog.queries, the last one for the article's own page.
    favorites_count: int
    is_favorite: bool
    is_following_author: bool

    class Meta:
        # A page's ids are read from one of these alone, so that pages far behind cost little.
        indexes = [
            models.Index(fields=NEWEST_FIRST, name="blog_article_feed", include=["id", "author"], condition=VISIBLE),
            models.Index(
                fields=["author", *NEWEST_FIRST], name="blog_article_author", include=["id"], condition=VISIBLE
            ),
            models.Index(fields=["-last_position"], name="blog_article_changed", condition=VISIBLE),
            models.Index(fields=["id"], name="blog_article_invisible", condition=~VISIBLE),
            models.Index(fields=["author", "published_at"], name="blog_article_waiting", condition=WAITING),
        ]

    @property
    def waits(self) -> bool:
        """For its time; only its author sees it."""
        return visibility.waits(self)

    def __str__(self) -> str:
        return self.title


class ArticleSlug(ReadModel):
    """Every address that an article ever had."""

    slug = models.TextField(primary_key=True)
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="slugs")

    class Meta:
        verbose_name = "address"
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.slug


class ArticleTag(ReadModel):
    """A tag of a visible article, with what orders the tag's page."""

    pk = models.CompositePrimaryKey("article_id", "tag")
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    tag = models.TextField()
    published_at = models.DateTimeField()
    position = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tag", *NEWEST_FIRST], name="blog_articletag_page", include=["article"])]

    def __str__(self) -> str:
        return f"{self.tag} on {self.article_id}"


class Tag(ReadModel):
    """A tag that visible articles have, and how many."""

    name = models.TextField(primary_key=True)
    articles_count = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["-articles_count", "name"], name="blog_tag_popular")]

    def __str__(self) -> str:
        return self.name


class ArticleTally(Tally):
    """Visible articles: scope "all" (key ""), and "author" (key: the author's id)."""


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
