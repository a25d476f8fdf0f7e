"""Markdown files as Hugo, Jekyll, Eleventy and Pelican write them: front matter, text, one article."""

from blog.front_matter.article import ArticleSource, read_article
from blog.front_matter.broken import BrokenFile
from blog.front_matter.head import FrontMatter, parse

__all__ = ["ArticleSource", "BrokenFile", "FrontMatter", "parse", "read_article"]
