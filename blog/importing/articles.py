"""One file after the other through the commands of articles, as their author.

An article is known again by author and relative path: its id is derived from both, so that a second import, or one
that runs at the same time, meets the first one's stream. A renamed file is another article, a changed slug is not.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from blog.commands import edit_article, publish_article
from blog.domain.article import ARTICLE
from blog.domain.slugs import slugify
from blog.front_matter import BrokenFile, read_article
from blog.importing.content import Content, content_of
from blog.importing.outcome import Outcome, Result
from blog.models import Article
from es_core.context import now
from es_core.decider import stream_id
from es_core.errors import Rejected
from es_core.execute import Executed

DRAFTS = "_drafts"  # Jekyll's folder


def article_id_of(author_id: UUID, path: str) -> UUID:
    return stream_id(ARTICLE.category, f"{author_id}:{source_of(path)}")


def source_of(path: str) -> str:
    """What the event keeps."""
    return f"file:{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A dry one looks at everything and changes nothing."""

    folder: Path
    author_id: UUID
    dry: bool = False

    def run(self, found: Iterable[Path | BrokenFile]) -> Iterator[Outcome]:
        for each in found:
            yield self._broken(each) if isinstance(each, BrokenFile) else self._file(each)

    def _file(self, path: Path) -> Outcome:
        try:
            source = read_article(path)
            if source.draft or DRAFTS in path.relative_to(self.folder).parts:
                return Outcome(self._known(path), Result.DRAFT)
            return self._article(self._known(path), content_of(source))
        except BrokenFile as reason:
            return self._broken(reason)
        except Rejected as reason:
            return self._broken(BrokenFile(path, None, f"{reason.field or ''} {reason.message}".strip()))

    def _article(self, known: str, content: Content) -> Outcome:
        if content.published_at and content.published_at > now():
            return Outcome(
                known, Result.NOT_DUE, (f"is dated {content.published_at:%Y-%m-%d %H:%M %Z}: import it then",)
            )
        article = Article.objects.filter(id=article_id_of(self.author_id, known)).first()
        if article is None:
            return self._published(known, content)
        if article.is_deleted:
            return Outcome(known, Result.DELETED)
        if _is_as_imported(article, content):
            return Outcome(known, Result.UNCHANGED, content.notes)
        return self._edited(known, article, content)

    def _published(self, known: str, content: Content) -> Outcome:
        if self.dry:
            return Outcome(known, Result.PUBLISHED, content.notes)
        executed = publish_article(
            author_id=self.author_id,
            title=content.title,
            description=content.description,
            body=content.body,
            tags=content.tags,
            article_id=article_id_of(self.author_id, known),
            wanted_slug=content.slug,
            published_at=content.published_at,
            source=source_of(known),
        )
        return Outcome(known, Result.PUBLISHED, (*content.notes, *_address(executed, content)))

    def _edited(self, known: str, article: Article, content: Content) -> Outcome:
        if self.dry:
            return Outcome(known, Result.EDITED, content.notes)
        executed = edit_article(
            article,
            editor_id=self.author_id,
            title=content.title,
            description=content.description,
            body=content.body,
            tags=content.tags,
            wanted_slug=content.slug,
        )
        if not executed.events:
            return Outcome(known, Result.UNCHANGED, content.notes)
        return Outcome(known, Result.EDITED, (*content.notes, *_address(executed, content)))

    def _broken(self, reason: BrokenFile) -> Outcome:
        return Outcome(self._known(Path(reason.path)), Result.BROKEN, (reason.message,), reason.line)

    def _known(self, path: Path) -> str:
        """The same on every system: some decompose accents, and a name need not be UTF-8."""
        relative = path.relative_to(self.folder).as_posix().encode(errors="backslashreplace").decode()
        return unicodedata.normalize("NFC", relative)


def _is_as_imported(article: Article, content: Content) -> bool:
    """Then no command is sent. Where in doubt one is, and the rules find nothing to change."""
    there = (article.title, article.description, article.body, tuple(article.tags))
    here = (content.title, content.description, content.body, content.tags)
    return there == here and content.slug in (None, article.slug)


def _address(executed: Executed, content: Content) -> tuple[str, ...]:
    got = executed.events[0].event.slug
    wanted = content.slug or slugify(content.title)
    return () if got == wanted else (f"the address {wanted!r} is taken, so this article is at {got!r}",)
