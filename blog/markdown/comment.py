"""A comment: text as it was typed, with its lines and its addresses."""

import re

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from blog.markdown.bare_links import pieces

LINE_END = re.compile(r"\r\n?|\n")
MANY_LINES = re.compile(r"\n[^\S\n]*\n(?:[^\S\n]*\n)+")


def render_comment(source: str) -> SafeString:
    """To stand within a paragraph."""
    text = LINE_END.sub("\n", source.encode("utf-8", "replace").decode().replace("\0", "\ufffd")).strip()
    parts = (_link(piece) if is_address else escape(piece) for piece, is_address in pieces(_closed_up(text)))
    return mark_safe("".join(parts).replace("\n", "<br>\n"))  # noqa: S308 - each part is escaped


def _closed_up(text: str) -> str:
    """At most one empty line at a time: nobody's comment pushes the others off the page."""
    return MANY_LINES.sub("\n\n", text)


def _link(address: str) -> SafeString:
    return format_html('<a href="{}" rel="nofollow ugc noopener">{}</a>', address, address)
