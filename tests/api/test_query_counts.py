"""What an answer costs the database does not depend on how much there is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.blog.history import article_of

# With the two that find the holder of the token.
MOST = {
    "/articles": 5,
    "/articles?tag=bees": 5,
    "/articles?author=ann&tag=bees": 6,
    "/articles?favorited=bob": 6,
    "/articles/feed": 5,
    "/articles/{slug}": 3,
    "/articles/{slug}/comments": 4,
    "/profiles/ann": 3,
    "/tags": 4,
    "/user": 4,
}


def queries_of(program: Program, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert program.get(path).status == 200
    return len(queries)


@pytest.mark.parametrize("path", MOST)
def test_an_answer_has_a_fixed_number_of_queries(path: str, ann: Person, anns: Program, bobs: Program) -> None:
    slug = publish(anns, tagList=["bees"])["slug"]
    bobs.post("/profiles/ann/follow")
    bobs.post(f"/articles/{slug}/favorite")
    bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Hi"}})
    few = queries_of(bobs, path.format(slug=slug))
    for n in range(12):
        article_of(ann.id, title=f"N{n}", tags=("bees", f"n{n}"))
        bobs.post(f"/articles/{slug}/comments", {"comment": {"body": f"N{n}"}})
    assert queries_of(bobs, path.format(slug=slug)) == few <= MOST[path]


@pytest.mark.parametrize(("method", "path", "body", "times"), [
    ("POST", "/favorite", None, 1), ("DELETE", "/favorite", None, 1),
    ("POST", "/comments", {"comment": {"body": "Hi"}}, 0), ("GET", "/comments", None, 0),
])  # fmt: skip
def test_an_article_is_read_whole_only_to_be_shown(
    anns: Program, method: str, path: str, body: object, times: int
) -> None:
    slug = publish(anns)["slug"]
    with CaptureQueriesContext(connection) as queries:
        assert anns.call(method, f"/articles/{slug}{path}", body).status in (200, 201)
    assert ['"blog_article"."body"' in each["sql"] for each in queries].count(True) == times
