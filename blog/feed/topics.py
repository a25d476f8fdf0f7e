"""What a reader of the feed wants to hear of: everything, or some authors, tags and articles."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

from accounts.domain.names import LONGEST_LOOKED_AT, username_key
from accounts.models import Profile
from blog.domain.tags import normalise_tags
from blog.models import Article, ArticleSlug
from es_core.errors import Rejected

Topic = tuple[str, str]  # ("author", id), ("tag", name), ("article", id)

EVERYTHING = "all"
KINDS = ("author", "tag", "article")
MOST = 20


@dataclass(frozen=True, slots=True)
class Topics:
    wanted: frozenset[Topic] = frozenset()
    everything: bool = False

    def meet(self, topics: Collection[Topic]) -> bool:
        return self.everything or not self.wanted.isdisjoint(topics)

    def named(self, kind: str) -> list[str]:
        return sorted(value for each, value in self.wanted if each == kind)


def topics_of(text: str) -> Topics:
    """From "author:mara,tag:databases". People and articles go by their ids too, which no renaming changes. Raises
    Rejected."""
    parts = [each.strip() for each in text.split(",")]
    if parts == [EVERYTHING]:
        return Topics(everything=True)
    if len(parts) > MOST:
        raise _refused(f"can't be more than {MOST}")
    asked = [_split(each) for each in parts]
    found = {kind: _resolved(kind, [value for each, value in asked if each == kind]) for kind in KINDS}
    return Topics(frozenset((kind, found[kind][value]) for kind, value in asked))


def _split(part: str) -> Topic:
    """Percent signs count inside of a topic: a tag with a comma is tag:a%2Cb."""
    kind, colon, value = part.partition(":")
    if kind not in KINDS or not colon or not value:
        raise _refused(f"are all, author:..., tag:..., article:..., or some of these with commas, not {part[:100]!r}")
    if "\0" in (value := unquote(value)):
        raise _refused("can't hold the character U+0000")
    return kind, value


def _resolved(kind: str, values: Sequence[str]) -> dict[str, str]:
    """What each stands for. One query a kind."""
    if not values:
        return {}
    found = {"author": _authors, "tag": _tags, "article": _articles}[kind](values)
    if unknown := [each for each in values if each not in found]:
        raise _refused(f"name no {kind} of this site: {unknown[0][:100]!r}")
    return found


def _authors(values: Sequence[str]) -> dict[str, str]:
    keys = {each: username_key(each) for each in values if len(each) <= LONGEST_LOOKED_AT}
    by_id = Profile.objects.filter(pk__in=list(_ids(values)))
    by_name = Profile.objects.filter(username_key__in=list(keys.values()))
    names, ids = _pairs(by_name.values_list("username_key", "pk")), _pairs(by_id.values_list("pk", "pk"))
    found = {each: names[key] for each, key in keys.items() if key in names}
    return found | {each: ids[each.lower()] for each in values if each.lower() in ids}


def _articles(values: Sequence[str]) -> dict[str, str]:
    """Those that are gone too: whoever follows one was perhaps not there when it went. Its address tells no more."""
    appeared = Article.objects.appeared()
    slugs = ArticleSlug.objects.filter(slug__in=values, article_id__in=appeared.values("id"))
    ids = _pairs(appeared.filter(id__in=list(_ids(values))).values_list("id", "id"))
    found = _pairs(slugs.values_list("slug", "article_id"))
    return found | {each: ids[each.lower()] for each in values if each.lower() in ids}


def _tags(values: Sequence[str]) -> dict[str, str]:
    """Tags that no article has are tags all the same."""
    return {each: tag for each in values if (tag := _tag(each))}


def _tag(text: str) -> str:
    try:
        return next(iter(normalise_tags([text])), "")
    except Rejected:
        return ""


def _ids(values: Sequence[str]) -> Iterator[UUID]:
    for each in values:
        try:
            yield UUID(each)
        except ValueError:
            continue


def _pairs(found: Iterable[tuple[object, object]]) -> dict[str, str]:
    return {str(name): str(value) for name, value in found}


def _refused(reason: str) -> Rejected:
    return Rejected(reason, field="topics")
