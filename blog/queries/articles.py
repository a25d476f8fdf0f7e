"""Articles with their authors, counts, and what they are to the reader."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from blog.models import Article, ArticleQuerySet, ArticleSlug, Favorite, FavoriteTally, Follow
from blog.queries.marks import is_by

WAITING_SHOWN = 200


def previews(ids: Sequence[UUID], reader_id: UUID | None, **marks: Combinable) -> list[Article]:
    """Without their bodies, in the order of the ids; those that nobody may see any more are left out."""
    found = _with_marks(Article.objects.visible().filter(id__in=ids), reader_id, **marks).defer("body")
    by_id = {each.id: each for each in found}
    return [by_id[each] for each in ids if each in by_id]


def favorites_among(ids: Sequence[UUID], reader_id: UUID | None) -> set[UUID]:
    """Those that the reader set a heart on."""
    if reader_id is None or not ids:
        return set()
    return set(Favorite.objects.filter(reader_id=reader_id, article_id__in=ids).values_list("article_id", flat=True))


def article_at(slug: str, reader_id: UUID | None) -> Article | None:
    """By its address, or one that it had before."""
    return _for_its_page(_at(slug, Article.objects.visible()), reader_id)


def article_on_page(article_id: UUID, reader_id: UUID | None) -> Article | None:
    return _for_its_page(Article.objects.visible().filter(id=article_id), reader_id)


def waiting_article_at(slug: str, author_id: UUID) -> Article | None:
    """One's own that waits for its time."""
    return _at(slug, Article.objects.waiting_of(author_id)).select_related("author").first()


def hidden_article_at(slug: str, reader_id: UUID, *, is_moderator: bool) -> Article | None:
    """One's own that a moderator hid; a moderator sees all of them."""
    found = Article.objects.hidden() if is_moderator else Article.objects.hidden().filter(author_id=reader_id)
    return _at(slug, found).select_related("author").first()


def hidden_articles(author_id: UUID) -> Sequence[Article]:
    """One's own, without their bodies, the one hidden last first."""
    found = Article.objects.hidden().filter(author_id=author_id)
    return list(found.order_by("-hidden_at", "id").defer("body")[:WAITING_SHOWN])


def waiting_articles(author_id: UUID) -> Sequence[Article]:
    """Without their bodies, the next to appear first."""
    return list(Article.objects.waiting_of(author_id).defer("body")[:WAITING_SHOWN])


def article_to_edit(slug: str, author_id: UUID) -> Article | None:
    """One's own, a deleted one too: who was writing while it was deleted elsewhere keeps what was written."""
    return _at(slug, Article.objects.of_author(author_id)).first()


def id_at(slug: str) -> UUID | None:
    """Whether anybody may see the article or not: to watch it, not to show it."""
    return ArticleSlug.objects.filter(slug=slug).values_list("article_id", flat=True).first()


def visible_id_at(slug: str) -> UUID | None:
    """For a mark or a comment, that needs no more of the article."""
    return _at(slug, Article.objects.visible()).values_list("id", flat=True).first()


def is_visible_at(slug: str) -> bool:
    return _at(slug, Article.objects.visible()).exists()


def own_slug(article_id: UUID, author_id: UUID) -> str:
    """Where one's article is now, though its page may be gone. Raises Article.DoesNotExist."""
    return str(Article.objects.of_author(author_id).values_list("slug", flat=True).get(id=article_id))


def _at(slug: str, found: ArticleQuerySet) -> ArticleQuerySet:
    return found.filter(id__in=ArticleSlug.objects.filter(slug=slug).values("article_id"))


def _for_its_page(found: ArticleQuerySet, reader_id: UUID | None) -> Article | None:
    return _with_marks(found, reader_id, is_following_author=follows_author(reader_id)).first()


def follows_author(reader_id: UUID | None) -> Combinable:
    """Of the rows that it is asked for with."""
    return is_by(Follow.objects.filter(author_id=OuterRef("author_id")), follower_id=reader_id)


def _with_marks(found: ArticleQuerySet, reader_id: UUID | None, **marks: Combinable) -> ArticleQuerySet:
    """Favorites are added up for the rows found only."""
    tally = FavoriteTally.objects.filter(scope="article", key=Cast(OuterRef("id"), TextField())).values("key")
    marks |= {
        "favorites_count": Coalesce(Subquery(tally.annotate(total=Sum("n")).values("total")), 0),
        "is_favorite": is_by(Favorite.objects.filter(article_id=OuterRef("id")), reader_id=reader_id),
    }
    return found.select_related("author").annotate(**marks)
