"""Favorite marks, and how many each article has."""

from collections.abc import Sequence

from blog.domain import favorite
from blog.domain.favorite import ArticleFavorited, ArticleUnfavorited
from blog.models import Favorite, FavoriteTally
from blog.projectors.pairs import Mark, Pairs
from blog.projectors.sets import last_per_stream
from es_core.projector import Projector
from es_core.recorded import Recorded

favorites = Projector("favorites", models=[Favorite, FavoriteTally])
PAIRS = Pairs(
    table="blog_favorite", marked="article_id", marker="reader_id", tally="blog_favoritetally", scope="article"
)


@favorites.on(ArticleFavorited, ArticleUnfavorited)
def set_favorites(events: Sequence[Recorded[favorite.Event]]) -> None:
    """The last mark of each (article, reader) counts."""
    PAIRS.set([_mark(each) for each in last_per_stream(events)])


def _mark(recorded: Recorded[favorite.Event]) -> Mark:
    event = recorded.event
    is_set = isinstance(event, ArticleFavorited)
    return Mark(event.article_id, event.reader_id, recorded.stream_id, recorded.position, is_set)
