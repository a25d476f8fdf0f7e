"""Whose time a request takes is found by looking."""

import json

import pytest
from django.db import connection
from django.template import Context, Template

from bench.api.shares import PARTS, shares


def biggest(found: dict[str, float]) -> str:
    return max(found, key=lambda part: found[part])


@pytest.mark.django_db
def test_waiting_for_the_database_is_the_database_s() -> None:
    found, seconds = shares(lambda: connection.cursor().execute("SELECT pg_sleep(0.05)"), 0.3)
    assert biggest(found) == "Postgres"
    assert seconds >= 0.05


def test_a_template_is_django_s_and_what_nobody_known_does_the_rest_s() -> None:
    template = Template("{% for each in many %}{{ each|add:1 }}{% endfor %}")
    found, _ = shares(lambda: template.render(Context({"many": range(2000)})), 0.3)
    assert biggest(found) == "Django"
    assert biggest(shares(lambda: json.loads("[" + "1," * 20_000 + "1]"), 0.3)[0]) == "the rest"
    assert set(found) == set(PARTS)
