"""What a file says, made to fit: what the rules would refuse though the article is sound is mended and told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from blog.domain import wording
from blog.domain.slugs import slugify
from blog.domain.tags import normalise_tags
from blog.front_matter import ArticleSource
from blog.importing.excerpt import first_sentences, shortened
from es_core.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`slug` and `published_at` are None where the file leaves them to the site; `notes` tell what was mended."""

    title: str
    description: str
    body: str
    tags: tuple[str, ...]
    slug: str | None
    published_at: datetime | None
    notes: tuple[str, ...]


def content_of(source: ArticleSource) -> Content:
    """Raises Rejected for what can't be mended."""
    title, body = wording.title(source.title), wording.body(source.body)
    tags, notes = _tags(source.tags)
    return Content(
        title=title,
        description=wording.description(_description(source, title)),
        body=body,
        tags=tags,
        slug=slugify(source.slug) if source.slug else None,
        published_at=source.date,
        notes=notes,
    )


def _description(source: ArticleSource, title: str) -> str:
    given = wording.squeezed(source.description or "")
    return shortened(given, wording.DESCRIPTION_LENGTH) or first_sentences(source.body) or title


def _tags(given: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As many as the rules allow, in the file's order, and what is to be said of the others."""
    kept: tuple[str, ...] = ()
    left_out = []
    for tag in given:
        try:
            kept = normalise_tags((*kept, tag))
        except Rejected as reason:
            left_out.append(f"left out a tag: it {reason.message}")
    return kept, tuple(dict.fromkeys(left_out))
