"""From articles, comments and people to their streams and back; and marks, which have pages of their own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts import commands
from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.models import Article, Favorite
from blog.processes import PUBLISHING
from es_core import testing
from es_core.admin import addresses
from es_core.keys import blind
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person
from tests.blog.history import comment_of, favorite_of, follow_of
from tests.blog.pages import command_id, text_of
from tests.blog.test_scheduled_articles import TOMORROW, publish, time_comes

pytestmark = pytest.mark.django_db

LIST = "/admin/es_core/event/"


@pytest.fixture
def admin(bob: Person) -> Client:
    commands.grant_role(bob.id, "superuser")
    return bob.browser()


def shown(browser: Client, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.text


def test_every_thing_leads_to_its_stream_and_its_stream_back(admin: Client, bees: Article, ann: Person) -> None:
    comment = comment_of(ann.id, bees)
    for page, stream_id, title in (
        (reverse("admin:blog_article_change", args=[bees.pk]), bees.pk, "article Bees"),
        (reverse("admin:blog_comment_change", args=[comment.pk]), comment.pk, f"comment {comment.number} on Bees"),
        (reverse("admin:accounts_user_change", args=[ann.id]), ann.id, "user ann"),
    ):
        stream = addresses.stream_page(stream_id)
        assert f'href="{stream}"' in shown(admin, page)
        back = shown(admin, stream)
        assert f'href="{page}"' in back
        assert title in text_of(back)
    assert addresses.stream_page(ann.id) in shown(admin, reverse("admin:accounts_profile_change", args=[ann.id]))


def test_an_article_is_found_by_any_address_that_it_had(admin: Client, anns: Client) -> None:
    publish(anns, None)
    assert admin.get(LIST, {"q": "bees"}).headers["Location"] == addresses.stream_page(Article.objects.get().pk)


def test_what_has_no_name_is_called_by_what_it_is_about(admin: Client, bees: Article, bob: Person) -> None:
    favorite_of(bob.id, bees)
    favorite = FAVORITE.stream_id(FavoriteArticle(article_id=bees.pk, reader_id=bob.id))
    assert "favorite Bees · bob" in text_of(shown(admin, addresses.stream_page(favorite)))
    listed = text_of(shown(admin, LIST))
    assert "of favorite Bees · bob" in listed
    assert "of claim username ann" in listed


def test_a_hash_is_called_by_its_beginning(admin: Client, ann: Person) -> None:
    key = blind("email", ann.email)
    page = text_of(shown(admin, f"{LIST}?event_type=Claimed"))
    assert f"claim email {key[:12]}…" in page
    assert key[:13] not in page


def test_events_of_one_actor_are_found_by_name(admin: Client, ann: Person, anns: Client) -> None:
    publish(anns, None)
    listed = admin.get(LIST, {"actor": "ANN"}).context["cl"].result_list
    assert {each.event_type for each in listed} == {"ArticlePublished", "Claimed"}
    assert {each.actor_id for each in listed} == {ann.id}
    assert "nobody is called so" in shown(admin, f"{LIST}?actor=cleo")


def test_what_changed_between_versions_is_told_by_lines(admin: Client, anns: Client) -> None:
    publish(anns, None, body="One.\nTwo.\nThree.")
    article = Article.objects.get()
    sent = {"title": "Bees", "description": "On bees", "body": "One.\nII.\nThree.", "tagList": ["bees"]}
    anns.post("/editor/bees", sent | {"command_id": command_id(), "version": article.version})
    page = shown(admin, addresses.stream_page(article.pk))
    assert re.findall(r"<(del|ins)>(\w+\.)</\1>", page) == [("del", "Two."), ("ins", "II.")]


def test_a_request_tells_what_followed_days_later(admin: Client, anns: Client) -> None:
    publish(anns, TOMORROW)
    testing.catch_up(PUBLISHING)
    time_comes()
    event = Event.objects.get(event_type="ArticlePublished")
    assert event.correlation_id
    page = text_of(shown(admin, addresses.request_page(event.correlation_id)))
    told = ["PublishArticle", "ArticlePublished", "PublicationPlanned", "ScheduleCommand", "CommandScheduled"]
    later = ["ReleaseArticle", "ArticleReleased", "PublicationEnded", "CommandSent"]
    assert all(each in page for each in [*told, *later])
    assert "Who acted: ann ." in page


def test_marks_are_listed_with_their_streams(admin: Client, bees: Article, ann: Person, bob: Person) -> None:
    favorite_of(bob.id, bees)
    follow_of(bob.id, ann.id)
    mark = Favorite.objects.get()
    favorite = FAVORITE.stream_id(FavoriteArticle(article_id=bees.pk, reader_id=bob.id))
    for name, about, words in (
        ("favorites_of_article", bees.pk, "Favorites of Bees"),
        ("favorites_of_reader", bob.id, "Favorites of bob"),
        ("follows_of_person", bob.id, "Whom they follow: bob"),
        ("followers_of_person", ann.id, "Followers of ann"),
    ):
        page = shown(admin, reverse(f"admin:blog_{name}", args=[about]))
        assert words in text_of(page)
        assert page.count("every version</a>") == 1
    page = shown(admin, reverse("admin:blog_favorites_of_article", args=[bees.pk]))
    assert addresses.stream_page(favorite) in page
    assert addresses.event_page(mark.position) in page
    assert "Favorites 1" in text_of(page), "as the tally has it"
    assert "There are none" in shown(admin, reverse("admin:blog_favorites_of_reader", args=[ann.id]))


def test_marks_are_paged(admin: Client, bees: Article, bob: Person) -> None:
    readers = [commands.register(username=f"r{n}", email=f"r{n}@example.org", password=None) for n in range(52)]
    for each in readers:
        favorite_of(each, bees)
    url = reverse("admin:blog_favorites_of_article", args=[bees.pk])
    first = admin.get(url)
    second = admin.get(url + first.context["behind"])
    assert [each.title.title for each in (*first.context["rows"], *second.context["rows"])] == [
        f"r{n}" for n in range(51, -1, -1)
    ]
    assert admin.get(f"{url}?behind=x").status_code == 404


def test_marks_take_nothing_and_are_not_for_everybody(admin: Client, bees: Article, ann: Person, anns: Client) -> None:
    url = reverse("admin:blog_favorites_of_article", args=[bees.pk])
    assert admin.post(url, {"_save": "Save"}).status_code == 403
    assert CommandRecord.objects.get(name="AdminWriteRefused").payload["object"] == str(bees.pk)
    assert anns.get(url).status_code == 302
    commands.grant_role(ann.id, "staff")
    assert ann.browser().get(url).status_code == 403


def test_the_profile_leads_to_marks(admin: Client, ann: Person) -> None:
    page = shown(admin, reverse("admin:accounts_profile_change", args=[ann.id]))
    for name in ("favorites_of_reader", "follows_of_person", "followers_of_person"):
        assert reverse(f"admin:blog_{name}", args=[ann.id]) in page
