"""The admin's lists and pages with nonsense in the address: a clear answer, and never a failure."""

from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import commands
from tests.accounts.conftest import register
from tests.bad_input.site import Site

CLEAR = (200, 302, 400, 404)
OF_ANY = ("q", "o", "p", "e", "pk", "_facets", "_to_field", "nonsense")
OF_ONE = {
    "accounts.User": ("is_active__exact", "groups__id__exact", "username__regex", "last_login__gte"),
    "blog.Article": ("visible",),
    "blog.ArticleSlug": ("slug__regex",),
    "blog.Comment": ("is_deleted__exact", "author_id__regex"),
    "blog.Report": ("show", "before"),
    "es_core.CommandRecord": ("actor", "status", "correlation", "address", "since", "sort", "behind", "ahead"),
    "es_core.Event": ("event_type", "stream_type", "actor", "since", "by", "behind", "ahead", "position__gt"),
    "es_core.Schedule": ("status",),
}
TEXTS = ("\0", "(", "9" * 400, "\udc80", "[1e400]", "[null]", "0001-01-01T00:00:00+14:00_1", "x" * 2_000)


@pytest.fixture
def eves(site: Site) -> Client:
    eve = register("eve")
    commands.grant_role(eve.id, "superuser")
    return eve.browser()


def listed(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


MODELS = pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)


@MODELS
def test_nonsense_behind_a_list(eves: Client, model: type[Model]) -> None:
    for name in (*OF_ANY, *OF_ONE.get(model._meta.label, ())):
        for text in TEXTS:
            query = urlencode({name: text}, errors="surrogateescape")
            assert eves.get(f"{listed(model)}?{query}").status_code in CLEAR, query[:200]


@MODELS
def test_nonsense_in_place_of_a_key(eves: Client, model: type[Model]) -> None:
    for key in ("%00", "a%00b", "%FF", "-1", "9" * 40, "x" * 2_000, "(", "%ED%A0%80", "_00"):
        for page in ("change", "history"):
            assert eves.get(f"{listed(model)}{key}/{page}/").status_code in CLEAR, key[:80]
