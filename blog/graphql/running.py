"""Running one operation, and what of its errors is told."""

from dataclasses import dataclass
from typing import Any

from django.db import Error
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from blog.graphql.reads import Reads
from blog.graphql.schema import is_ours, schema

BROKEN = "something broke on our side"

READING = frozenset({OperationType.QUERY})
ANYTHING = READING | {OperationType.MUTATION}
FOLLOWING = READING | {OperationType.SUBSCRIPTION}


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation as the client sends it."""

    query: str
    variables: dict[str, Any]
    operation_name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`is_refused`: nothing was executed, and there is no data, not even null."""

    body: dict[str, Any]
    is_refused: bool = False


class OtherMethod(Exception):
    """An operation of a kind that does not come this way."""


def run(asked: Asked, reads: Reads, kinds: frozenset[OperationType]) -> Answer:
    """Raises OtherMethod; and what the database raises when it can't be asked at all."""
    try:
        result = schema.execute_sync(
            asked.query,
            variable_values=asked.variables,
            context_value=reads,
            operation_name=asked.operation_name,
            allowed_operation_types=kinds,
        )
    except (MissingQueryError, CannotGetOperationTypeError):
        return refused("there is no such operation in the query")
    except InvalidOperationTypeError as error:
        raise OtherMethod(error.operation_type.value) from None
    errors = result.errors or []
    _raise_if_unavailable(errors, reads)
    told = {"errors": [_told(each) for each in errors]} if errors else {}
    if result.data is None and all(each.path is None for each in errors):
        return Answer(told, is_refused=True)
    return Answer({"data": result.data} | told)


def refused(message: str, **extensions: str) -> Answer:
    error = {"message": message} | ({"extensions": extensions} if extensions else {})
    return Answer({"errors": [error]}, is_refused=True)


def _raise_if_unavailable(errors: list[GraphQLError], reads: Reads) -> None:
    """The site has an answer to that of its own."""
    for each in errors:
        if isinstance(each.original_error, Error) and not reads.took_too_long:
            raise each.original_error


def _told(error: GraphQLError) -> dict[str, Any]:
    told = dict(error.formatted)
    if is_ours(error):
        told["message"] = BROKEN
    return told
