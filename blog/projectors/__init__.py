"""From events to the rows that pages read. The order here is the order in which transactions lock shared rows."""

from blog.projectors.activity import activity
from blog.projectors.article import articles
from blog.projectors.comment import comments
from blog.projectors.favorite import favorites
from blog.projectors.follow import follows
from blog.projectors.report import reports

__all__ = ["activity", "articles", "comments", "favorites", "follows", "reports"]
