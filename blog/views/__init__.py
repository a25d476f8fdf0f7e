"""One view per page or button."""

from blog.views.article import article, delete_article, undelete_article
from blog.views.comment import comment, delete_comment, undelete_comment
from blog.views.editor import edit_article, editor, preview_markdown
from blog.views.favorite import favorite
from blog.views.feeds import home, profile, profile_favorites, profile_scheduled, tag
from blog.views.follow import follow
from blog.views.report import report_article, report_comment

__all__ = [
    "article",
    "comment",
    "delete_article",
    "delete_comment",
    "edit_article",
    "editor",
    "favorite",
    "follow",
    "home",
    "preview_markdown",
    "profile",
    "profile_favorites",
    "profile_scheduled",
    "report_article",
    "report_comment",
    "tag",
    "undelete_article",
    "undelete_comment",
]
