"""The made-up site."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import Profile, User
from accounts.projectors import profiles
from blog.demo import content
from blog.demo.large.fill import fill
from blog.demo.large.plan import Plan, Size
from blog.demo.large.pools import TAGS, username
from blog.domain.tags import normalise_tags
from blog.models import Article, ArticleTag, Comment, Favorite, Follow
from blog.projectors import articles, comments, favorites, follows
from es_core.models import CommandRecord
from es_core.tail import head
from es_core.testing import assert_inline_equals_rebuilt

PEOPLE = {each.username for each in content.people()}
END = datetime(2026, 5, 1, tzinfo=UTC)
FEW = Plan(Size(articles=300, comments=2, favorites=3), END)


def progress(_: int) -> None:
    pass


@pytest.mark.django_db
def test_it_comes_by_commands_and_a_second_run_adds_nothing() -> None:
    steps: list[int] = []
    fill(FEW, steps.append)
    assert sum(steps) == FEW.steps
    assert Article.objects.count() == 300
    assert Comment.objects.count() == sum(each.comments for each in FEW.articles)
    assert Favorite.objects.count() == sum(each.favorites for each in FEW.articles)
    assert Follow.objects.count() == len(list(FEW.follows()))
    assert ArticleTag.objects.count() >= 300
    accepted = CommandRecord.objects.filter(status="accepted").count()
    assert accepted == FEW.steps + len(FEW.people)  # people register, then say who they are
    before = head()
    fill(FEW, progress)
    assert (head(), CommandRecord.objects.count()) == (before, accepted)
    assert_inline_equals_rebuilt(profiles, articles, comments, favorites, follows)


@pytest.mark.django_db
def test_the_command_makes_both_and_tidies() -> None:
    call_command("seed_demo", articles=20, seed=7, stdout=StringIO())
    newest = Article.objects.order_by("-published_at")
    assert [each.author.username in PEOPLE for each in newest] == [True] * 60 + [False] * 20


@pytest.mark.django_db
def test_made_up_people_can_not_sign_in() -> None:
    fill(Plan(Size(articles=1, comments=0, favorites=0), END), progress)
    assert User.objects.count() == Profile.objects.count() == 20
    assert not any(each.has_usable_password() for each in User.objects.all())


def test_a_plan_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    again, other = Plan(FEW.size, END), Plan(Size(articles=300, seed=2), END)
    assert again.articles == FEW.articles
    assert list(again.comments()) == list(FEW.comments())
    assert not {each.article_id for each in other.articles} & {each.article_id for each in FEW.articles}


def test_averages_are_about_right_and_skewed() -> None:
    plan = Plan(Size(articles=20_000), END)
    assert len(plan.people) == 200
    comments = sorted(each.comments for each in plan.articles)
    assert 4.5 < sum(comments) / 20_000 < 5.5
    assert comments[0] == 0
    assert comments[-1] > 50
    assert 9 < sum(each.favorites for each in plan.articles) / 20_000 < 11
    assert [each.published_at for each in plan.articles] == sorted(each.published_at for each in plan.articles)
    assert max(each.published_at for each in plan.articles) < END


def test_some_follow_several_hundred() -> None:
    plan = Plan(Size(articles=100_000), END)
    counts: dict[object, int] = {}
    for each in plan.follows():
        assert each.follower_id != each.author_id
        counts[each.follower_id] = counts.get(each.follower_id, 0) + 1
    assert max(counts.values()) > 150
    assert sum(counts.values()) / 1000 > 10


def test_ids_grow_with_time_and_are_version_7() -> None:
    ids = [each.article_id for each in FEW.articles]
    assert {each.version for each in ids} == {7}
    assert [each.int >> 80 for each in ids] == sorted(each.int >> 80 for each in ids)


def test_names_and_tags_obey_the_rules() -> None:
    assert len({username(n) for n in range(2000)}) == 2000
    assert list(normalise_tags(TAGS[:20])) == sorted(TAGS[:20])
    assert len(set(TAGS)) == len(TAGS) == 500
