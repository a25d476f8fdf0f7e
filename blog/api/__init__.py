"""The API's articles, comments, profiles, tags and feed: the same commands and queries as the pages."""

from blog import converters
from blog.api.articles import articles
from blog.api.comments import comments
from blog.api.feed import feed
from blog.api.profiles import profiles
from blog.api.tags import tags

__all__ = ["articles", "comments", "converters", "feed", "profiles", "tags"]
