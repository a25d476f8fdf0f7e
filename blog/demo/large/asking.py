"""The plan's people, articles and comments in commands; their words are drawn here, by their ids."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

from accounts.domain.user import EditSettings, RegisterUser
from blog.demo import content
from blog.demo.large.plan import PlannedArticle, PlannedComment, Somebody, weights
from blog.demo.large.pools import TAGS
from blog.demo.large.prose import Prose
from blog.domain.article import PublishArticle
from blog.domain.comment import AddComment
from blog.domain.slugs import slug_with_suffix, slugify
from blog.queries.comments import next_comment_numbers
from es_core.keys import blind, seal

TAG_WEIGHTS = list(accumulate(weights(len(TAGS))))


class Asking:
    def __init__(self) -> None:
        self.prose = Prose(content.bodies())

    def people(self, people: Sequence[Somebody]) -> Iterator[RegisterUser | EditSettings]:
        """Without a password that anybody could use."""
        for each in people:
            address = f"{each.username}@example.org"
            email, email_key = seal(each.user_id, address), blind("email", address)
            yield RegisterUser(
                user_id=each.user_id,
                username=each.username,
                email=email,
                email_key=email_key,
                registered_at=each.registered_at,
            )
            yield EditSettings(
                user_id=each.user_id,
                username=each.username,
                email=email,
                email_key=email_key,
                bio=self.prose.description(_rng(each.user_id.int)),
                image=None,
            )

    def articles(self, articles: Sequence[PlannedArticle]) -> Iterator[PublishArticle]:
        """Titles come again, so all addresses have a suffix."""
        for each in articles:
            rng = _rng(each.article_id.int)
            title = self.prose.title(rng)
            yield PublishArticle(
                article_id=each.article_id,
                author_id=each.author_id,
                slug=slug_with_suffix(slugify(title), each.article_id),
                title=title,
                description=self.prose.description(rng),
                body=self.prose.body(rng),
                tags=_tags(rng),
                published_at=each.published_at,
                source="seed_demo",
            )

    def comments(self, comments: Sequence[PlannedComment]) -> Iterator[AddComment]:
        numbers = next_comment_numbers(len(comments))
        for number, each in zip(numbers, comments, strict=True):
            yield AddComment(
                comment_id=each.comment_id,
                number=number,
                article_id=each.article_id,
                author_id=each.author_id,
                body=self.prose.comment(_rng(each.comment_id.int)),
                added_at=each.added_at,
            )


def _rng(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - nothing here is a secret


def _tags(rng: Random) -> tuple[str, ...]:
    return tuple(sorted(set(rng.choices(TAGS, cum_weights=TAG_WEIGHTS, k=rng.randint(1, 4)))))
