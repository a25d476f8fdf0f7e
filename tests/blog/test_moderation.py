"""What readers report and moderators hide: on the pages, at once, and what those whom it concerns are told."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from accounts import commands
from accounts.forgetting import forget_user
from accounts.moderation import restore, suspend
from blog import moderation
from blog.domain.report import Kind
from blog.models import Article, ArticleTally, Comment, Report, Tag
from blog.moderation import AT_ONCE, Thing
from blog.projectors import articles, reports
from blog.queries.moderation import case_of, open_cases
from es_core.keys import is_sealed
from es_core.models import CommandRecord, Event
from es_core.subjects import export
from es_core.testing import assert_inline_equals_rebuilt
from tests.accounts.conftest import Person, register
from tests.blog.history import article_of, comment_of, deleted, favorite_of, follow_of
from tests.blog.pages import text_of, titles
from tests.es_core.at_once import at_once

pytestmark = pytest.mark.django_db

LISTS = ("/", "/tag/bees", "/?feed=following", "/profile/bob/favorites")


def thing(found: Article | Comment) -> Thing:
    return Thing(Kind.ARTICLE if isinstance(found, Article) else Kind.COMMENT, found.id)


def test_an_article_is_reported_once_by_each(bobs: Client, bob: Person, bees: Article) -> None:
    page = f"/articles/{bees.id}/report"
    assert "Bees" in text_of(bobs.get(page).text)
    for reason in ("spam", "abuse"):
        answer = bobs.post(page, {"reason": reason, "text": "Sells hives"})
        assert answer["Location"] == "/article/bees"
    assert "The moderators will look at it" in bobs.get("/article/bees").text
    report = Report.objects.get()
    assert (report.kind, report.thing_id, report.author_id, report.reason) == (
        "article",
        bees.id,
        bees.author_id,
        "spam",
    )
    moderation.report(bees, reporter_id=register("eve").id, reason="spam")
    [case], _ = open_cases()
    assert (case.n, {each.reporter.username for each in case.reports}) == (2, {"bob", "eve"})


def test_a_comment_is_reported_from_beside_it(anns: Client, ann: Person, bob: Person, bees: Article) -> None:
    comment = comment_of(bob.id, bees, "Buy watches")
    page = f"/comments/{comment.id}/report"
    assert page in anns.get("/article/bees").text
    assert "Buy watches" in anns.get(page).text
    assert anns.post(page, {"reason": "spam"})["Location"] == f"/article/bees#comment-{comment.number}"
    report = Report.objects.get()
    assert (report.kind, report.thing_id, report.article_id) == ("comment", comment.id, bees.id)


def test_what_the_reporter_wrote_is_for_moderators_alone_and_forgotten_with_them(bob: Person, bees: Article) -> None:
    moderation.report(bees, reporter_id=bob.id, reason="other", text="He hit me")
    [event] = Event.objects.filter(event_type="ReportFiled")
    assert is_sealed(event.data["text"])
    assert "text" not in CommandRecord.objects.get(name="FileReport").payload
    assert case_of(Kind.ARTICLE, bees.id).reports[0].words == "He hit me"
    assert "He hit me" in "".join(export(bob.id))
    assert "He hit me" not in "".join(export(bees.author_id))
    forget_user(bob.id, erase=False)
    assert case_of(Kind.ARTICLE, bees.id).reports[0].words == "(forgotten)"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "must be chosen"),
        ({"reason": "boring"}, "must be one of these"),
        ({"reason": "other"}, "is needed"),
        ({"reason": "spam", "text": "x" * 1001}, "is too long"),
        ({"reason": "spam", "text": "a\0b"}, "can't contain"),
    ],
)
def test_a_report_says_what_is_wrong(bobs: Client, bees: Article, sent: dict[str, str], told: str) -> None:
    answer = bobs.post(f"/articles/{bees.id}/report", sent)
    assert answer.status_code == 422
    assert told in text_of(answer.text)
    assert not Report.objects.exists()


def test_one_s_own_and_what_nobody_sees_is_not_reported(anns: Client, bobs: Client, bees: Article, bob: Person) -> None:
    comment = comment_of(bob.id, bees)
    assert anns.get(f"/articles/{bees.id}/report").status_code == 403
    assert bobs.post(f"/comments/{comment.id}/report", {"reason": "spam"}).status_code == 403
    deleted(bees)
    assert bobs.get(f"/articles/{bees.id}/report").status_code == 404
    assert anns.get(f"/comments/{comment.id}/report").status_code == 404


def test_strangers_sign_in_first_and_their_report_is_not_lost(client: Client, bob: Person, bees: Article) -> None:
    page = f"/articles/{bees.id}/report"
    assert (
        client.post(page, {"reason": "abuse", "text": "Mean"}, headers={"referer": f"http://testserver{page}"})[
            "Location"
        ]
        == "/login"
    )
    assert client.post("/login", {"email": bob.email, "password": bob.password})["Location"] == page
    form = client.get(page)
    assert "Mean" in form.text
    assert 'value="abuse" id="id_reason_1" checked' in form.text.replace("required ", "")


def test_a_hidden_article_is_gone_from_everywhere_and_comes_back(
    anns: Client, bobs: Client, ann: Person, bob: Person, client: Client
) -> None:
    follow_of(bob.id, ann.id)
    bees = article_of(ann.id, title="Bees", tags=("bees",))
    favorite_of(bob.id, bees)
    moderation.report(bees, reporter_id=bob.id, reason="spam")
    moderation.hide(thing(bees), "It sells hives.\nTwice.")
    assert [titles(bobs.get(page)) for page in LISTS] == [[]] * 4
    assert (Tag.objects.count(), ArticleTally.objects.count()) == (0, 0)
    assert bobs.get("/article/bees").status_code == client.get("/article/bees").status_code == 404
    assert bobs.post(f"/articles/{bees.id}/favorite").status_code == 404
    own = text_of(anns.get("/article/bees").text)
    assert "A moderator hid this article" in own
    assert "It sells hives. Twice." in own
    assert "All there is to say" in own
    assert "It sells hives." in text_of(anns.get("/profile/ann").text)
    assert Report.objects.get().outcome == "hidden"
    moderation.unhide(thing(bees))
    assert [titles(bobs.get(page)) for page in LISTS] == [["Bees"]] * 4
    assert "A moderator hid" not in anns.get("/article/bees").text
    assert "Hidden by moderators" not in anns.get("/profile/ann").text


def test_its_author_may_mend_a_hidden_article_at_its_new_address(anns: Client, bees: Article) -> None:
    moderation.hide(thing(bees), "Typos")
    words = {"title": "Better bees", "description": "D", "body": "B", "version": "2"}
    assert anns.post("/editor/bees", words)["Location"] == "/article/better-bees"
    assert anns.get("/article/bees")["Location"] == "/article/better-bees"
    assert "Typos" in anns.get("/article/better-bees").text


def test_an_article_that_waits_and_is_hidden_tells_its_author(anns: Client, bobs: Client, ann: Person) -> None:
    article = article_of(ann.id, title="Soon", status="scheduled")
    moderation.hide(thing(article), "Not that")
    assert "Not that" in anns.get("/article/soon").text
    assert bobs.get("/article/soon").status_code == 404


def test_a_hidden_comment_is_its_author_s_alone(anns: Client, bobs: Client, bob: Person, bees: Article) -> None:
    comment = comment_of(bob.id, bees, "Buy watches")
    moderation.hide(thing(comment), "Advertising")
    assert "Buy watches" not in anns.get("/article/bees").text
    own = text_of(bobs.get("/article/bees").text)
    assert "A moderator hid your comment" in own
    assert "Advertising" in own
    moderation.unhide(thing(comment))
    assert "Buy watches" in anns.get("/article/bees").text
    assert "A moderator hid" not in bobs.get("/article/bees").text


def test_what_somebody_suspended_wrote_is_gone_and_comes_back(
    bobs: Client, ann: Person, bob: Person, client: Client
) -> None:
    follow_of(bob.id, ann.id)
    bees = article_of(ann.id, title="Bees", tags=("bees",))
    wasps = article_of(bob.id, title="Wasps")
    comment_of(ann.id, wasps, "Stung")
    favorite_of(bob.id, bees)
    suspend(ann.id, "Shouts", by=None)
    assert [titles(bobs.get(page)) for page in LISTS] == [["Wasps"], [], [], []]
    for page in ("/article/bees", "/profile/ann", "/profile/ann/favorites"):
        assert bobs.get(page).status_code == client.get(page).status_code == 404, page
    assert "Stung" not in client.get("/article/wasps").text
    assert bobs.post(f"/authors/{ann.id}/follow").status_code == 404
    restore(ann.id)
    assert [titles(bobs.get(page)) for page in LISTS] == [["Wasps", "Bees"], ["Bees"], ["Bees"], ["Bees"]]
    assert "Stung" in client.get("/article/wasps").text
    assert_inline_equals_rebuilt(articles)


def test_what_is_deleted_hidden_and_of_somebody_suspended_needs_all_three_taken_back(
    ann: Person, anns: Client, client: Client, bees: Article
) -> None:
    def is_there() -> bool:
        return client.get("/article/bees").status_code == 200

    moderation.hide(thing(bees), "Spam")
    anns.post(f"/articles/{bees.id}/delete")
    suspend(ann.id, "Shouts", by=None)
    restore(ann.id)
    assert not is_there()
    moderation.unhide(thing(bees))
    assert not is_there()
    anns.post(f"/articles/{bees.id}/undelete")
    assert is_there()


def test_an_article_that_comes_from_somebody_suspended_is_not_seen(ann: Person, client: Client) -> None:
    """From a request that was under way, or an import."""
    suspend(ann.id, "Shouts", by=None)
    article_of(ann.id, title="Late")
    assert titles(client.get("/")) == []
    restore(ann.id)
    assert titles(client.get("/")) == ["Late"]


@pytest.mark.django_db(transaction=True)
def test_articles_that_come_while_their_author_is_suspended_are_never_left_out() -> None:
    """Neither sees what the other has not committed yet; so they wait for each other."""
    ann = register("ann")

    def publish(nth: int) -> Callable[[], object]:
        return lambda: article_of(ann.id, title=f"At once {nth}", tags=("bees",))

    for _ in range(3):
        outcomes = at_once(*map(publish, range(3)), lambda: suspend(ann.id, "Shouts", by=None), publish(4))
        assert not [each for each in outcomes if isinstance(each, Exception)]
        assert Article.objects.visible().count() == Tag.objects.count() == 0
        with transaction.atomic():
            assert_inline_equals_rebuilt(articles)
        restore(ann.id)
    assert Article.objects.visible().count() == Tag.objects.get().articles_count == 12


def test_dismissing_closes_all_reports_and_can_be_taken_back(bob: Person, bees: Article) -> None:
    readers = [bob.id, *(register(f"reader{n}").id for n in range(3))]
    for each in readers:
        moderation.report(bees, reporter_id=each, reason="spam")
    moderation.dismiss(thing(bees), "It is about bees")
    assert open_cases() == ([], None)
    moderation.reopen(thing(bees))
    [case], _ = open_cases()
    assert case.n == 4
    moderation.hide(thing(bees), "Well, no")
    moderation.reopen(thing(bees))  # what led to hiding was right
    assert open_cases() == ([], None)
    assert_inline_equals_rebuilt(reports)


def test_a_crowd_of_reports_is_closed_with_it(bees: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation, "AT_ONCE", 2)
    for n in range(5):
        moderation.report(bees, reporter_id=register(f"reader{n}").id, reason="spam")
    moderation.hide(thing(bees), "Spam")
    assert open_cases() == ([], None)
    assert AT_ONCE < 500  # streams, which `es_append` locks at once


def test_the_queue_has_pages(ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.queries.moderation.CASES", 2)
    for n in range(5):
        moderation.report(article_of(ann.id, title=f"Bees {n}"), reporter_id=bob.id, reason="spam")
    seen, before = [], None
    while True:
        cases, before = open_cases(before)
        seen += [each.article.title for each in cases if each.article]
        if before is None:
            break
    assert seen == [f"Bees {n}" for n in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize(("show", "shown_at_first"), [("hidden", 2), ("closed", 2)])
def test_what_is_closed_or_hidden_has_pages(
    ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch, show: str, shown_at_first: int
) -> None:
    monkeypatch.setattr("blog.queries.moderation.CASES", 2)
    monkeypatch.setattr("blog.queries.moderation.CLOSED_REPORTS", 2)
    things: list[Article | Comment] = [article_of(ann.id, title=f"Bees {n}") for n in range(3)]
    things += [comment_of(ann.id, article_of(ann.id), f"Rude {n}") for n in range(2)]
    for each in things:
        moderation.report(each, reporter_id=bob.id, reason="spam")
        moderation.hide(thing(each), "Spam")
    commands.grant_role(bob.id, "moderator")
    browser, query = bob.browser(), f"?show={show}"
    seen: list[UUID] = []
    while query:
        answer = browser.get(f"/admin/blog/report/{query}")
        assert f'aria-current="page">{show.capitalize()}' in answer.text
        assert bool(answer.context["first"]) == bool(seen)
        assert len(answer.context["cases"]) <= shown_at_first
        seen += [each.thing_id for each in answer.context["cases"]]
        query = answer.context["behind"]
    assert seen == [each.id for each in reversed(things)]
    assert browser.get(f"/admin/blog/report/?show={show}&before=x").status_code == 404
