"""What is asked of one of a group, read for the whole group."""

from uuid import UUID

from accounts import models as people
from blog import models, queries
from blog.graphql.reads import Group
from blog.queries import Author, many


def bodies(group: Group[models.Article]) -> dict[UUID, str]:
    """Those of lists were left out when they were read."""
    if any("body" in each.get_deferred_fields() for each in group.rows):
        return many.bodies_of({each.id for each in group.rows})
    return {each.id: each.body for each in group.rows}


def authors(group: Group[people.Profile]) -> dict[UUID, Author]:
    return queries.authors_with_ids({each.pk for each in group.rows}, group.reads.viewer_id)


def counts_of_tags(group: Group[str]) -> dict[str, int]:
    return many.counts_of_tags(group.rows)


def counts_of_authors(group: Group[people.Profile]) -> dict[UUID, int]:
    return many.counts_of_authors({each.pk for each in group.rows})


def counts_of_favorites(group: Group[people.Profile]) -> dict[UUID, int]:
    return many.counts_of_favorites({each.pk for each in group.rows})


def counts_of_comments(group: Group[models.Article]) -> dict[UUID, int]:
    return many.counts_of_comments({each.id for each in group.rows})
