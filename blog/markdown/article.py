"""An article's Markdown as HTML: parsed, coloured, and sanitised at the end whatever came before."""

from django.utils.safestring import SafeString, mark_safe

from blog.domain.wording import BODY_LENGTH
from blog.markdown.comment import render_comment
from blog.markdown.parser import parser
from blog.markdown.sanitiser import sanitised

PARSER = parser()


def render(source: str) -> SafeString:
    """Never raises. A text longer than an article may be is shown as it is written: parsing it could take too long."""
    if len(source) > BODY_LENGTH:
        return mark_safe(f"<p>{render_comment(source)}</p>")  # noqa: S308 - a comment is escaped
    html = sanitised(PARSER.render(source))
    # What held nothing but an HTML comment is an empty paragraph now.
    return mark_safe(html.replace("<p></p>\n", ""))  # noqa: S308 - sanitised is what makes it safe
