"""Rules of the favorite mark."""

from typing import Any
from uuid import uuid4

from blog.domain.favorite import (
    FAVORITE,
    ArticleFavorited,
    ArticleUnfavorited,
    Command,
    Event,
    FavoriteArticle,
    UnfavoriteArticle,
)
from es_core.testing import Scenario

favorite: "Scenario[Command, Event, bool]" = Scenario(FAVORITE)

PAIR: dict[str, Any] = {"article_id": uuid4(), "reader_id": uuid4()}


def test_a_reader_favorites_an_article() -> None:
    favorite.given().when(FavoriteArticle(**PAIR)).then(ArticleFavorited(**PAIR))


def test_favoriting_twice_changes_nothing() -> None:
    favorite.given(ArticleFavorited(**PAIR)).when(FavoriteArticle(**PAIR)).then_nothing()


def test_a_reader_takes_the_mark_back_once() -> None:
    favorite.given(ArticleFavorited(**PAIR)).when(UnfavoriteArticle(**PAIR)).then(ArticleUnfavorited(**PAIR))
    favorite.given().when(UnfavoriteArticle(**PAIR)).then_nothing()


def test_each_reader_and_article_have_a_stream_of_their_own() -> None:
    mine = FavoriteArticle(**PAIR)
    assert FAVORITE.stream_id(mine) == FAVORITE.stream_id(UnfavoriteArticle(**PAIR))
    assert FAVORITE.stream_id(mine) != FAVORITE.stream_id(FavoriteArticle(**PAIR | {"reader_id": uuid4()}))
