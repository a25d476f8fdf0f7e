"""A small site that nonsense is sent to: either the whole change comes of it, or a clear refusal and none at all."""

from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from axes.utils import reset
from django.apps import apps
from django.db.models import Model
from django.test import Client

from blog.models import Article, Comment
from es_core.models import Event
from es_core.read_model import ReadModel
from tests.accounts.conftest import Person
from tests.bad_input.forms import Fields, Form

DONE, REFUSED = range(200, 400), (400, 403, 404, 405, 409, 422, 429)
REASONS = {409: ["conflict-notice"], 422: ["error-messages"], 429: ["error-messages"]}
URLENCODED = "application/x-www-form-urlencoded"
Rows = dict[str, list[Any]]
numbers = count()


class Site:
    """`remark` is Ann's comment on an article of hers."""

    def __init__(self, remark: Comment, people: dict[str, Person]) -> None:
        self.remark = remark
        self.people = people
        self.seen = rows()

    def browser(self, name: str) -> Client:
        return self.people[name].browser() if name in self.people else Client()

    def address(self, form: Form) -> str:
        remark = self.remark
        return form.address.format(article=remark.article_id, comment=remark.id, author=remark.author_id)

    def send(self, form: Form, changes: Fields, **headers: str) -> Any:
        """As its page would, but for the changes, by somebody who just came."""
        reset()  # one who tries too often to sign in is slowed down
        kept = {name: numbered(value) for name, value in form.fields.items()}
        body = encoded({"command_id": uuid4()} | kept | changes)
        return self.browser(form.sender).post(self.address(form), body, content_type=URLENCODED, headers=headers)

    def expect_clear(self, answer: Any, about: str = "", *, shown: bool = False) -> None:
        """`shown`: what was accepted is looked at."""
        expect_words(answer, about)
        changed = self.changed()
        if answer.status_code not in DONE:
            assert changed == set(), f"{about}: refused, and yet something changed"
        if changed and shown:
            self.expect_readable(about)

    def changed(self) -> set[str]:
        """The tables that are not as they were when this was asked last."""
        before, self.seen = self.seen, rows()
        return {name for name, now in self.seen.items() if now != before[name]}

    def expect_readable(self, about: str) -> None:
        """What was accepted is shown where it belongs, to its author."""
        article = Article.objects.visible().select_related("author").order_by("-edited_at", "-position").first()
        places = ["/", f"/profile/{self.people['ann'].user.username}"]
        if article:
            places += [
                f"/article/{article.slug}",
                f"/editor/{article.slug}",
                *(f"/tag/{tag}" for tag in article.tags[:1]),
            ]
        for place in places:
            assert self.browser("ann").get(place).status_code == 200, f"{about}: {place}"


def numbered(value: Any) -> Any:
    return value.replace("{n}", str(next(numbers))) if isinstance(value, str) else value


def encoded(fields: Fields) -> str:
    """A lone surrogate stands for a byte that is no UTF-8."""
    return urlencode(fields, doseq=True, errors="surrogateescape")


def rows() -> Rows:
    """The log and every read model."""
    models: list[type[Model]] = [Event, *(model for model in apps.get_models() if issubclass(model, ReadModel))]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def expect_words(answer: Any, about: str) -> None:
    """In a page of the site's own, or the form with what is wrong."""
    status = answer.status_code
    assert status in (*DONE, *REFUSED), f"{about}: {status}"
    if status not in DONE:
        marks = REASONS.get(status, ["notice-page"])
        assert any(mark in answer.text for mark in marks), f"{about}: {status} without a word: {answer.text[:500]}"
