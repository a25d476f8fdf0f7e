"""Articles, their addresses and tags in the admin: to be read."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.domain.names import username_key
from accounts.models import Profile
from blog.admin import marks
from blog.models import Article, ArticleQuerySet, ArticleSlug, Tag
from es_core.admin.addresses import stream_link
from es_core.admin.searched import SearchedAdmin, has_id


class VisibleFilter(admin.SimpleListFilter):
    title = "who may see it"
    parameter_name = "visible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "everybody"), ("no", "nobody"), ("hidden", "hidden by a moderator")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        choices = {
            "yes": ArticleQuerySet.visible,
            "no": ArticleQuerySet.invisible,
            "hidden": ArticleQuerySet.hidden,
        }
        chosen = choices.get(self.value() or "")
        return chosen(cast(ArticleQuerySet, queryset)) if chosen else queryset


@admin.register(Article)
class ArticleAdmin(SearchedAdmin):
    list_display = ("title", "author", "published_at", "edited_at", "status", "is_deleted")
    list_filter = (VisibleFilter,)
    list_select_related = ("author",)
    ordering = ("-id",)  # ids grow with time
    search_help_text = "The start of an address (/article/...), a whole username, or an id."
    fields = (
        "title", "on_the_site", "history", "favorites", "author", "status", "is_deleted", "hidden_at", "hidden_because",
        "author_is_suspended", "published_at", "edited_at", "tags", "description", "body", "id", "version",
    )  # fmt: skip

    def found(self, term: str) -> Q:
        slugs = ArticleSlug.objects.filter(slug__startswith=term).order_by("slug").values("article_id")[:500]
        authors = Profile.objects.filter(username_key=username_key(term)).values("pk")
        return Q(id__in=slugs) | Q(author_id__in=authors) | has_id(term)

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
        return [*marks.urls(self), *super().get_urls()]


@admin.register(ArticleSlug)
class ArticleSlugAdmin(SearchedAdmin):
    list_display = ("slug", "article")
    list_select_related = ("article",)
    ordering = ("slug",)
    search_help_text = "The start of an address."
    fields = ("slug", "article")

    def found(self, term: str) -> Q:
        return Q(slug__startswith=term)


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
