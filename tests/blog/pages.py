"""What a test reads in a page: the words of its elements, found as the public suites find them."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

HTMX = {"HX-Request": "true"}


def text_of(html: str) -> str:
    """Without markup, white space squeezed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def titles(response: Any) -> list[str]:
    """Of the previews, in their order."""
    found = re.findall(r'<a class="preview-link".*?<h1[^>]*>(.*?)</h1>', response.text, re.DOTALL)
    return [text_of(each) for each in found]


def page_links(response: Any) -> list[str]:
    """What the pagination says, the gap as an ellipsis."""
    found = re.search(r'<ul class="pagination.*?</ul>', response.text, re.DOTALL)
    return text_of(found[0]).split() if found else []


def sidebar_tags(response: Any) -> list[str]:
    found = re.search(r"<aside [^>]*sidebar.*?</aside>", response.text, re.DOTALL)
    assert found
    return [text_of(each) for each in re.findall(r"<a [^>]*>.*?</a>", found[0], re.DOTALL)]


def errors(response: Any) -> list[str]:
    found = re.search(r"<ul [^>]*error-messages.*?</ul>", response.text, re.DOTALL)
    return [text_of(each) for each in re.findall(r"<li.*?</li>", found[0], re.DOTALL)] if found else []


def command_id() -> str:
    """As each form carries a fresh one."""
    return str(uuid4())
