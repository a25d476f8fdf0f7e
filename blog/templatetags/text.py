"""What people wrote, as pages show it: articles, comments, pictures, times."""

from datetime import UTC, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from blog import markdown as text

register = template.Library()

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
    moment = value.astimezone(UTC)
    title = f"{moment.day} {moment:%B %Y, %H:%M} UTC"
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), title, _words(moment))


def _words(moment: datetime) -> str:
    seconds = int((timezone.now() - moment).total_seconds())
    if not -MINUTE < seconds < 7 * DAY:
        return f"{moment.day} {moment:%b %Y}"
    if seconds < MINUTE:
        return "just now"
    for name, length in (("day", DAY), ("hour", HOUR), ("minute", MINUTE)):
        if count := seconds // length:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    raise AssertionError(f"{seconds} seconds have no words")
