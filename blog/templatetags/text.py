"""What people wrote, as pages show it: articles, comments, pictures, times."""

import re
from datetime import UTC, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blog import markdown as text

register = template.Library()

TIME = re.compile(r'(<time datetime="([^"]+)" title="[^"]*">)[^<]*</time>')
MINUTE, HOUR, DAY = 60, 3_600, 86_400  # seconds
register.filter("reading_minutes", text.reading_minutes)


@register.filter
def markdown(source: str) -> SafeString:
    return text.render(source)


@register.filter
def comment_text(source: str) -> SafeString:
    return text.render_comment(source)


@register.filter
def avatar(url: str | None) -> str:
    """The picture that a person gave, or the site's own."""
    return text.safe_image_url(url) or static("blog/default-avatar.svg")


@register.simple_tag
def ago(value: datetime) -> SafeString:
    """How long ago, in words; the date itself when that was more than a week ago."""
    return _time(value, _words(value.astimezone(UTC)))


@register.simple_tag
def when(value: datetime) -> SafeString:
    """The date, for live fragments: they must not change by time alone. `in_words` and when.js word it."""
    return _time(value, _date(value.astimezone(UTC)))


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """A moment to come, to the minute; when.js says it in the reader's zone."""
    return format_html('<span data-moment="{}">{}</span>', value.astimezone(UTC).isoformat(), _to_the_minute(value))


def in_words(html: str) -> str:
    """What `when` made, as `ago` would have."""
    return TIME.sub(lambda found: f"{found[1]}{_words(datetime.fromisoformat(found[2]))}</time>", html)


def _time(value: datetime, words: str) -> SafeString:
    machine = value.astimezone(UTC).isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, _to_the_minute(value), words)


def _to_the_minute(value: datetime) -> str:
    moment = value.astimezone(UTC)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _date(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y}"


def _words(moment: datetime) -> str:
    seconds = int((timezone.now() - moment).total_seconds())
    if not -MINUTE < seconds < 7 * DAY:
        return _date(moment)
    if seconds < MINUTE:
        return "just now"
    for name, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if count := seconds // length:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    raise AssertionError(f"{seconds} seconds have no words")
