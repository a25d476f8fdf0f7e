"""The blog in the Django admin: to be read, and moderated by commands; never to be written by hand."""

from blog.admin import streams  # noqa: F401 - what the event browser calls articles and comments
from blog.admin.articles import ArticleAdmin, ArticleSlugAdmin, TagAdmin
from blog.admin.comments import CommentAdmin
from blog.admin.reports import ReportAdmin

__all__ = ["ArticleAdmin", "ArticleSlugAdmin", "CommentAdmin", "ReportAdmin", "TagAdmin"]
