"""Lists that each of a group has, all read at once. The nodes are made by whoever asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from accounts import models as people
from blog import models
from blog.graphql import loads
from blog.graphql.connections import Connection, Part, connect, cursor, place_of
from blog.graphql.reads import Group
from blog.queries import walks

Node = TypeVar("Node")
Owner = TypeVar("Owner")
Row = TypeVar("Row")

ArticleNode = Callable[[Group[models.Article], models.Article], Node]
CommentNode = Callable[[Group[models.Comment], models.Comment], Node]


def articles_with_tags(group: Group[str], part: Part, node: ArticleNode[Node]) -> dict[str, Connection[Node]]:
    found = walks.articles_with_each(group.rows, part.place, part.n + 1, group.reads.viewer_id)
    among = Group(group.reads, _all(found))
    return _of_each(group, group.rows, found, part, partial(node, among), place_of, loads.counts_of_tags)


def articles_of_authors(
    group: Group[people.Profile], part: Part, node: ArticleNode[Node]
) -> dict[UUID, Connection[Node]]:
    owners = [each.pk for each in group.rows]
    found = walks.articles_of_each(owners, part.place, part.n + 1, group.reads.viewer_id)
    among = Group(group.reads, _all(found))
    return _of_each(group, owners, found, part, partial(node, among), place_of, loads.counts_of_authors)


def favorites_of(group: Group[people.Profile], part: Part, node: ArticleNode[Node]) -> dict[UUID, Connection[Node]]:
    owners = [each.pk for each in group.rows]
    found = walks.favorites_of_each(owners, part.number, part.n + 1, group.reads.viewer_id)
    among = Group(group.reads, [each.article for each in _all(found)])

    def node_of(mark: walks.Mark) -> Node:
        return node(among, mark.article)

    def place(mark: walks.Mark) -> str:
        return cursor(mark.position)

    return _of_each(group, owners, found, part, node_of, place, loads.counts_of_favorites)


def comments_of(group: Group[models.Article], part: Part, node: CommentNode[Node]) -> dict[UUID, Connection[Node]]:
    owners = [each.id for each in group.rows]
    found = walks.comments_of_each(owners, part.number, part.n + 1, group.reads.viewer_id)
    among = Group(group.reads, _all(found))

    def place(comment: models.Comment) -> str:
        return cursor(comment.number)

    return _of_each(group, owners, found, part, partial(node, among), place, loads.counts_of_comments)


def _of_each(
    group: Group[Any],
    owners: Iterable[Owner],
    found: Mapping[Owner, Sequence[Row]],
    part: Part,
    node_of: Callable[[Row], Node],
    cursor_of: Callable[[Row], str],
    counts: Callable[[Group[Any]], Mapping[Owner, int]],
) -> dict[Owner, Connection[Node]]:
    """`counts` is read when somebody asks for one of them."""
    return {
        owner: connect(found.get(owner, []), part, node_of, cursor_of, partial(_count, group, counts, owner))
        for owner in owners
    }


def _count(group: Group[Any], counts: Callable[[Group[Any]], Mapping[Owner, int]], owner: Owner) -> int:
    return group.read(counts).get(owner, 0)


def _all(found: Mapping[Any, Sequence[Row]]) -> list[Row]:
    return [each for rows in found.values() for each in rows]
