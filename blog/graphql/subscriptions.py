"""What may be followed. Each field is read like a query, when something happened that may have changed it; it is sent
when it is another than the last. It says what it depends on before it reads, so nothing falls between."""

import strawberry

from blog import queries
from blog.graphql import lists
from blog.graphql.connections import USUAL, Connection, First, Part
from blog.graphql.nodes import Article, Comment, articles_of, comment_node
from blog.graphql.reads import Group, Info, Reads
from blog.graphql.wakes import tag_watched
from blog.graphql.words import names_something
from blog.models import Article as Row


@strawberry.type
class Subscription:
    @strawberry.field(
        description="When its texts, tags, favorites or author change; null once it is gone. Nested lists wake nobody."
    )
    def article_changed(self, info: Info, slug: str) -> Article | None:
        row = _watched(info.context, "graphql-article", slug)
        return articles_of(info.context, [row])[0] if row else None

    @strawberry.field(description="The newest comments, whenever they change; null once the article is gone.")
    def comments_of(self, info: Info, slug: str, first: First = USUAL) -> Connection[Comment] | None:
        row = _watched(info.context, "graphql-comments", slug, before="")
        if row is None:
            return None
        return Group(info.context, [row]).read(lists.comments_of, Part(first, None), comment_node)[row.id]

    @strawberry.field(description="The newest articles, of a tag or of all, whenever one appears, changes or goes.")
    def new_articles(self, info: Info, tag: str | None = None, first: First = USUAL) -> list[Article]:
        reads, part = info.context, Part(first, None)
        if not names_something(tag):
            return []
        with reads.reading():
            reads.watch("graphql-articles", tag=tag_watched(tag))
            found, _ = queries.that_fit(tag=tag).after(None, part.n, reads.viewer_id)
        return articles_of(reads, found)


def _watched(reads: Reads, query: str, slug: str, **arguments: str) -> Row | None:
    """It is looked for by its address, which a change of the title changes, and watched by its id."""
    if not names_something(slug):
        return None
    with reads.reading():
        found = queries.id_at(slug)
        if found is None:
            return None
        reads.watch(query, article_id=found, **arguments)
        return queries.article_on_page(found, reads.viewer_id)
