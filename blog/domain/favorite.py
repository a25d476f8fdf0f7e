"""A reader's favorite mark on one article. One stream per (article, reader)."""

from dataclasses import dataclass
from uuid import UUID

from es_core.decider import Decider


@dataclass(frozen=True, slots=True, kw_only=True)
class FavoriteArticle:
    article_id: UUID
    reader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfavoriteArticle:
    article_id: UUID
    reader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFavorited:
    article_id: UUID
    reader_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUnfavorited:
    article_id: UUID
    reader_id: UUID


Command = FavoriteArticle | UnfavoriteArticle
Event = ArticleFavorited | ArticleUnfavorited


def decide(command: Command, is_favorite: bool) -> list[Event]:
    """Asking for what is already so yields no event."""
    match command:
        case FavoriteArticle(article_id=article, reader_id=reader) if not is_favorite:
            return [ArticleFavorited(article_id=article, reader_id=reader)]
        case UnfavoriteArticle(article_id=article, reader_id=reader) if is_favorite:
            return [ArticleUnfavorited(article_id=article, reader_id=reader)]
    return []


def evolve(is_favorite: bool, event: Event) -> bool:
    return isinstance(event, ArticleFavorited)


FAVORITE: Decider[Command, Event, bool] = Decider(
    category="favorite",
    stream_key=lambda command: f"{command.article_id}-{command.reader_id}",
    events=(ArticleFavorited, ArticleUnfavorited),
    initial=False,
    decide=decide,
    evolve=evolve,
)
