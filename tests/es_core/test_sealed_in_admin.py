"""Sealed values in the admin: masked, opened for whoever may see them, gone with their key."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from es_core import keys
from es_core.admin.sealed import ASKED, MASK, masked, sight
from es_core.models import CommandRecord, SubjectKey

pytestmark = pytest.mark.django_db

READER = uuid4()


def asking(asks: bool, permitted: bool = True) -> Any:
    request = HttpRequest()
    request.method = "POST" if asks else "GET"
    request.POST = QueryDict(f"{ASKED}=yes" if asks else "")
    request.user = SimpleNamespace(pk=uuid4(), has_perm=lambda name: permitted)  # type: ignore[assignment]
    return request


def test_a_sealed_text_is_masked_at_whatever_depth() -> None:
    sealed = keys.seal(READER, "555-1234")
    document = {"phone": sealed, "all": [{"phone": sealed}], "n": 1, "nickname": "Em"}
    shown = sight(asking(False), "book", [document])
    assert shown.is_masked
    assert masked(document, shown) == {"phone": MASK, "all": [{"phone": MASK}], "n": 1, "nickname": "Em"}


def test_whoever_may_and_asks_sees_it_and_that_is_noted() -> None:
    sealed = keys.seal(READER, "555-1234")
    looks = CommandRecord.objects.filter(name="PersonalFieldsShown")
    assert not sight(asking(False), "book", [sealed]).is_open
    assert not looks.exists()
    assert sight(asking(True), "book", [sealed])[sealed] == ("555-1234", "opened")
    assert looks.get().reason == "book"


def test_nobody_else_does() -> None:
    with pytest.raises(PermissionDenied):
        sight(asking(True, permitted=False), "book", [keys.seal(READER, "555-1234")])


def test_what_was_forgotten_says_so_to_everybody() -> None:
    sealed = keys.seal(READER, "555-1234")
    SubjectKey.objects.all().delete()
    for asks in (False, True):
        shown = sight(asking(asks), "book", [sealed])
        assert shown[sealed] == ("(forgotten)", "forgotten")
        assert not shown.is_masked


@pytest.mark.parametrize("text", ["sealed1.", "sealed1.x.y", f"sealed1.{uuid4()}", "sealed1...", "sealed2.a.b", ""])
def test_what_only_looks_sealed_is_a_text_like_any_other(text: str) -> None:
    assert sight(asking(True), "book", [{"title": text}]) == {}


def test_what_its_key_does_not_open_breaks_nothing() -> None:
    key = keys.seal(READER, "555-1234").split(".")[1]
    for box in ("AAAA", "", "!", "A" * 200):
        forged = f"sealed1.{key}.{box}"
        assert sight(asking(True), "book", [forged])[forged].kind == "broken"
