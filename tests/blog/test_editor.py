"""Writing a new article and changing one."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from blog.models import Article
from es_core.models import CommandRecord, Event
from tests.accounts.conftest import Person
from tests.blog.history import article_of, deleted
from tests.blog.pages import command_id, errors, titles

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {"title": "Bees", "description": "On bees", "body": "Bees *hum*.", "tagList": ["bees", "craft"]}


def publish(browser: Client, **changes: Any) -> Any:
    return browser.post("/editor", {"command_id": command_id()} | WORDS | changes)


def edit(browser: Client, article: Article, **changes: Any) -> Any:
    data = {"command_id": command_id(), "version": article.version} | WORDS | changes
    return browser.post(f"/editor/{article.slug}", data)


def test_publishing_leads_to_the_article_and_everybody_sees_it_first(anns: Client, client: Client) -> None:
    answer = publish(anns)
    assert (answer.status_code, answer["Location"]) == (302, "/article/bees")
    assert titles(client.get("/")) == ["Bees"]
    article = Article.objects.get()
    assert (article.title, article.description, article.body) == ("Bees", "On bees", "Bees *hum*.")
    assert article.tags == ["bees", "craft"]


def test_what_is_recorded_names_author_and_way(anns: Client, ann: Person) -> None:
    publish(anns)
    record = CommandRecord.objects.get(name="PublishArticle")
    assert (record.actor_id, record.channel, record.status) == (ann.id, "web", "accepted")
    assert Event.objects.get(event_type="ArticlePublished").actor_id == ann.id


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["bees", "craft"], ["bees", "craft"]),
        (["zoo", "ant"], ["ant", "zoo"]),
        (["bees, craft ,, Bees"], ["bees", "craft"]),
        ([""], []),
        ([], []),
    ],
)
def test_tags_come_as_pills_or_in_one_field_with_commas(anns: Client, sent: list[str], kept: list[str]) -> None:
    publish(anns, tagList=sent)
    assert Article.objects.get().tags == kept


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", "", "title can't be blank"),
        ("title", "x" * 201, "title is too long (maximum is 200 characters)"),
        ("title", "a\0b", "title can't contain the character U+0000 (in line 1)"),
        ("title", "a\u202eb", "title can't contain the character U+202E (in line 1)"),
        ("title", "e\u0301" * 500_000, "title is too long (maximum is 200 characters)"),
        ("description", "  ", "description can't be blank"),
        ("description", "x" * 501, "description is too long (maximum is 500 characters)"),
        ("body", "\n", "body can't be blank"),
        ("body", "x" * 1_000_000, "body is too long (maximum is 300000 characters)"),
        ("body", "one\r\ntwo \0", "body can't contain the character U+0000 (in line 2)"),
        ("tagList", [f"t{n}" for n in range(200)], "tags can't be more than 20 tags"),
        ("tagList", ["a\0b"], "tags can't hold the character U+0000"),
        ("tagList", ["x" * 100_000], f"tags can't be longer than 40 characters: {'x' * 40}…"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(anns: Client, field: str, value: Any, reason: str) -> None:
    answer = publish(anns, **{field: value})
    assert answer.status_code == 422
    assert errors(answer) == [reason]
    form = answer.context["form"]
    sent = WORDS | {field: value}
    for name in ("title", "description", "body"):
        assert form[name].value() == sent[name]
    assert list(form["tags"]) == sent["tagList"]
    assert not Article.objects.exists()


def test_all_that_is_wrong_is_told_at_once(anns: Client) -> None:
    answer = publish(anns, title="", body="")
    assert errors(answer) == ["title can't be blank", "body can't be blank"]


def test_an_empty_request_is_an_empty_form(anns: Client) -> None:
    answer = anns.post("/editor")
    assert answer.status_code == 422
    assert len(errors(answer)) == 3


@pytest.mark.parametrize(
    "title", ["שלום", "🐝", "蜂", "مرحبا \u200f", "C++ & <b>", "../../etc", "feed", "%", "x" * 200]
)
def test_any_title_gets_an_address_that_works(anns: Client, client: Client, title: str) -> None:
    answer = publish(anns, title=title)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert page.context["article"].title == title.strip(" \u200f") or page.context["article"].title == title


def test_the_same_title_gets_another_address(anns: Client, bobs: Client) -> None:
    first, second, third = publish(anns)["Location"], publish(anns)["Location"], publish(bobs)["Location"]
    assert first == "/article/bees"
    assert re.fullmatch("/article/bees-[0-9a-f]{8}", second)
    assert len({first, second, third}) == 3


def test_the_address_of_a_deleted_article_is_not_given_away(bees: Article, bobs: Client) -> None:
    deleted(bees)
    assert publish(bobs)["Location"] != "/article/bees"


def test_a_double_click_publishes_once(anns: Client) -> None:
    same = {"command_id": command_id()}
    assert publish(anns, **same)["Location"] == publish(anns, **same)["Location"] == "/article/bees"
    assert Article.objects.count() == 1


def test_a_used_form_with_other_words_is_held_up_and_goes_through_the_second_time(anns: Client) -> None:
    same = {"command_id": command_id()}
    publish(anns, **same)
    answer = publish(anns, title="Wasps", **same)
    assert answer.status_code == 422
    assert "This form was sent before" in errors(answer)[0]
    assert answer.context["form"]["title"].value() == "Wasps"
    fresh = re.search(r'name="command_id" value="([^"]+)"', answer.text)
    assert fresh
    assert publish(anns, title="Wasps", command_id=fresh[1])["Location"] == "/article/wasps"


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for address in ("/editor", "/editor/bees"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/login")


def test_what_was_sent_after_the_session_ran_out_is_back_in_the_editor(ann: Person, client: Client) -> None:
    client.get("/editor")
    answer = client.post("/editor", WORDS, headers={"Referer": "http://testserver/editor"})
    assert answer["Location"] == "/login"
    assert client.post("/login", {"email": ann.email, "password": ann.password})["Location"] == "/editor"
    form = client.get("/editor").context["form"]
    assert [form[name].value() for name in ("title", "description", "body")] == ["Bees", "On bees", "Bees *hum*."]
    assert list(form["tags"]) == ["bees", "craft"]
    assert not Article.objects.exists()
    assert list(client.get("/editor").context["form"]["tags"]) == []


def test_the_editor_shows_the_article_as_it_is(bees: Article, anns: Client) -> None:
    page = anns.get("/editor/bees")
    form = page.context["form"]
    assert form["title"].value() == "Bees"
    assert list(form["tags"]) == ["bees", "craft"]
    assert 'name="version" value="1"' in page.text
    assert page.context["article"] == bees


def test_an_edit_leads_to_the_article(bees: Article, anns: Client) -> None:
    answer = edit(anns, bees, body="New words", tagList=["honey"])
    assert answer["Location"] == "/article/bees"
    article = Article.objects.get()
    assert (article.body, article.tags, article.version) == ("New words", ["honey"], 2)
    assert article.edited_at is not None
    assert article.published_at == bees.published_at


def test_a_new_title_is_a_new_address(bees: Article, anns: Client) -> None:
    assert edit(anns, bees, title="Wasps")["Location"] == "/article/wasps"
    assert anns.get("/article/bees")["Location"] == "/article/wasps"


def test_going_back_to_an_old_title_takes_its_address_back(bees: Article, anns: Client) -> None:
    edit(anns, bees, title="Wasps")
    wasps = Article.objects.get()
    assert edit(anns, wasps, title="Bees")["Location"] == "/article/bees"


@pytest.mark.parametrize("title", ["Bees", "  Bees ", "Bees!", "BEES"])
def test_a_title_that_says_the_same_keeps_the_address(anns: Client, ann: Person, bob: Person, title: str) -> None:
    article_of(bob.id, title="Bees")
    mine = article_of(ann.id, title="Bees", slug="bees-mine")
    assert edit(anns, mine, title=title)["Location"] == "/article/bees-mine"


def test_saving_unchanged_is_no_event(bees: Article, anns: Client) -> None:
    answer = edit(anns, bees, description=bees.description, body=bees.body)
    assert answer["Location"] == "/article/bees"
    assert Article.objects.get().version == 1
    assert not Event.objects.filter(event_type="ArticleEdited").exists()


def test_a_refused_edit_keeps_what_was_typed(bees: Article, anns: Client) -> None:
    answer = edit(anns, bees, title="")
    assert answer.status_code == 422
    assert errors(answer) == ["title can't be blank"]
    assert answer.context["form"]["body"].value() == WORDS["body"]
    assert 'action="/editor/bees"' in answer.text


def test_only_the_author_opens_the_editor(bees: Article, bobs: Client) -> None:
    assert bobs.get("/editor/bees").status_code == 403
    assert edit(bobs, bees, title="Mine now").status_code == 403
    assert Article.objects.get().title == "Bees"


@pytest.mark.parametrize("slug", ["nobody", "a%00b", "x" * 3000, "%2e%2e"])
def test_an_unknown_address_has_no_editor(anns: Client, slug: str) -> None:
    assert anns.get(f"/editor/{slug}").status_code == 404
    assert anns.post(f"/editor/{slug}", WORDS).status_code == 404


def test_a_deleted_article_has_no_editor(bees: Article, anns: Client) -> None:
    deleted(bees)
    assert anns.get("/editor/bees").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "9" * 30, "\0"])
def test_an_odd_version_is_never_an_error_of_the_server(bees: Article, anns: Client, version: str) -> None:
    assert edit(anns, bees, version=version).status_code in (302, 409, 422)


def test_a_broken_command_id_counts_as_none(anns: Client) -> None:
    assert publish(anns, command_id="x\0").status_code == 302
    assert UUID(str(CommandRecord.objects.get(name="PublishArticle").command_id))


def test_long_articles_arrive_whole(anns: Client) -> None:
    body = "蜂" * 299_999 + "."
    publish(anns, body=body)
    assert Article.objects.get().body == body
