"""An article from its publication on. One stream per article, under an id that its address does not tell."""

from blog.domain.article.commands import (
    Command,
    DeleteArticle,
    EditArticle,
    PublishArticle,
    ReleaseArticle,
    UndeleteArticle,
)
from blog.domain.article.decider import ARTICLE, Article, claims, decide, evolve
from blog.domain.article.events import (
    PUBLISHED,
    SCHEDULED,
    ArticleDeleted,
    ArticleEdited,
    ArticlePublished,
    ArticleReleased,
    ArticleRescheduled,
    ArticleUndeleted,
    Event,
)

__all__ = [
    "ARTICLE",
    "PUBLISHED",
    "SCHEDULED",
    "Article",
    "ArticleDeleted",
    "ArticleEdited",
    "ArticlePublished",
    "ArticleReleased",
    "ArticleRescheduled",
    "ArticleUndeleted",
    "Command",
    "DeleteArticle",
    "EditArticle",
    "Event",
    "PublishArticle",
    "ReleaseArticle",
    "UndeleteArticle",
    "claims",
    "decide",
    "evolve",
]
