"""The log as JSON: a line an entry, with the request that it belongs to."""

import json
import logging
import sys
from typing import Any

from django.http import HttpRequest

from conduit_site.logs import WithRequest, as_json
from es_core import context


def logged(message: str, **more: Any) -> dict[str, Any]:
    record = logging.LogRecord("blog.views", logging.WARNING, __file__, 1, message, (), more.pop("exc_info", None))
    record.__dict__ |= more
    WithRequest().filter(record)
    line = as_json().format(record)
    assert "\n" not in line
    told: dict[str, Any] = json.loads(line)
    return told


def test_an_entry_says_when_how_bad_where_and_what() -> None:
    told = logged("two\nlines")
    assert (told["level"], told["logger"], told["message"]) == ("WARNING", "blog.views", "two\nlines")
    assert told["time"].endswith("+00:00")
    assert told["process"] > 0
    assert told["correlation_id"] is None


def test_what_belongs_to_a_request_names_it() -> None:
    with context.acting(actor=None, channel="test") as acting:
        assert logged("hello")["correlation_id"] == str(acting.correlation_id)


def test_a_failure_keeps_its_stack() -> None:
    try:
        int("nothing there")
    except ValueError:
        told = logged("failed", exc_info=sys.exc_info())
    assert "test_logs.py" in told["exc_info"]
    assert "nothing there" in told["exc_info"]


def test_objects_of_django_stay_out_of_it() -> None:
    told = logged("not found", request=HttpRequest(), status_code=404)
    assert "request" not in told
    assert told["status_code"] == 404
