"""How a page of the admin shows a document."""

from typing import Any

import msgspec
from django.utils.html import format_html
from django.utils.safestring import SafeString


def indented(document: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def pretty(document: Any) -> SafeString:
    return format_html("<pre>{}</pre>", indented(document))
