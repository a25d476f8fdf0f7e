"""Pages with lists of articles: home with its feeds, tags, profiles."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.domain.names import username_key
from blog import queries
from blog.domain.tags import normalise_tags
from blog.live import list_page, profile_page
from blog.models import Article
from blog.queries import Page
from blog.queries.activity import Strip
from blog.views.answers import htmx, page_or_part
from blog.views.readers import previews
from es_core.context import now
from es_core.errors import Rejected
from es_core.live.kept import kept_for_strangers

LIST = "blog/_article_list.html"
TABS = {"articles": "profile", "favorites": "profile_favorites", "scheduled": "profile_scheduled"}


@require_safe
@kept_for_strangers(list_page, number="page")
def home(request: HttpRequest) -> HttpResponse:
    if request.GET.get("feed") == "following":
        return _your_feed(request)
    return _feed(request, queries.global_feed(_number(request)), feed="global")


@login_required
def _your_feed(request: AuthenticatedHttpRequest) -> HttpResponse:
    return _feed(request, queries.your_feed(_number(request), request.user.id), feed="following")


@require_safe
@kept_for_strangers(list_page, number="page")
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """A tag that nobody used, or nobody could, has an empty page."""
    try:
        name = next(iter(normalise_tags([tag])), tag)
    except Rejected:
        name = tag
    return _feed(request, queries.tag_feed(name, _number(request)), feed="tag", tag=name)


@require_safe
@kept_for_strangers(profile_page, number="page")
def profile(request: HttpRequest, username: str) -> HttpResponse:
    return _profile(request, username, "articles")


@require_safe
def profile_favorites(request: HttpRequest, username: str) -> HttpResponse:
    return _profile(request, username, "favorites")


@require_safe
@login_required
def profile_scheduled(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    """For their author alone."""
    if username_key(username) != username_key(request.user.username):
        raise Http404("what waits is its author's alone")
    return _profile(request, username, "scheduled")


def _feed(request: HttpRequest, page: Page, **context: Any) -> HttpResponse:
    return page_or_part(
        request, "blog/home.html", LIST, {"page": page, "previews": previews(request, page.ids), **context}
    )


def _profile(request: HttpRequest, username: str, tab: str) -> HttpResponse:
    author = queries.author_named(username, request.user.pk)
    if author is None:
        raise Http404("nobody has this name")
    if author.profile.username != username:
        return redirect(TABS[tab], author.profile.username)
    context = {
        "profile": author.profile,
        "tab": tab,
        **_tab(request, author.profile.pk, tab),
        "hidden": _hidden(request, author.profile.pk, tab),
        "is_own": author.profile.pk == request.user.pk,
        "is_following": author.is_following,
        "followers_count": author.followers_count,
        "activity": _activity(request, author.profile.pk),
    }
    return page_or_part(request, "blog/profile.html", LIST, context)


def _hidden(request: HttpRequest, author_id: UUID, tab: str) -> Sequence[Article]:
    """One's own that moderators hid, above one's articles."""
    return queries.hidden_articles(author_id) if author_id == request.user.pk and tab == "articles" else ()


def _activity(request: HttpRequest, author_id: UUID) -> Strip | None:
    """On one's own page, which its tabs' answers leave as it is."""
    return queries.activity_of(author_id, now().date()) if author_id == request.user.pk and not htmx(request) else None


def _tab(request: HttpRequest, author_id: UUID, tab: str) -> dict[str, Any]:
    if tab == "scheduled":
        return {"waiting": queries.waiting_articles(author_id)}
    feed = queries.author_feed if tab == "articles" else queries.favorites_feed
    page = feed(author_id, _number(request))
    return {"page": page, "previews": previews(request, page.ids)}


def _number(request: HttpRequest) -> int:
    return queries.page_number(request.GET.get("page", ""))
