"""Articles with their addresses, tags and counts."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Profile
from blog import visibility
from blog.visibility import APPEARED, HIDDEN, VISIBLE, WAITING
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

    def hidden(self) -> "ArticleQuerySet":
        """By moderators; for them, and for the author."""
        return self.filter(HIDDEN)

    def appeared(self) -> "ArticleQuerySet":
        """To tell that one is gone, and of nothing else that it says."""
        return self.filter(APPEARED)

    def of_author(self, author_id: UUID) -> "ArticleQuerySet":
        """One's own, to edit, delete and bring back: deleted ones too."""
        return self.filter(author_id=author_id)

    def for_moderators(self) -> "ArticleQuerySet":
        """Whatever became of it."""
        return self.all()


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
    hidden_at = models.DateTimeField(null=True)
    hidden_because = models.TextField(default="")
    author_is_suspended = models.BooleanField(default=False)
    position = models.BigIntegerField()
    last_position = models.BigIntegerField()
    version = models.IntegerField()

    objects = ArticleQuerySet.as_manager()

    # Set by blog.queries, the last one for the article's own page.
    favorites_count: int
    is_favorite: bool
    is_following_author: bool

    class Meta:
        permissions = [("moderate", "Can see reports, hide and unhide articles and comments")]
        # A page's ids are read from one of these alone, so that pages far behind cost little.
        indexes = [
            models.Index(fields=NEWEST_FIRST, name="blog_article_feed", include=["id", "author"], condition=VISIBLE),
            models.Index(
                fields=["author", *NEWEST_FIRST], name="blog_article_author", include=["id"], condition=VISIBLE
            ),
            models.Index(fields=["-last_position"], name="blog_article_changed", condition=VISIBLE),
            models.Index(fields=["id"], name="blog_article_invisible", condition=~VISIBLE),
            models.Index(fields=["author", "published_at"], name="blog_article_waiting", condition=WAITING),
            models.Index(fields=["-hidden_at"], name="blog_article_hidden", condition=HIDDEN),
            models.Index(fields=["author"], name="blog_article_all_of_author"),
        ]

    @property
    def waits(self) -> bool:
        """For its time; only its author sees it."""
        return visibility.waits(self)

    def __str__(self) -> str:
        return self.title


class SuspendedAuthor(ReadModel):
    """Somebody who was ever suspended, and whether they are: what articles that come meanwhile have to know. `version`
    is that of the user's stream."""

    author_id = models.UUIDField(primary_key=True)
    is_suspended = models.BooleanField()
    version = models.IntegerField()

    def __str__(self) -> str:
        return str(self.author_id)


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
