"""The filters and tags that templates show people's texts with."""

from datetime import datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone


def shown(template: str, **context: object) -> str:
    return Template("{% load text %}" + template).render(Context(context))


def test_markdown_and_comments_are_not_escaped_again() -> None:
    assert shown("{{ x|markdown }}", x="*a* <b>") == "<p><em>a</em> &lt;b&gt;</p>\n"
    assert shown("{{ x|comment_text }}", x="*a* <b>") == "*a* &lt;b&gt;"


def test_a_person_has_the_picture_that_was_given() -> None:
    assert shown('<img src="{{ x|avatar }}">', x="https://a.org/?b=1") == '<img src="https://a.org/?b=1">'


@pytest.mark.parametrize("given", [None, "", "javascript:alert(1)", "data:image/png,x", "/logout"])
def test_without_a_good_one_a_person_has_the_sites(given: str | None) -> None:
    assert shown("{{ x|avatar }}", x=given) == "/static/blog/default-avatar.svg"


def test_the_address_of_a_picture_can_not_break_out_of_its_attribute() -> None:
    assert shown('<img src="{{ x|avatar }}">', x='https://a.org/"onerror="alert(1)').count('"') == 2


def test_reading_takes_minutes() -> None:
    assert shown("{{ x|reading_minutes }}", x="word " * 700) == "3"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1, seconds=59), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=6, hours=23), "6 days ago"),
    ],
)
def test_what_is_recent_is_told_by_how_long_ago(passed: timedelta, words: str) -> None:
    assert f">{words}</time>" in shown("{% ago x %}", x=timezone.now() - passed)


@pytest.mark.parametrize("passed", [timedelta(days=7, minutes=1), timedelta(days=4_000), timedelta(days=-2)])
def test_other_times_are_told_by_their_date(passed: timedelta) -> None:
    moment = timezone.now() - passed
    assert f">{moment.day} {moment:%b %Y}</time>" in shown("{% ago x %}", x=moment)


def test_a_time_says_exactly_when_it_was() -> None:
    html = shown("{% ago x %}", x=datetime.fromisoformat("2009-01-03T19:15:05+01:00"))
    assert html == '<time datetime="2009-01-03T18:15:05+00:00" title="3 January 2009, 18:15 UTC">3 Jan 2009</time>'
