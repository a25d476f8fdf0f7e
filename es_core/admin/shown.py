"""How a list or a page of the admin shows a value."""

from typing import Any
from uuid import UUID

import msgspec
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def pretty(value: Any) -> SafeString:
    return format_html("<pre>{}</pre>", msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def search_link(model: str, term: UUID | None, text: str) -> SafeString:
    return format_html('<a href="{}?q={}">{}</a>', reverse(f"admin:es_core_{model}_changelist"), term, text)
