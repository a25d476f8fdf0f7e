"""What an answer costs the database does not depend on how much it holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, comment_of, favorite_of, follow_of
from tests.graphql.conftest import Program

# Each with what it reads beyond the frame: the token (1), and the transaction with its time limit (3).
FRAME = 4
QUERIES = {
    "{ tags(first: 9) { name } }": 2,
    "{ articles { nodes { title favorited favoritesCount author { username bio } tags { name } } } }": 3,
    "{ articles { nodes { body } } }": 4,
    "{ articles { nodes { author { following followersCount } } } }": 4,
    "{ articles { nodes { tags { name articlesCount } } } }": 4,
    "{ articles { nodes { comments(first: 2) { nodes { body author { username } } } } } }": 5,
    "{ articles { nodes { comments(first: 2) { totalCount nodes { author { following } } } } } }": 7,
    "{ articles { nodes { author { articles(first: 3) { totalCount nodes { title } } } } } }": 6,
    "{ articles { nodes { author { favorites(first: 3) { totalCount nodes { title } } } } } }": 6,
    "{ tags(first: 9) { articles(first: 3) { totalCount nodes { title author { username } } } } }": 5,
    "{ viewer { profile { username } feed { nodes { title author { following } } } } }": 4,
    """{ articles(first: 10) { nodes { title author { username articles(first: 2) { nodes {
        comments(first: 2) { nodes { body author { followersCount favorites(first: 1) { nodes { title } } } } }
    } } } } } }""": 10,
}


def fill(ann: Person, bob: Person, size: int) -> None:
    follow_of(bob.id, ann.id)
    for n in range(size):
        reader = register(f"reader{n}")
        article = article_of(reader.id if n % 2 else ann.id, tags=("bees", f"tag{n % 7}"))
        favorite_of(reader.id, article)
        for m in range(n % 4):
            comment_of((reader, ann, bob)[m].id, article)
        follow_of(reader.id, ann.id)


def asked(program: Program, query: str) -> int:
    program.ask("{ __typename }")  # the token's first use is on record
    with CaptureQueriesContext(connection) as queries:
        program.ask(query)
    return len(queries)


@pytest.mark.parametrize("query", QUERIES)
def test_an_answer_has_a_fixed_number_of_queries(query: str, ann: Person, bob: Person, bobs: Program) -> None:
    fill(ann, bob, 4)
    few = asked(bobs, query)
    fill_more = 12
    for n in range(fill_more):
        article = article_of(ann.id, tags=("bees", f"more{n}"))
        comment_of(bob.id, article)
        favorite_of(bob.id, article)
    assert asked(bobs, query) == few == QUERIES[query] + FRAME
