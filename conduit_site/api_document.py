"""The OpenAPI document, with what holds for every operation and is said at none: keys, tags of answers, refusals."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

ERRORS = {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}}
TEXT = {"schema": {"type": "string"}}
RETRY_AFTER = {"Retry-After": TEXT | {"description": "Seconds."}}
WRITES = ("post", "put", "delete")
OF_WRITES = {
    403: "The token may not do this",
    409: "Somebody else changed it at the same time",
    413: "Too large a body",
    422: "Not what is asked for",
}
OF_ALL = {401: "The token is no good", 503: "Too much to do, or no database: come back later"}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Your own: the same once more, with the same body, is carried out once.",
}
SEEN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the answer that you have.",
}


class DocumentedAPI(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        for operations in document["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation)
        return document


def _complete(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    for status, description in (OF_ALL | OF_WRITES if method in WRITES else OF_ALL).items():
        responses.setdefault(status, {"description": description, "content": ERRORS})
    responses[503]["headers"] = RETRY_AFTER
    if method in WRITES:
        operation["parameters"].append(KEY)
    elif "x-not-kept" not in operation:
        operation["parameters"].append(SEEN)
        responses[200]["headers"] = {"ETag": TEXT}
        responses[304] = {"description": "You have it"}
    if any("MaybeToken" in each for each in operation.get("security", ())):
        operation["security"].append({})
