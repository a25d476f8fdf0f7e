"""`./manage.py seed_demo`, the small one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from accounts.commands import register
from accounts.models import Profile, User
from accounts.projectors import profiles
from blog.demo import small
from blog.demo.small import PASSWORD
from blog.models import Article, Comment, Favorite, Follow
from blog.projectors import articles, comments, favorites, follows
from es_core.models import CommandRecord
from es_core.tail import head
from es_core.testing import assert_inline_equals_rebuilt
from tests.accounts.conftest import Person

pytestmark = pytest.mark.django_db


def seed(**options: object) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


def test_an_empty_site_comes_to_life_and_a_second_run_changes_nothing() -> None:
    told = seed()
    assert PASSWORD in told
    assert (Profile.objects.count(), Article.objects.count(), Comment.objects.count()) == (13, 60, 103)
    assert Favorite.objects.count() > 100
    assert Follow.objects.count() > 40
    before = head(), CommandRecord.objects.count()
    assert "here already" in seed()
    assert (head(), CommandRecord.objects.count()) == before
    assert_inline_equals_rebuilt(profiles, articles, comments, favorites, follows)


def test_everybody_does_his_own_part_and_one_has_all_rights() -> None:
    seed()
    authors = dict(Article.objects.values_list("id", "author_id"))
    published = CommandRecord.objects.filter(name="PublishArticle")
    assert {each.stream_id: each.actor_id for each in published} == authors
    assert set(CommandRecord.objects.values_list("channel", flat=True)) == {"manage.py seed_demo"}
    assert User.objects.get(username="wren").check_password(PASSWORD)
    assert Profile.objects.get(username="wren").bio
    rights = User.objects.filter(Q(is_superuser=True) | Q(is_staff=True))
    assert list(rights.values_list("username", flat=True)) == ["admin"]


def test_somebody_else_of_the_same_name_keeps_the_demo_out() -> None:
    register(username="Wren", email="real@example.com", password="something else")
    before = head()
    with pytest.raises(CommandError, match="wren"):
        seed(yes=True)
    assert head() == before


def test_a_site_that_has_content_is_left_alone_unless_told(ann: Person) -> None:
    before = head()
    with pytest.raises(CommandError, match="has content already"):
        seed()
    assert head() == before
    _interrupted_after(150)
    seed(yes=True)
    assert small.is_complete()
    assert (Article.objects.count(), Comment.objects.count()) == (60, 103)
    assert not CommandRecord.objects.filter(status="rejected").exists()


def test_an_interrupted_run_is_not_taken_for_content() -> None:
    assert small.is_alone()
    _interrupted_after(3)
    assert small.is_alone()
    register(username="zoe", email="zoe@example.com", password="something else")
    assert not small.is_alone()


def _interrupted_after(steps: int) -> None:
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        if done == steps:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small.seed(advance)
