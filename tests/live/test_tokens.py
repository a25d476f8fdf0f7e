"""A fragment's token names it, and can't be made to name another."""

from uuid import uuid4

import pytest
from django.core.signing import Signer

from es_core.live.key import BadToken, key_from, key_of, token_of


def test_a_token_names_query_and_arguments() -> None:
    key = key_of("comments", article_id=uuid4(), before="")
    assert key_from(token_of(key)) == key


def test_odd_values_survive() -> None:
    key = key_of("new-articles", feed="tag", of="a&b=c?d#é:", since="")
    assert key_from(token_of(key)) == key


def test_it_is_the_same_for_every_page() -> None:
    article = uuid4()
    tokens = {token_of(key_of("favorites-count", article_id=article)) for _ in range(3)}
    assert len(tokens) == 1


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token.replace("favorites-count", "comments"),
        lambda token: token.replace("article_id=1", "article_id=2"),
        lambda token: token[:-1],
        lambda token: token + "x" * 600,
        lambda token: "",
        lambda token: None,
        lambda token: Signer(salt="another").sign(token.rpartition(":")[0]),
        lambda token: Signer(salt="es_core.live").sign("no-such-query?article_id=1"),
    ],
)
def test_a_bent_one_is_refused(bend) -> None:  # type: ignore[no-untyped-def]  # a table of lambdas
    with pytest.raises(BadToken):
        key_from(bend(token_of(key_of("favorites-count", article_id=1))))


def test_one_user_s_own_query_says_whose_it_is() -> None:
    reader = uuid4()
    assert key_of("new-in-your-feed", reader_id=reader, since="").viewer_id == str(reader)
    assert key_of("popular-tags").viewer_id is None


def test_a_token_of_a_query_that_takes_other_arguments_now_is_refused() -> None:
    with pytest.raises(BadToken):
        key_from(Signer(salt="es_core.live").sign("favorites-count?id=1"))
