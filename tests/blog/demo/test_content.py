"""The written demo obeys the rules that everything else obeys."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.domain.names import username_of
from blog.demo import content, life
from blog.demo.content import WrittenArticle
from blog.domain import wording
from blog.domain.slugs import slugify
from blog.domain.tags import normalise_tags

NOW = datetime(2027, 1, 1, tzinfo=UTC)
ARTICLES = content.articles(NOW)
PEOPLE = {each.username for each in content.people()}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda each: each.key)
def test_an_article_is_as_the_rules_want_it(article: WrittenArticle) -> None:
    source = article.source
    assert article.author in PEOPLE
    assert wording.title(source.title) == source.title
    assert source.description
    assert wording.description(source.description) == source.description
    assert wording.body(source.body) == source.body
    assert sorted(source.tags) == list(normalise_tags(source.tags)) != []
    assert not source.draft


def test_a_dozen_authors_with_five_articles_each() -> None:
    assert len(PEOPLE) == 12
    assert sorted(each.author for each in ARTICLES) == sorted(name for name in PEOPLE for _ in range(5))
    assert len({slugify(each.source.title) for each in ARTICLES}) == 60


def test_people_have_names_and_addresses_of_nobody() -> None:
    for each in content.people():
        assert username_of(each.username) == each.username
        assert each.email.endswith("@example.org")
        assert each.bio


def test_comments_are_by_people_on_articles() -> None:
    assert len(content.comments()) > 90
    for each in content.comments():
        assert each.author in PEOPLE
        assert each.article in {article.key for article in ARTICLES}
        assert wording.comment(each.body) == each.body


def test_comments_come_after_their_article_and_in_their_order() -> None:
    published = {each.key: each.date for each in ARTICLES}
    now = ARTICLES[-1].date + timedelta(minutes=1)
    last: dict[str, int] = {}
    for each in life.dated(content.comments(), ARTICLES, now):
        assert published[each.comment.article] < each.at < now
        assert each.nth == last.get(each.comment.article, 0) + 1
        last[each.comment.article] = each.nth


def test_a_clock_that_lags_behind_makes_articles_older_but_keeps_their_season() -> None:
    early = content.articles(datetime(2024, 2, 1, tzinfo=UTC))
    assert max(each.date for each in early) < datetime(2024, 2, 1, tzinfo=UTC)
    assert [each.date.replace(year=2000) for each in early] == [each.date.replace(year=2000) for each in ARTICLES]


def test_marks_and_follows_are_skewed_and_the_same_each_time() -> None:
    people = content.people()
    follows, favorites = life.follows(people), life.favorites(people, ARTICLES)
    assert (follows, favorites) == (life.follows(people), life.favorites(people, ARTICLES))
    assert all(follower != author for follower, author in follows)
    marks = [sum(key == article.key for key, _ in favorites) for article in ARTICLES]
    assert min(marks) <= 1
    assert max(marks) >= 9
