"""What people wrote becoming HTML that is safe to show: the only door from their text to a page."""

from blog.markdown.article import render
from blog.markdown.comment import render_comment
from blog.markdown.gist import Heading, first_heading, plain_excerpt, reading_minutes
from blog.markdown.image_url import safe_image_url

__all__ = [
    "Heading",
    "first_heading",
    "plain_excerpt",
    "reading_minutes",
    "render",
    "render_comment",
    "safe_image_url",
]
