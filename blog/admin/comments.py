"""Comments in the admin: to be read."""

from django.contrib import admin
from django.db.models import Q
from django.utils.safestring import SafeString

from blog.models import ArticleSlug, Comment
from es_core.admin.addresses import stream_link
from es_core.admin.searched import SearchedAdmin, has_id


@admin.register(Comment)
class CommentAdmin(SearchedAdmin):
    list_display = ("number", "author", "article", "added_at", "is_deleted", "beginning")
    list_filter = ("is_deleted",)
    list_select_related = ("author", "article")
    ordering = ("-number",)
    search_help_text = "A comment's number or id, an article's id, or the start of its address."
    fields = (
        "number",
        "history",
        "article",
        "author",
        "added_at",
        "is_deleted",
        "hidden_at",
        "hidden_because",
        "body",
        "id",
        "version",
    )

    def found(self, term: str) -> Q:
        articles = ArticleSlug.objects.filter(slug__startswith=term).order_by("slug").values("article_id")[:500]
        numbered = Q(number=int(term)) if term.isdecimal() and len(term) < 19 else Q(article_id__in=articles)
        return numbered | has_id(term) | has_id(term, "article_id")

    @admin.display(description="body")
    def beginning(self, comment: Comment) -> str:
        return comment.body[:80]

    @admin.display
    def history(self, comment: Comment) -> SafeString:
        return stream_link(comment.id)
