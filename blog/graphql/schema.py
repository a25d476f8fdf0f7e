"""The schema, and its text as docs/schema.graphql has it: `./manage.py graphql_schema > docs/schema.graphql`."""

import logging

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from blog.graphql.limits import Bounded
from blog.graphql.mutations import Mutation
from blog.graphql.queries import Query
from blog.graphql.subscriptions import Subscription

logger = logging.getLogger(__name__)


class Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Only what is our fault is worth a line."""
        for error in errors:
            if is_ours(error):
                logger.error("GraphQL, %s", error.path, exc_info=error.original_error)


def is_ours(error: GraphQLError) -> bool:
    """Nothing that the caller could mend."""
    return not isinstance(error.original_error, GraphQLError | None)


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    extensions=[Bounded],
    config=StrawberryConfig(disable_field_suggestions=False),
)


def schema_text() -> str:
    return schema.as_str().rstrip() + "\n"
