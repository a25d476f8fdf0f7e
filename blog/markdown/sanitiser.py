"""The last gate: what is not on this list does not reach a page, whoever let it through before."""

import nh3

from blog.markdown.colours import CLASSES
from blog.markdown.ids import PREFIX
from blog.markdown.links import SCHEMES

TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "br", "wbr", "ul", "ol", "li", "section"),
    *("a", "img", "em", "strong", "s", "code", "span", "kbd", "sub", "sup", "mark", "ins", "del"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "title", "id", "aria-label"},
    "img": {"src", "alt", "title"},
    "li": {"id"},
    "ol": {"start"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
VALUES = {
    "img": {"loading": {"lazy"}},
    "pre": {"tabindex": {"0"}},
    "table": {"tabindex": {"0"}},
    "section": {"aria-label": {"Footnotes"}},
    "span": {"role": {"img"}, "aria-label": {"done", "to do"}},
}
OWN_CLASSES = {
    "a": {"heading-anchor"},
    "li": {"task"},
    "section": {"footnotes"},
    "span": {*CLASSES.values(), "task-box"},
    "sup": {"footnote-ref"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}

CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=OWN_CLASSES,
    url_schemes=SCHEMES,
    id_prefix=PREFIX,
    link_rel="nofollow ugc noopener",
)


def sanitised(html: str) -> str:
    """JSON can carry halves of surrogate pairs, which no page can: they become question marks."""
    return CLEANER.clean(html.encode("utf-8", "replace").decode())
