"""The read models in the Django admin: to be read by staff, never to be written."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts import commands
from blog.models import Article, ArticleSlug, Comment, Tag
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, deleted
from tests.blog.pages import text_of

pytestmark = pytest.mark.django_db

MODELS = ("article", "articleslug", "comment", "tag")


@pytest.fixture
def admin(bob: Person) -> Client:
    commands.grant_role(bob.id, "superuser")
    return bob.browser()


def listed(browser: Client, model: str, query: str = "") -> str:
    answer = browser.get(reverse(f"admin:blog_{model}_changelist") + query)
    assert answer.status_code == 200
    return text_of(answer.text)


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_pages_open_and_offer_no_change(admin: Client, bees: Article, ann: Person, model: str) -> None:
    comment_of(ann.id, bees)
    keys = {"article": bees.pk, "articleslug": "bees", "comment": Comment.objects.get().pk, "tag": "craft"}
    assert listed(admin, model)
    page = admin.get(reverse(f"admin:blog_{model}_change", args=[keys[model]]))
    assert page.status_code == 200
    assert 'name="_save"' not in page.text
    assert admin.get(reverse(f"admin:blog_{model}_add")).status_code == 403
    assert admin.post(reverse(f"admin:blog_{model}_delete", args=[keys[model]]), {"post": "yes"}).status_code == 403
    assert (Article.objects.count(), ArticleSlug.objects.count(), Comment.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "term", ["be", "bees", "ANN", lambda article: str(article.id), lambda article: str(article.id).upper()]
)
def test_articles_are_found(admin: Client, bees: Article, bob: Person, term: "str | Callable[[Article], str]") -> None:
    article_of(bob.id, title="Wasps")
    words = listed(admin, "article", f"?q={term if isinstance(term, str) else term(bees)}")
    assert "Bees" in words
    assert "Wasps" not in words


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("term", ["nothing", "%00", "'", "%25", "9" * 40, "x" * 3000])
def test_odd_searches_find_nothing(admin: Client, bees: Article, model: str, term: str) -> None:
    listed(admin, model, f"?q={term}")


def test_articles_are_filtered_by_who_may_see_them(admin: Client, bees: Article, ann: Person) -> None:
    deleted(article_of(ann.id, title="Wasps"))
    assert "Wasps" not in listed(admin, "article", "?visible=yes")
    hidden = listed(admin, "article", "?visible=no")
    assert "Wasps" in hidden
    assert "Bees" not in hidden


def test_comments_are_found_by_number_and_article(admin: Client, bees: Article, ann: Person) -> None:
    comment = comment_of(ann.id, bees, "Needle")
    other = comment_of(ann.id, article_of(ann.id, title="Wasps"), "Hay")
    for term in (str(comment.number), str(comment.id), str(bees.id), "bees"):
        words = listed(admin, "comment", f"?q={term}")
        assert "Needle" in words
        assert "Hay" not in words
    assert other.number != comment.number


def test_tags_come_by_use(admin: Client, ann: Person) -> None:
    for tags in (("rare",), ("often",), ("often",)):
        article_of(ann.id, tags=tags)
    words = listed(admin, "tag")
    assert words.index("often") < words.index("rare")
    assert Tag.objects.count() == 2


def test_readers_see_none_of_it(anns: Client, bees: Article) -> None:
    for model in MODELS:
        assert anns.get(reverse(f"admin:blog_{model}_changelist")).status_code == 302


def test_staff_sees_it_by_permission_only(ann: Person) -> None:
    commands.grant_role(ann.id, "staff")
    assert ann.browser().get(reverse("admin:blog_article_changelist")).status_code == 403
