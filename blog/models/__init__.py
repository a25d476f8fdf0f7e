"""What pages read. Every row here is made by blog.projectors from the log; nothing else writes these tables."""

from blog.models.activity import Activity
from blog.models.articles import (
    NEWEST_FIRST,
    Article,
    ArticleQuerySet,
    ArticleSlug,
    ArticleTag,
    ArticleTally,
    SuspendedAuthor,
    Tag,
)
from blog.models.comments import Comment, CommentQuerySet
from blog.models.marks import Favorite, FavoriteTally, Follow, FollowTally
from blog.models.reports import Report

__all__ = [
    "NEWEST_FIRST",
    "Activity",
    "Article",
    "ArticleQuerySet",
    "ArticleSlug",
    "ArticleTag",
    "ArticleTally",
    "Comment",
    "CommentQuerySet",
    "Favorite",
    "FavoriteTally",
    "Follow",
    "FollowTally",
    "Report",
    "SuspendedAuthor",
    "Tag",
]
