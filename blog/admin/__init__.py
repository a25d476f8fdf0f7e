"""The blog in the Django admin: to be read, never to be written by hand."""

from blog.admin.articles import ArticleAdmin, ArticleSlugAdmin, TagAdmin
from blog.admin.comments import CommentAdmin

__all__ = ["ArticleAdmin", "ArticleSlugAdmin", "CommentAdmin", "TagAdmin"]
