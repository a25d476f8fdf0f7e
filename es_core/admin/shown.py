"""How a list or a page of the admin shows a value."""

from typing import Any

import msgspec
from django.utils.html import format_html
from django.utils.safestring import SafeString


def pretty(value: Any) -> SafeString:
    return format_html("<pre>{}</pre>", msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
