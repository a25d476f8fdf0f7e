"""The written demo coming about by commands, each by whoever does it. What is there already is left alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import itemgetter
from uuid import UUID

from accounts import commands as accounts
from accounts.domain.user import USER
from blog.commands import publish_article
from blog.demo import content, life
from blog.demo.content import Person, WrittenArticle
from blog.demo.life import DatedComment
from blog.domain.article import ARTICLE
from blog.domain.comment import COMMENT, AddComment
from blog.domain.favorite import FAVORITE, FavoriteArticle
from blog.domain.follow import FOLLOW, FollowAuthor
from blog.queries.comments import next_comment_number
from es_core import read
from es_core.context import acting, now
from es_core.decider import stream_id
from es_core.execute import execute
from es_core.keys import blind
from es_core.models import CommandRecord
from es_core.progress import Advance
from es_core.tail import head

CHANNEL = "manage.py seed_demo"
PASSWORD = "conduit-demo"  # noqa: S105 - printed, documented, the same for all: it is a demo
ADMIN = Person(username="admin", email="admin@example.org", bio="", image="")

UserIds = Mapping[str, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody does; it is done when its stream has begun."""

    stream_id: UUID
    actor_id: UUID
    do: Callable[[], object]


def everybody() -> tuple[Person, ...]:
    return (*content.people(), ADMIN)


def known() -> dict[str, UUID]:
    """Those who are registered, known by their address: a name may have been changed."""
    owners = {each.username: read.claim_owner("email", blind("email", each.email)) for each in everybody()}
    return {name: owner for name, owner in owners.items() if owner}


def size() -> int:
    """How often a whole `seed` advances."""
    people, articles = content.people(), content.articles(now())
    marks = len(life.follows(people)) + len(life.favorites(people, articles))
    return len(everybody()) + len(articles) + len(content.comments()) + marks


def pending(users: UserIds) -> list[Step]:
    planned = list(_steps(users, now()))
    begun = read.begun([each.stream_id for each in planned])
    return [each for each in planned if each.stream_id not in begun]


def is_complete() -> bool:
    users = known()
    return len(users) == len(everybody()) and not pending(users)


def is_alone() -> bool:
    """Nobody did anything on this site but `seed_demo`, if that."""
    commands = CommandRecord.objects
    return not head() or (commands.exists() and not commands.exclude(channel=CHANNEL).exists())


def register(person: Person, roles: tuple[str, ...] = ()) -> None:
    """With a bio, as if they had gone on to their settings."""
    with acting(actor=None, channel=CHANNEL):
        user_id = accounts.register(username=person.username, email=person.email, password=PASSWORD, roles=roles)
    if person.bio or person.image:
        introduce(user_id, person)


def introduce(user_id: UUID, person: Person) -> None:
    with acting(actor=user_id, channel=CHANNEL):
        accounts.edit_settings(
            user_id, username=person.username, email=person.email, bio=person.bio, image=person.image
        )


def seed(advance: Advance) -> None:
    """Calls `advance` for each person and each step."""
    users = known()
    for each in everybody():
        if each.username not in users:
            register(each, roles=("superuser",) if each is ADMIN else ())
        elif read.load(USER, users[each.username])[1] == 1:
            introduce(users[each.username], each)
        advance(1)
    for step in pending(known()):
        with acting(actor=step.actor_id, channel=CHANNEL):
            step.do()
        advance(1)


def _steps(users: UserIds, now: datetime) -> Iterator[Step]:
    people, articles = content.people(), content.articles(now)
    for follower, author in life.follows(people):
        yield _follow(users[follower], users[author])
    published = [(each.date, _publish(each, users)) for each in articles]
    commented = [(each.at, _comment(each, users)) for each in life.dated(content.comments(), articles, now)]
    yield from (step for _, step in sorted(published + commented, key=itemgetter(0)))
    for key, reader in life.favorites(people, articles):
        yield _favorite(article_id_of(key), users[reader])


def article_id_of(key: str) -> UUID:
    return stream_id(ARTICLE.category, f"demo:{key}")


def _publish(article: WrittenArticle, users: UserIds) -> Step:
    source, article_id, author_id = article.source, article_id_of(article.key), users[article.author]
    do = partial(
        publish_article,
        author_id=author_id,
        title=source.title,
        description=source.description or "",
        body=source.body,
        tags=source.tags,
        article_id=article_id,
        published_at=source.date,
        source=f"demo:{article.key}",
    )
    return Step(stream_id=article_id, actor_id=author_id, do=do)


def _comment(dated: DatedComment, users: UserIds) -> Step:
    comment_id = stream_id(COMMENT.category, f"demo:{dated.comment.article}:{dated.nth}")
    author_id = users[dated.comment.author]

    def do() -> None:
        command = AddComment(
            comment_id=comment_id,
            number=next_comment_number(),
            article_id=article_id_of(dated.comment.article),
            author_id=author_id,
            body=dated.comment.body,
            added_at=dated.at,
        )
        execute(COMMENT, command)

    return Step(stream_id=comment_id, actor_id=author_id, do=do)


def _follow(follower_id: UUID, author_id: UUID) -> Step:
    command = FollowAuthor(follower_id=follower_id, author_id=author_id)
    return Step(stream_id=FOLLOW.stream_id(command), actor_id=follower_id, do=partial(execute, FOLLOW, command))


def _favorite(article_id: UUID, reader_id: UUID) -> Step:
    command = FavoriteArticle(article_id=article_id, reader_id=reader_id)
    return Step(stream_id=FAVORITE.stream_id(command), actor_id=reader_id, do=partial(execute, FAVORITE, command))
