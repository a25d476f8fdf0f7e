"""The log as JSON: a line an entry, with the request that it belongs to."""

import json
import logging
import sys
from typing import Any

import pytest
from django.http import HttpRequest

from conduit_site.logs import WithRequest, as_json
from es_core import context
from tests.es_core.process import manage

pytestmark = pytest.mark.django_db


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


def test_a_format_that_there_is_not_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    done = manage("check")
    assert done.returncode == 1
    assert "LOG_FORMAT is line or json, not 'xml'." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_process_logs_json_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    done = manage("shell", "--no-imports", "-c", "import logging; logging.getLogger('blog').error('broken: %s', 7)")
    [line] = done.stderr.splitlines()
    assert json.loads(line)["message"] == "broken: 7"
