"""What live queries read: the same for every reader, arguments as text, None for what nobody may see any more."""

from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.urls import reverse

from accounts.models import Profile
from blog.models import NEWEST_FIRST, Article, ArticleQuerySet, FavoriteTally, Follow, FollowTally
from blog.queries.articles import article_on_page, previews
from blog.queries.comments import comments_of, own_hidden_comments
from blog.queries.pages import page_number
from blog.queries.readers import OTHERS
from blog.queries.tags import popular_tags
from blog.visibility import VISIBLE_PERSON

Context = dict[str, Any]
MOST_NEW = 99


def favorites_count(article_id: str) -> Context:
    total = FavoriteTally.objects.filter(scope="article", key=article_id).aggregate(n=Sum("n"))["n"]
    return {"favorites_count": total or 0}


def followers_count(author_id: str) -> Context:
    total = FollowTally.objects.filter(scope="author", key=author_id).aggregate(n=Sum("n"))["n"]
    return {"followers_count": total or 0}


def article(article_id: str) -> Context:
    """None for the article, when it was taken down: its page has a sentence for that."""
    return {"article": Article.objects.visible().filter(id=UUID(article_id)).select_related("author").first()}


def article_preview(article_id: str) -> Context:
    return {"article": next(iter(previews([UUID(article_id)], None)), None)}


def article_meta(article_id: str, place: str) -> Context:
    return {"article": article_on_page(UUID(article_id), None), "others": OTHERS, "place": place}


def comments(article_id: str, before: str) -> Context:
    found, older = comments_of(UUID(article_id), page_number(before) if before else None)
    return {"comments": found, "older": older}


def hidden_comments(article_id: str, reader_id: str) -> Context:
    """The reader's own, that moderators hid."""
    return {"hidden_comments": own_hidden_comments(UUID(article_id), UUID(reader_id))}


def tags() -> Context:
    return {"popular_tags": popular_tags()}


def new_articles(feed: str, of: str, since: str) -> Context | None:
    """How many articles stand above the one that headed the list; `of` is a tag or an author."""
    articles = Article.objects.visible()
    if feed == "tag":
        return {"n": _above(since, articles.filter(tags__contains=[of])), "url": reverse("tag", args=[of])}
    if feed == "author":
        profile = Profile.objects.filter(VISIBLE_PERSON, pk=UUID(of)).first()
        url = reverse("profile", args=[profile.username]) if profile else ""
        return {"n": _above(since, articles.filter(author_id=UUID(of))), "url": url} if profile else None
    return {"n": _above(since, articles), "url": reverse("home")}


def new_in_your_feed(reader_id: str, since: str) -> Context:
    authors = list(Follow.objects.filter(follower_id=UUID(reader_id)).values_list("author_id", flat=True))
    n = _above(since, Article.objects.visible().filter(author_id__in=authors))
    return {"n": n, "url": f"{reverse('home')}?feed=following", "authors": authors}


def _above(since: str, found: ArticleQuerySet) -> int:
    """Of an article that is gone meanwhile nobody can say what stood above it: then none."""
    if since:
        place = Article.objects.visible().filter(id=UUID(since)).values_list("published_at", "position").first()
        if place is None:
            return 0
        at, position = place
        found = found.filter(Q(published_at__gt=at) | Q(published_at=at, position__gt=position))
    return found.order_by(*NEWEST_FIRST)[: MOST_NEW + 1].count()
