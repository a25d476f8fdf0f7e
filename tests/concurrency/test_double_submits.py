"""One form, sent several times at the same moment: it happens once, and every answer is that of the first."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile
from blog.domain.article import ArticleEdited, ArticlePublished
from blog.models import Article, Comment, Favorite, Follow
from es_core.models import Event
from tests.accounts.conftest import Person
from tests.blog.history import comment_of
from tests.blog.pages import HTMX, command_id, text_of
from tests.concurrency.crowd import dealt, statuses

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 6
WORDS = {"title": "Wasps", "description": "About wasps", "body": "They sting.", "tagList": ["wasps"]}


def sent(person: Person, address: str, **fields: Any) -> list[Any]:
    """The same form from the same browser; as if the finger had slipped several times."""
    form = {"command_id": command_id(), **fields}
    session = person.browser().cookies["sessionid"].value

    def send() -> Any:
        browser = Client()
        browser.cookies["sessionid"] = session
        return browser.post(address, form)

    return dealt([send] * TIMES, hands=TIMES)


def events(event_type: type[Any] | None = None) -> int:
    happened = Event.objects.all()
    return happened.filter(event_type=event_type.__name__).count() if event_type else happened.count()


def test_an_article_is_published_once(ann: Person) -> None:
    answers = sent(ann, "/editor", **WORDS)
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/article/wasps")] * TIMES
    assert Article.objects.get().title == "Wasps"
    assert events(ArticlePublished) == 1


def test_an_article_is_saved_once(ann: Person, bees: Article) -> None:
    answers = sent(ann, "/editor/bees", **WORDS, version=1)
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/article/wasps")] * TIMES
    assert events(ArticleEdited) == 1


def test_of_two_editors_one_saves_and_the_other_is_told(ann: Person, bees: Article) -> None:
    forms = [{**WORDS, "body": f"Body {n}", "version": 1, "command_id": command_id()} for n in range(TIMES)]
    browsers = [ann.browser() for _ in forms]
    answers = dealt(
        [partial(browser.post, "/editor/bees", form) for browser, form in zip(browsers, forms, strict=True)]
    )
    told = [each for each in answers if each.status_code == 409]
    assert (len(told), statuses(answers)) == (TIMES - 1, {302, 409})
    saved = Article.objects.get().body
    for each in told:
        assert each.context["form"]["body"].value() in [form["body"] for form in forms]
        assert each.context["form"]["body"].value() != saved
        assert each.context["conflict"]["theirs"]["body"] == saved
    assert events(ArticleEdited) == 1


def test_a_comment_is_posted_once(bob: Person, bees: Article) -> None:
    answers = sent(bob, f"/articles/{bees.id}/comments", body="Once.")
    comment = Comment.objects.get()
    address = f"/article/bees#comment-{comment.number}"
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, address)] * TIMES


def test_a_heart_counts_once(bob: Person, bees: Article) -> None:
    answers = sent(bob, f"/articles/{bees.id}/favorite", wanted="on")
    assert statuses(answers) == {302}
    assert Favorite.objects.count() == 1


def test_a_follow_counts_once(ann: Person, bob: Person) -> None:
    answers = sent(bob, f"/authors/{ann.id}/follow", wanted="on")
    assert statuses(answers) == {302}
    assert Follow.objects.count() == 1
    assert "1 follower" in text_of(Client().get("/profile/ann").text)


def test_an_article_is_deleted_once(ann: Person, bees: Article) -> None:
    before = events()
    answers = sent(ann, f"/articles/{bees.id}/delete")
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/")] * TIMES
    assert events() == before + 1


def test_a_comment_is_deleted_once(ann: Person, bees: Article) -> None:
    comment = comment_of(ann.id, bees)
    before = events()
    assert statuses(sent(ann, f"/comments/{comment.id}/delete")) == {302}
    assert events() == before + 1


def test_a_name_is_changed_once(ann: Person) -> None:
    before = events()
    answers = sent(ann, "/settings", username="Anna", email=ann.email, bio="", image="", password="")
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, "/profile/Anna")] * TIMES
    assert Profile.objects.get().username == "Anna"
    assert events() == before + 3  # renamed; the new name claimed, the old one released


def test_a_button_pressed_twice_by_htmx_answers_alike(bob: Person, bees: Article) -> None:
    browser, form = bob.browser(), {"wanted": "on", "command_id": command_id()}
    first, second = [browser.post(f"/articles/{bees.id}/favorite", form, headers=HTMX) for _ in range(2)]
    assert statuses([first, second]) == {200}
    assert text_of(first.text) == text_of(second.text)
