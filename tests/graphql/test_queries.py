"""The read model, list by list."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.forgetting import forget_user
from accounts.moderation import suspend
from blog import commands
from blog.domain.report import Kind
from blog.models import Article
from blog.moderation import Thing, hide
from es_core.context import now
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, deleted, favorite_of, follow_of
from tests.graphql.conftest import Program

PART = """
query ($first: Int, $after: String, $tag: String, $author: String, $favoritedBy: String) {
  articles(first: $first, after: $after, tag: $tag, author: $author, favoritedBy: $favoritedBy) {
    totalCount
    nodes { title }
    pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
  }
}
"""


def titles(program: Program, **variables: Any) -> list[str]:
    return [each["title"] for each in program.ask(PART, **variables)["articles"]["nodes"]]


def test_an_article_with_all_that_belongs_to_it(
    stranger: Program, bobs: Program, ann: Person, bob: Person, bees: Article
) -> None:
    comment_of(bob.id, bees, "Lovely")
    favorite_of(bob.id, bees)
    follow_of(bob.id, ann.id)
    query = """
    query ($slug: String!) {
      article(slug: $slug) {
        id slug title description body favorited favoritesCount createdAt updatedAt
        tags { name articlesCount }
        author { username bio image following followersCount }
        comments { totalCount edges { node { body author { username } } } }
      }
    }
    """
    found = bobs.ask(query, slug="bees")["article"]
    assert found == {
        "id": str(bees.id), "slug": "bees", "title": "Bees", "description": "About Bees",
        "body": "All there is to say about *Bees*.", "favorited": True, "favoritesCount": 1,
        "createdAt": bees.published_at.isoformat(), "updatedAt": bees.published_at.isoformat(),
        "tags": [{"name": "bees", "articlesCount": 1}, {"name": "craft", "articlesCount": 1}],
        "author": {"username": "ann", "bio": None, "image": None, "following": True, "followersCount": 1},
        "comments": {"totalCount": 1, "edges": [{"node": {"body": "Lovely", "author": {"username": "bob"}}}]},
    }  # fmt: skip
    strangers = stranger.ask(query, slug="bees")["article"]
    assert (strangers["favorited"], strangers["author"]["following"]) == (False, False)


def test_a_list_is_walked_cursor_by_cursor(stranger: Program, ann: Person) -> None:
    for n in range(5):
        article_of(ann.id, title=f"N{n}")
    first = stranger.ask(PART, first=2)["articles"]
    assert [each["title"] for each in first["nodes"]] == ["N4", "N3"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (5, True)
    last = stranger.ask(PART, first=3, after=first["pageInfo"]["endCursor"])["articles"]
    assert [each["title"] for each in last["nodes"]] == ["N2", "N1", "N0"]
    assert (last["pageInfo"]["hasNextPage"], last["pageInfo"]["hasPreviousPage"]) == (False, True)


def test_what_comes_and_goes_meanwhile_moves_nothing(stranger: Program, ann: Person) -> None:
    articles = [article_of(ann.id, title=f"N{n}") for n in range(4)]
    cursor = stranger.ask(PART, first=2)["articles"]["pageInfo"]["endCursor"]
    article_of(ann.id, title="Newer")
    deleted(articles[2])  # the very one that the cursor names
    assert titles(stranger, first=2, after=cursor) == ["N1", "N0"]


def test_articles_of_the_same_moment_come_once(stranger: Program, ann: Person) -> None:
    moment = now()
    for n in range(5):
        article_of(ann.id, title=f"N{n}", published_at=moment)
    seen, cursor = [], None
    while True:
        found = stranger.ask(PART, first=2, after=cursor)["articles"]
        seen += [each["title"] for each in found["nodes"]]
        cursor = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["N4", "N3", "N2", "N1", "N0"]


def test_filters_and_all_of_them_together(stranger: Program, ann: Person, bob: Person, bees: Article) -> None:
    article_of(ann.id, title="Wasps", tags=("wasps",))
    article_of(bob.id, title="His", tags=("bees",))
    favorite_of(bob.id, bees)
    assert titles(stranger, tag="Bees") == ["His", "Bees"]
    assert titles(stranger, author="ANN") == ["Wasps", "Bees"]
    assert titles(stranger, favoritedBy="bob") == ["Bees"]
    assert titles(stranger, tag="bees", author="ann", favoritedBy="bob") == ["Bees"]
    for nothing in ({"tag": "none"}, {"author": "nobody"}, {"favoritedBy": "nobody"}, {"author": "\0"}, {"tag": "a/b"}):
        found = stranger.ask(PART, **nothing)["articles"]
        assert (found["nodes"], found["totalCount"]) == ([], 0)


LIST = """
query ($after: String) {
  profile(username: "ann") {
    LIST(first: 2, after: $after) { totalCount nodes { title } pageInfo { endCursor hasNextPage } }
  }
}
"""


@pytest.mark.parametrize("name", ["articles", "favorites"])
def test_lists_of_a_person_are_walked_likewise(stranger: Program, ann: Person, name: str) -> None:
    for n in range(3):
        favorite_of(ann.id, article_of(ann.id, title=f"N{n}"))
    favorite_of(ann.id, gone := article_of(ann.id, title="Gone"))
    deleted(gone)
    query = LIST.replace("LIST", name)
    first = stranger.ask(query)["profile"][name]
    assert ([each["title"] for each in first["nodes"]], first["totalCount"]) == (["N2", "N1"], 3)
    rest = stranger.ask(query, after=first["pageInfo"]["endCursor"])["profile"][name]
    assert ([each["title"] for each in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == (["N0"], False)


def test_comments_and_a_tag_s_articles_are_walked_likewise(stranger: Program, ann: Person, bees: Article) -> None:
    for n in range(3):
        comment_of(ann.id, bees, f"C{n}")
        article_of(ann.id, title=f"N{n}", tags=("bees",))
    query = """
    query ($comments: String, $articles: String) {
      article(slug: "bees") {
        comments(first: 2, after: $comments) { nodes { body } pageInfo { endCursor } }
        tags { articles(first: 2, after: $articles) { nodes { title } pageInfo { endCursor } } }
      }
    }
    """
    first = stranger.ask(query)["article"]
    tagged = first["tags"][0]["articles"]
    assert [each["body"] for each in first["comments"]["nodes"]] == ["C2", "C1"]
    assert [each["title"] for each in tagged["nodes"]] == ["N2", "N1"]
    ends = {"comments": first["comments"]["pageInfo"]["endCursor"], "articles": tagged["pageInfo"]["endCursor"]}
    rest = stranger.ask(query, **ends)["article"]
    assert [each["body"] for each in rest["comments"]["nodes"]] == ["C0"]
    assert [each["title"] for each in rest["tags"][0]["articles"]["nodes"]] == ["N0", "Bees"]


VIEWER = "{ viewer { email profile { username } feed { totalCount nodes { title author { following } } } } }"


def test_the_viewer_is_the_holder_of_the_token(
    stranger: Program, bobs: Program, ann: Person, bob: Person, bees: Article
) -> None:
    assert stranger.ask(VIEWER) == {"viewer": None}
    article_of(bob.id, title="His own")
    follow_of(bob.id, ann.id)
    viewer = bobs.ask(VIEWER)["viewer"]
    assert (viewer["email"], viewer["profile"]) == (bob.email, {"username": "bob"})
    assert viewer["feed"] == {"totalCount": 1, "nodes": [{"title": "Bees", "author": {"following": True}}]}


def test_tags_are_those_of_the_pages(stranger: Program, bees: Article) -> None:
    query = "{ tags(first: 1) { name articlesCount articles { nodes { title } } } }"
    tag = {"name": "bees", "articlesCount": 1, "articles": {"nodes": [{"title": "Bees"}]}}
    assert stranger.ask(query) == {"tags": [tag]}


def test_an_old_address_still_finds_it(anns: Program, stranger: Program, bees: Article) -> None:
    anns.do("editArticle", "article { slug }", slug="bees", title="Wasps")
    assert stranger.ask('{ article(slug: "bees") { slug } }') == {"article": {"slug": "wasps"}}


EVERYWHERE = """{
  article(slug: "bees") { title }
  articles { totalCount nodes { title } }
  tagged: articles(tag: "bees") { totalCount nodes { title } }
  marked: articles(favoritedBy: "bob") { totalCount nodes { title } }
  profile(username: "ann") { articles { totalCount nodes { title } } }
  bob: profile(username: "bob") { favorites { totalCount nodes { title } } }
  tags { name }
  viewer { feed { totalCount nodes { title } } }
}"""
NOTHING = {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize("why", ["deleted", "hidden", "suspended", "waiting"])
def test_what_nobody_may_see_is_nowhere(why: str, bobs: Program, ann: Person, bob: Person) -> None:
    follow_of(bob.id, ann.id)
    if why != "waiting":
        article = article_of(ann.id, title="Bees", tags=("bees",))
        favorite_of(bob.id, article)
    if why == "deleted":
        deleted(article)
    elif why == "hidden":
        hide(Thing(Kind.ARTICLE, article.id), "spam")
    elif why == "suspended":
        suspend(ann.id, "Sells watches.", by=None)
    else:
        commands.publish_article(
            author_id=ann.id,
            title="Bees",
            description="D",
            body="B",
            tags=["bees"],
            publish_on=now() + timedelta(days=1),
        )
    assert bobs.ask(EVERYWHERE) == {
        "article": None,
        "articles": NOTHING,
        "tagged": NOTHING,
        "marked": NOTHING,
        "profile": None if why == "suspended" else {"articles": NOTHING},
        "bob": {"favorites": NOTHING},
        "tags": [],
        "viewer": {"feed": NOTHING},
    }


@pytest.mark.parametrize("why", ["deleted", "hidden", "suspended"])
def test_a_comment_that_nobody_may_see_is_nowhere(
    why: str, bobs: Program, stranger: Program, bob: Person, bees: Article
) -> None:
    comment = comment_of(bob.id, bees)
    if why == "deleted":
        bobs.do("deleteComment", "deletedId", slug="bees", id=str(comment.number))
    elif why == "hidden":
        hide(Thing(Kind.COMMENT, comment.id), "spam")
    else:
        suspend(bob.id, "Sells watches.", by=None)
    assert stranger.ask('{ article(slug: "bees") { comments { totalCount nodes { body } } } }') == {
        "article": {"comments": NOTHING}
    }


def test_somebody_who_was_forgotten_has_another_name(stranger: Program, ann: Person, bees: Article) -> None:
    name = forget_user(ann.id, erase=False)
    assert stranger.ask(
        '{ profile(username: "ann") { username } article(slug: "bees") { author { username bio } } }'
    ) == {
        "profile": None,
        "article": {"author": {"username": name, "bio": None}},
    }


def test_names_that_nothing_has_are_null(stranger: Program) -> None:
    for name in ("nobody", "\0", "a/b", "x" * 5_000, ""):
        query = "query ($name: String!) { profile(username: $name) { username } article(slug: $name) { slug } }"
        assert stranger.ask(query, name=name) == {"profile": None, "article": None}
