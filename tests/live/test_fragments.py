"""A public fragment is the same for everybody: no request and no user reaches it, in its query or its template."""

import re
from contextvars import Context as Nobody
from contextvars import ContextVar
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts import commands
from accounts.models import User
from blog.templatetags.text import in_words
from es_core import context
from es_core.context import acting
from es_core.live.key import Key, key_of
from es_core.live.query import Part, queries
from es_core.live.rendering import render
from tests.accounts.conftest import Person
from tests.blog.history import article_of, comment_of, favorite_of, hidden_comment

pytestmark = pytest.mark.django_db


class Poisoned:
    """A user that nobody may look at."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"a fragment asked the user for {name}")


POISON = Poisoned()
POISONED_CONTEXT: ContextVar[object] = ContextVar("poisoned", default=POISON)


def every_fragment(ann: Person, bob: Person) -> dict[str, Key]:
    commands.grant_role(bob.id, "superuser")
    bees = article_of(ann.id, title="Bees", tags=("insects",))
    comment_of(bob.id, bees, "Lovely")
    favorite_of(bob.id, bees)
    hidden_comment(comment_of(bob.id, bees, "Buy watches"))
    keys = [
        key_of("favorites-count", article_id=bees.id),
        key_of("followers-count", author_id=ann.id),
        key_of("article-heading", article_id=bees.id),
        key_of("article-byline", article_id=bees.id),
        key_of("preview-byline", article_id=bees.id),
        key_of("article-preview", article_id=bees.id),
        key_of("article-meta", article_id=bees.id, place=""),
        key_of("article-text", article_id=bees.id),
        key_of("article-appeared", article_id=bees.id),
        key_of("article-unhidden", article_id=bees.id),
        key_of("comments", article_id=bees.id, before=""),
        key_of("hidden-comments", article_id=bees.id, reader_id=bob.id),
        key_of("popular-tags"),
        key_of("new-articles", feed="global", of="everybody", since=""),
        key_of("new-articles", feed="tag", of="insects", since=""),
        key_of("new-articles", feed="author", of=ann.id, since=""),
        key_of("new-in-your-feed", reader_id=bob.id, since=""),
        key_of("es-board", viewer_id=bob.id),
        key_of("es-projector", viewer_id=bob.id, projector="articles"),
    ]
    return {f"{key.query} {dict(key.arguments).get('feed', '')}": key for key in keys}


def test_every_query_is_tried_here(ann: Person, bob: Person) -> None:
    shown = {name: each for name, each in queries.items() if each.template}
    shipped = {name for name, each in shown.items() if not each.context.__module__.startswith("tests.")}
    assert {key.query for key in every_fragment(ann, bob).values()} == shipped


def test_no_fragment_shows_what_depends_on_the_viewer(
    ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.contrib.auth.context_processors.auth", lambda request: {"user": Poisoned()})
    for name, key in every_fragment(ann, bob).items():
        html = render(key).html
        assert html is not None, name
        if not isinstance(key.declaration, Part):  # those get what belongs to the reader when they are put into a page
            assert "csrfmiddlewaretoken" not in html, name
            assert "command_id" not in html, name
        assert key.declaration.ticks or html == render(key).html, name


def test_no_query_asks_who_is_acting(ann: Person, bob: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a thread that acts for nobody, as the hub's, nor in the request of one reader or another."""
    for name, key in every_fragment(ann, bob).items():
        seen = {Nobody().run(render, key).html}
        for person in (ann, bob):
            with acting(actor=person.id, channel="web"):
                seen.add(render(key).html)
        with monkeypatch.context() as patched:
            patched.setattr(context, "_current", POISONED_CONTEXT)
            seen.add(render(key).html)
        assert len(seen) == 1 or (key.declaration.ticks and None not in seen), name


def page_with(key: Key, user: User | None) -> str:
    request = RequestFactory().get("/")
    request.user = user or type("Stranger", (), {"is_authenticated": False, "pk": None})()
    arguments = " ".join(f'{name}="{value}"' for name, value in key.arguments)
    template = Template(f"{{% load live %}}{{% live '{key.query}' {arguments} %}}")
    return template.render(Context({"request": request}))


def test_a_comment_s_delete_button_is_its_author_s(ann: Person, bob: Person) -> None:
    bees = article_of(ann.id)
    comment_of(bob.id, bees, "Mine")
    key = key_of("comments", article_id=bees.id, before="")
    assert "mod-options" in page_with(key, bob.user)
    assert "mod-options" not in page_with(key, ann.user)
    assert "mod-options" not in page_with(key, None)
    assert "<template" not in page_with(key, bob.user) + page_with(key, None)


def test_a_page_words_times_that_its_fragment_dates(ann: Person) -> None:
    key = key_of("preview-byline", article_id=article_of(ann.id).id)
    assert re.search(r"<time [^>]*>\d+ \w+ \d{4}</time>", render(key).html or "")
    assert re.search(r"<time [^>]*>(just now|\d+ \w+ ago|\d+ \w+ \d{4})</time>", in_words(render(key).html or ""))


def test_what_is_gone_shows_nothing_of_itself(ann: Person) -> None:
    nobody = uuid4()
    assert "taken down" in (render(key_of("article-heading", article_id=nobody)).html or "")
    assert render(key_of("article-text", article_id=nobody)).html == ""
    assert render(key_of("comments", article_id=nobody, before="")).html == ""
