"""Articles, their addresses, comments and tags in the Django admin: to be read. Searches go by what has an index."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.domain.names import username_key
from accounts.models import Profile
from blog import (
    admin_marks,
    admin_streams,  # noqa: F401 - what the event browser calls articles and comments
)
from blog.models import Article, ArticleQuerySet, ArticleSlug, Comment, Tag
from es_core.admin import ReadOnlyAdmin
from es_core.admin.addresses import stream_link


class SearchedAdmin(ReadOnlyAdmin):
    """`found` says what a search term means."""

    search_fields = ("pk",)
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER

    def found(self, term: str) -> Q:
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.replace("\0", "").strip()
        return (queryset.filter(self.found(term)) if term else queryset), False


class VisibleFilter(admin.SimpleListFilter):
    title = "who may see it"
    parameter_name = "visible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "everybody"), ("no", "nobody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        chosen = {"yes": ArticleQuerySet.visible, "no": ArticleQuerySet.invisible}.get(self.value() or "")
        return chosen(cast(ArticleQuerySet, queryset)) if chosen else queryset


@admin.register(Article)
class ArticleAdmin(SearchedAdmin):
    list_display = ("title", "author", "published_at", "edited_at", "status", "is_deleted", "version")
    list_filter = (VisibleFilter,)
    list_select_related = ("author",)
    ordering = ("-id",)  # ids grow with time
    search_help_text = "The start of an address (/article/...), a whole username, or an id."
    fields = (
        "title", "on_the_site", "history", "favorites", "author", "status", "is_deleted", "published_at", "edited_at",
        "tags", "description", "body", "id", "version",
    )  # fmt: skip

    def found(self, term: str) -> Q:
        slugs = ArticleSlug.objects.filter(slug__startswith=term).order_by("slug").values("article_id")[:500]
        authors = Profile.objects.filter(username_key=username_key(term)).values("pk")
        return Q(id__in=slugs) | Q(author_id__in=authors) | _has_id(term)

    @admin.display
    def on_the_site(self, article: Article) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', reverse("article", args=[article.slug]))

    @admin.display
    def history(self, article: Article) -> SafeString:
        return stream_link(article.id)

    @admin.display
    def favorites(self, article: Article) -> SafeString:
        url = reverse("admin:blog_favorites_of_article", args=[article.id])
        return format_html('<a href="{}">Who has it as a favorite</a>', url)

    def get_urls(self) -> list[URLPattern]:
        return [*admin_marks.urls(self), *super().get_urls()]


@admin.register(ArticleSlug)
class ArticleSlugAdmin(SearchedAdmin):
    list_display = ("slug", "article")
    list_select_related = ("article",)
    ordering = ("slug",)
    search_help_text = "The start of an address."
    fields = ("slug", "article")

    def found(self, term: str) -> Q:
        return Q(slug__startswith=term)


@admin.register(Comment)
class CommentAdmin(SearchedAdmin):
    list_display = ("number", "author", "article", "added_at", "is_deleted", "beginning")
    list_filter = ("is_deleted",)
    list_select_related = ("author", "article")
    ordering = ("-number",)
    search_help_text = "A comment's number or id, an article's id, or the start of its address."
    fields = ("number", "history", "article", "author", "added_at", "is_deleted", "body", "id", "version")

    def found(self, term: str) -> Q:
        articles = ArticleSlug.objects.filter(slug__startswith=term).order_by("slug").values("article_id")[:500]
        numbered = Q(number=int(term)) if term.isdecimal() and len(term) < 19 else Q(article_id__in=articles)
        return numbered | _has_id(term) | _has_id(term, "article_id")

    @admin.display(description="body")
    def beginning(self, comment: Comment) -> str:
        return comment.body[:80]

    @admin.display
    def history(self, comment: Comment) -> SafeString:
        return stream_link(comment.id)


@admin.register(Tag)
class TagAdmin(SearchedAdmin):
    list_display = ("name", "articles_count")
    ordering = ("-articles_count", "name")
    search_help_text = "The start of a tag."
    fields = ("name", "articles_count", "on_the_site")

    def found(self, term: str) -> Q:
        return Q(name__startswith=term.casefold())

    @admin.display
    def on_the_site(self, tag: Tag) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', reverse("tag", args=[tag.name]))


def _has_id(term: str, column: str = "id") -> Q:
    """Of nothing, when the term is no id."""
    try:
        return Q(**{column: UUID(term)})
    except ValueError:
        return Q(pk__in=[])
