"""What a request asks, or why that can't be told: GraphQL over HTTP, with JSON, an address or a form."""

import json
from typing import Any

from django.http import HttpRequest

from blog.graphql.running import Asked

NO_SUCH_METHOD = 405
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Malformed(Exception):
    """`status` is the answer's."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


def asked_by(request: HttpRequest) -> Asked:
    """Raises Malformed."""
    if request.method == "GET":
        return _asked(_from_fields(request.GET.dict()))
    if request.method != "POST":
        raise Malformed("GraphQL is asked by GET or POST", NO_SUCH_METHOD)
    if request.content_type == FORM:
        return _asked(_from_fields(request.POST.dict()))
    if request.content_type != JSON:
        raise Malformed(f"the body must be {JSON}", 415)
    return _asked(_json(request.body, "the body"))


def _from_fields(fields: dict[str, Any]) -> dict[str, Any]:
    variables = fields.get("variables", "").strip()
    return fields | {"variables": _json(variables, "variables") if variables else None}


def _json(text: str | bytes, what: str) -> Any:
    """Strict: no NaN, no half of a pair of surrogates, which nothing behind this could write down."""
    try:
        found = json.loads(text, parse_constant=_refuse)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed(f"{what} must be JSON") from None
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _asked(sent: Any) -> Asked:
    if isinstance(sent, list):
        raise Malformed("one operation at a time: batches are not taken")
    if not isinstance(sent, dict):
        raise Malformed("the body must be an object with a query")
    query, variables, name = sent.get("query"), sent.get("variables"), sent.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Malformed("query must be a text with an operation")
    if not isinstance(variables, dict | None):
        raise Malformed("variables must be an object")
    if not isinstance(name, str | None):
        raise Malformed("operationName must be a text")
    return Asked(query, variables or {}, name or None)
