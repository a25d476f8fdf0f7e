"""The read model as GraphQL shows it. Each node knows the group it came with, and reads the rest through that."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

import strawberry
from graphql import GraphQLError

from accounts import models as people
from blog import models
from blog.graphql import lists, loads
from blog.graphql.connections import USUAL, After, Connection, First, Part
from blog.graphql.reads import Group, Reads
from blog.queries import Author


@strawberry.type(description="A subject that articles have.")
class Tag:
    name: str
    group: strawberry.Private[Group[str]]

    @strawberry.field
    def articles_count(self) -> int:
        return self.group.read(loads.counts_of_tags).get(self.name, 0)

    @strawberry.field(description="The newest first.")
    def articles(self, first: First = USUAL, after: After = None) -> "Connection[Article]":
        return self.group.read(lists.articles_with_tags, Part(first, after), article_node)[self.name]


@strawberry.type(description="A person as readers meet them.")
class Profile:
    id: strawberry.ID
    username: str
    bio: str | None
    image: str | None
    row: strawberry.Private[people.Profile]
    group: strawberry.Private[Group[people.Profile]]

    @strawberry.field(description="Whether who asks follows this person.")
    def following(self) -> bool:
        return self._author.is_following

    @strawberry.field
    def followers_count(self) -> int:
        return self._author.followers_count

    @strawberry.field(description="Written by this person, the newest first.")
    def articles(self, first: First = USUAL, after: After = None) -> "Connection[Article]":
        return self.group.read(lists.articles_of_authors, Part(first, after), article_node)[self.row.pk]

    @strawberry.field(description="What this person marked, the newest mark first.")
    def favorites(self, first: First = USUAL, after: After = None) -> "Connection[Article]":
        return self.group.read(lists.favorites_of, Part(first, after), article_node)[self.row.pk]

    @property
    def _author(self) -> Author:
        found = self.group.read(loads.authors)
        if self.row.pk not in found:
            raise GraphQLError("this person is not there any more")
        return found[self.row.pk]


@strawberry.type
class Comment:
    id: strawberry.ID
    body: str
    created_at: datetime
    row: strawberry.Private[models.Comment]
    group: strawberry.Private[Group[models.Comment]]

    @strawberry.field
    def author(self) -> Profile:
        return self.group.read(_profiles_of)[self.row.author_id]


@strawberry.type
class Article:
    id: strawberry.ID
    slug: str
    title: str
    description: str
    created_at: datetime
    updated_at: datetime
    favorites_count: int
    favorited: bool = strawberry.field(description="Whether who asks marked it.")
    row: strawberry.Private[models.Article]
    group: strawberry.Private[Group[models.Article]]

    @strawberry.field(description="Markdown.")
    def body(self) -> str:
        return self.group.read(loads.bodies).get(self.row.id, "")

    @strawberry.field
    def tags(self) -> list[Tag]:
        tags = self.group.read(_tags_of)
        return [tags[each] for each in self.row.tags]

    @strawberry.field
    def author(self) -> Profile:
        return self.group.read(_profiles_of)[self.row.author_id]

    @strawberry.field(description="The newest first.")
    def comments(self, first: First = USUAL, after: After = None) -> Connection[Comment]:
        return self.group.read(lists.comments_of, Part(first, after), comment_node)[self.row.id]


Articles: TypeAlias = Group[models.Article]
People: TypeAlias = Group[people.Profile]


Written: TypeAlias = Group[models.Article] | Group[models.Comment]


def articles_of(reads: Reads, rows: Sequence[models.Article]) -> list[Article]:
    group = Group(reads, rows)
    return [article_node(group, each) for each in rows]


def people_of(reads: Reads, rows: Sequence[people.Profile]) -> list[Profile]:
    group = Group(reads, rows)
    return [profile_node(group, each) for each in rows]


def comments_of(reads: Reads, rows: Sequence[models.Comment]) -> list[Comment]:
    group = Group(reads, rows)
    return [comment_node(group, each) for each in rows]


def tags_called(reads: Reads, names: Sequence[str]) -> list[Tag]:
    group = Group(reads, names)
    return [Tag(name=each, group=group) for each in names]


def article_node(group: Articles, row: models.Article) -> Article:
    return Article(
        id=strawberry.ID(str(row.id)),
        slug=row.slug,
        title=row.title,
        description=row.description,
        created_at=row.published_at,
        updated_at=row.edited_at or row.published_at,
        favorites_count=row.favorites_count,
        favorited=row.is_favorite,
        row=row,
        group=group,
    )


def profile_node(group: People, row: people.Profile) -> Profile:
    return Profile(
        id=strawberry.ID(str(row.pk)), username=row.username, bio=row.bio, image=row.image, row=row, group=group
    )


def comment_node(group: Group[models.Comment], row: models.Comment) -> Comment:
    return Comment(id=strawberry.ID(str(row.number)), body=row.body, created_at=row.added_at, row=row, group=group)


def _profiles_of(group: Written) -> dict[UUID, Profile]:
    rows = {each.author_id: each.author for each in group.rows}
    return dict(zip(rows, people_of(group.reads, list(rows.values())), strict=True))


def _tags_of(group: Articles) -> dict[str, Tag]:
    names = list(dict.fromkeys(name for each in group.rows for name in each.tags))
    return dict(zip(names, tags_called(group.reads, names), strict=True))
