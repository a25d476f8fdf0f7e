"""A snapshot and every change behind its cursor are the site's state, whenever it was taken and whatever happened."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts import commands as accounts
from accounts.domain.user import USER, UserRestored, UserSuspended
from accounts.models import Profile
from blog.domain.article import ARTICLE, ArticleEdited, ArticleHidden, ArticleUndeleted, ArticleUnhidden
from blog.domain.comment import COMMENT, CommentDeleted, CommentHidden, CommentUndeleted, CommentUnhidden
from blog.models import Article, Comment
from es_core.context import new_id
from es_core.testing import given
from tests.accounts.conftest import Person
from tests.api.conftest import Program, publish
from tests.blog.history import article_of, comment_of, deleted, favorite_of, follow_of, later
from tests.feed.copying import copied, example, on_the_site
from tests.feed.happening import everything, told

pytestmark = pytest.mark.django_db

TAGS = ["ant", "bee", "cat"]


@pytest.fixture
def client_of(stranger: Program, tmp_path: Any) -> Iterator[Callable[[str], Any]]:
    """The example client, asking without a network; it is moved on by hand."""
    module = example()
    opened: list[Any] = []

    def make(topics: str) -> Any:
        opened.append(module.Copy(str(tmp_path / f"{len(opened)}.sqlite")))
        follower = module.Follower("http://site", topics, opened[-1])
        follower.ask = lambda path: stranger.get(path.removeprefix("/api")).body
        return follower

    yield make
    for each in opened:
        each.db.close()


def moves_on(follower: Any, limit: int) -> bool:
    """One page; whether there may be more."""
    page = follower.ask(f"/api/feed?topics={follower.topics}&after={follower.copy.cursor}&limit={limit}")
    for event in page["events"]:
        follower.take(event)
    follower.copy.come_to(page["cursor"])
    return bool(page["more"] or page["events"])


def test_it_is_the_site_s_state(
    ann: Person, anns: Program, bobs: Program, client_of: Callable[[str], Any], bees: Article
) -> None:
    everything(ann, anns, bobs)
    follower = client_of("all")
    follower.begin()
    assert copied(follower.copy) == on_the_site()


def test_page_by_page_it_is_the_same(ann: Person, anns: Program, bobs: Program, bees: Article) -> None:
    everything(ann, anns, bobs)
    whole = anns.get("/feed/snapshot").body
    assert whole["next"] is None
    for limit in (1, 2, 3):
        page: dict[str, Any] = {"next": ""}
        found: dict[str, list[Any]] = {"authors": [], "articles": [], "comments": []}
        while page["next"] is not None:
            page = anns.get(f"/feed/snapshot?limit={limit}&page={page['next']}").body
            assert sum(len(page[each]) for each in found) <= limit
            assert page["cursor"] == whole["cursor"]
            for each, rows in found.items():
                rows += page[each]
        assert found == {each: whole[each] for each in found}


def test_its_cursor_stays_while_the_site_goes_on(anns: Program, bees: Article) -> None:
    first = anns.get("/feed/snapshot?limit=1").body
    publish(anns, "Wasps")
    second = anns.get(f"/feed/snapshot?limit=500&page={first['next']}").body
    assert second["cursor"] == first["cursor"]
    assert [each["title"] for each in second["articles"]] == ["Bees", "Wasps"]
    assert [each["article"]["title"] for each in told(anns, f"/feed?after={first['cursor']}")] == ["Wasps"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=-1", "limit"), ("limit=1000000000", "limit"), ("topics=nothing", "topics"), ("page=x", "page"),
        ("page=AAAA.articles.", "page"), ("page=%00", "page"),
    ],
)  # fmt: skip
def test_bad_input_is_a_422_that_names_it(stranger: Program, query: str, field: str) -> None:
    answer = stranger.get(f"/feed/snapshot?{query}")
    assert (answer.status, list(answer.errors)) == (422, [field])


@pytest.mark.parametrize("bent", ["nothing.", "articles.x", "comments.x", "comments.9" + "9" * 30, "comments.-1"])
def test_a_bent_page_is_none(stranger: Program, bent: str) -> None:
    cursor = stranger.get("/feed/snapshot").body["cursor"]
    answer = stranger.get(f"/feed/snapshot?page={cursor}.{bent}")
    assert (answer.status, list(answer.errors)) == (422, ["page"])


class Life:
    """Anything that may happen, at random, but the same for the same seed."""

    def __init__(self, seed: int, ann: Person, bob: Person) -> None:
        self.random = random.Random(seed)
        self.people = [ann, bob]
        self.articles = [article_of(each.id, tags=(tag,)) for each in self.people for tag in TAGS]

    def goes_on(self) -> None:
        self.random.choice([self.publish, self.edit, self.edit, self.flicker, self.flicker, self.comment, self.comment,
                            self.uncomment, self.favorite, self.follow, self.rename, self.hide, self.hide,
                            self.hide_comment, self.suspend])()  # fmt: skip

    def publish(self) -> None:
        author = self.random.choice(self.people)
        self.articles.append(article_of(author.id, tags=(self.random.choice(TAGS),)))

    def edit(self) -> None:
        article = self.random.choice(self.articles)
        article.refresh_from_db()
        if not article.is_deleted:
            tags = tuple(sorted(self.random.sample(TAGS, self.random.randint(0, 2))))
            words = {each: getattr(article, each) for each in ("slug", "title", "description")}
            body = f"Body {self.random.random()}"
            given(ARTICLE, ArticleEdited(article_id=article.id, body=body, tags=tags, edited_at=later(), **words))

    def flicker(self) -> None:
        article = self.random.choice(self.articles)
        article.refresh_from_db()
        if article.is_deleted:
            given(ARTICLE, ArticleUndeleted(article_id=article.id))
        else:
            deleted(article)

    def hide(self) -> None:
        article = self.random.choice(self.articles)
        article.refresh_from_db()
        if article.hidden_at:
            given(ARTICLE, ArticleUnhidden(article_id=article.id))
        else:
            given(ARTICLE, ArticleHidden(article_id=article.id, reason="spam", hidden_at=later()))

    def hide_comment(self) -> None:
        if found := self.random.choice([None, *Comment.objects.order_by("number")]):
            pair = {"comment_id": found.id, "article_id": found.article_id}
            hidden = CommentHidden(**pair, reason="spam", hidden_at=later())
            given(COMMENT, CommentUnhidden(**pair) if found.hidden_at else hidden)

    def suspend(self) -> None:
        person = Profile.objects.get(pk=self.random.choice(self.people).id)
        suspended = UserSuspended(user_id=person.pk, reason="spam", suspended_at=later())
        given(USER, UserRestored(user_id=person.pk) if person.suspended_at else suspended)

    def comment(self) -> None:
        comment_of(self.random.choice(self.people).id, self.random.choice(self.articles))

    def uncomment(self) -> None:
        if comment := self.random.choice([None, *Comment.objects.order_by("number")]):
            event = CommentUndeleted if comment.is_deleted else CommentDeleted
            given(COMMENT, event(comment_id=comment.id, article_id=comment.article_id))

    def favorite(self) -> None:
        favorite_of(new_id(), self.random.choice(self.articles))

    def follow(self) -> None:
        follow_of(new_id(), self.random.choice(self.people).id)

    def rename(self) -> None:
        person = self.random.choice(self.people)
        name = f"{person.username}{self.random.randint(1, 99)}"
        accounts.edit_settings(person.id, username=name, email=person.email, bio=name, image=None)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_every_reader_ends_with_the_site_s_state(
    ann: Person, bob: Person, client_of: Callable[[str], Any], seed: int
) -> None:
    """They begin at different moments, and read as they like: at times behind, at times up to the end."""
    life = Life(seed, ann, bob)
    topics = ["all", "tag:ant", "tag:ant,tag:bee", f"author:{ann.id}", f"article:{life.articles[0].id}", "all"]
    readers = [client_of(each) for each in topics]
    for reader in readers[:-1]:
        reader.begin()
    for n in range(120):
        life.goes_on()
        for reader in readers[:-1]:
            if life.random.random() < 0.2:
                moves_on(reader, life.random.randint(1, 4))
        if n == 60:
            readers[-1].begin()
    for reader in readers:
        while moves_on(reader, 10):
            pass
        assert copied(reader.copy) == on_the_site(reader.topics), (seed, reader.topics)
