"""What may be asked."""

from functools import partial

import strawberry

from accounts.models import User
from blog import queries
from blog.graphql.connections import MOST, USUAL, After, Connection, First, Part, connect, place_of
from blog.graphql.nodes import Article, Profile, Tag, article_node, articles_of, people_of, tags_called
from blog.graphql.reads import Group, Info, Reads
from blog.graphql.words import names_something


@strawberry.type(description="Whoever asks: the holder of the token.")
class Viewer:
    user: strawberry.Private[User]
    reads: strawberry.Private[Reads]

    @strawberry.field
    def email(self) -> str:
        with self.reads.reading():
            return self.user.email

    @strawberry.field
    def profile(self) -> Profile:
        return people_of(self.reads, [self.user.profile])[0]

    @strawberry.field(description="By the people whom one follows, the newest first.")
    def feed(self, first: First = USUAL, after: After = None) -> Connection[Article]:
        part = Part(first, after)
        with self.reads.reading():
            return _listed(self.reads, queries.of_followed(self.user.pk), part)


@strawberry.type
class Query:
    @strawberry.field(description="By its address, or one that it had before.")
    def article(self, info: Info, slug: str) -> Article | None:
        with info.context.reading():
            found = queries.article_at(slug, info.context.viewer_id) if names_something(slug) else None
        return articles_of(info.context, [found])[0] if found else None

    @strawberry.field(description="Those that fit all that is given, the newest first; the people by their usernames.")
    def articles(
        self,
        info: Info,
        tag: str | None = None,
        author: str | None = None,
        favorited_by: str | None = None,
        first: First = USUAL,
        after: After = None,
    ) -> Connection[Article]:
        part, reads = Part(first, after), info.context
        with reads.reading():
            if not names_something(tag, author, favorited_by):
                return connect([], part, partial(article_node, Group(reads, [])), place_of, int)
            return _listed(reads, queries.that_fit(tag=tag, author=author, favorited=favorited_by), part)

    @strawberry.field(description="However the name is written.")
    def profile(self, info: Info, username: str) -> Profile | None:
        with info.context.reading():
            found = queries.author_named(username, info.context.viewer_id) if names_something(username) else None
        return people_of(info.context, [found.profile])[0] if found else None

    @strawberry.field(description="Those used most, then those used last.")
    def tags(self, info: Info, first: First = MOST) -> list[Tag]:
        with info.context.reading():
            return tags_called(info.context, queries.all_tags()[: Part(first, None).n])

    @strawberry.field(description="Nobody without a token.")
    def viewer(self, info: Info) -> Viewer | None:
        reads = info.context
        return Viewer(user=reads.viewer, reads=reads) if reads.viewer else None


def _listed(reads: Reads, articles: queries.Articles, part: Part) -> Connection[Article]:
    found, more = articles.after(part.place, part.n, reads.viewer_id)
    node_of = partial(article_node, Group(reads, found))
    return connect(found, part, node_of, place_of, lambda: articles.total, has_more=more is not None)
