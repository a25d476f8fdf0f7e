"""An article from its publication on. One stream per article, under an id that its address does not tell."""

from blog.domain.article.commands import (
    Command,
    DeleteArticle,
    EditArticle,
    HideArticle,
    PublishArticle,
    ReleaseArticle,
    UndeleteArticle,
    UnhideArticle,
)
from blog.domain.article.decider import ARTICLE, Article, claims, decide, evolve
from blog.domain.article.events import (
    PUBLISHED,
    SCHEDULED,
    ArticleDeleted,
    ArticleEdited,
    ArticleHidden,
    ArticlePublished,
    ArticleReleased,
    ArticleRescheduled,
    ArticleUndeleted,
    ArticleUnhidden,
    Event,
)

__all__ = [
    "ARTICLE",
    "PUBLISHED",
    "SCHEDULED",
    "Article",
    "ArticleDeleted",
    "ArticleEdited",
    "ArticleHidden",
    "ArticlePublished",
    "ArticleReleased",
    "ArticleRescheduled",
    "ArticleUndeleted",
    "ArticleUnhidden",
    "Command",
    "DeleteArticle",
    "EditArticle",
    "Event",
    "HideArticle",
    "PublishArticle",
    "ReleaseArticle",
    "UndeleteArticle",
    "UnhideArticle",
    "claims",
    "decide",
    "evolve",
]
