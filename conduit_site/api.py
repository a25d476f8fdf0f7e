"""The REST API under /api: what the apps offer, and one place where refusals become the contract's errors."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from accounts.api import Invalid, users
from accounts.api_access import BadKey, NotAllowed, OutOfScope, idempotent
from accounts.api_etag import Outdated, conditional
from accounts.domain.session import Suspended
from blog.api import articles, comments, feed, profiles, tags
from blog.api.found import NotFound, all_named
from blog.domain.refusals import NotTheAuthor, NotThere
from conduit_site.api_document import DocumentedAPI
from conduit_site.api_errors import answer
from es_core.errors import CommandReused, Conflict, Rejected, Taken

api = DocumentedAPI(
    title="Conduit",
    version="1.0.0",
    description="Articles, comments, favorites, follows and accounts, by the RealWorld contract. Writes take an"
    " `Idempotency-Key`: the same one twice is carried out once. Sign in, then send `Authorization: Token ...`.",
    urls_namespace="api",
)
api.add_decorator(idempotent)
api.add_decorator(conditional, mode="view")
for each in (users, profiles, articles, comments, tags, feed):
    api.add_router("", each)

TAKEN = "has already been taken"
REUSED = "was used for something else before"


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return answer(401, token=[error.reason])


@api.exception_handler(OutOfScope)
def out_of_scope(request: HttpRequest, error: OutOfScope) -> HttpResponse:
    return _if_all_is_there(request, answer(403, token=[str(error)]))


@api.exception_handler(NotFound)
def not_found(request: HttpRequest, error: NotFound) -> HttpResponse:
    return answer(404, **{error.what: ["not found"]})


@api.exception_handler(Outdated)
def outdated(request: HttpRequest, error: Outdated) -> HttpResponse:
    return answer(412, **{error.what: ["has changed since you saw it"]})


@api.exception_handler(BadKey)
def bad_key(request: HttpRequest, error: BadKey) -> HttpResponse:
    return answer(422, **{"Idempotency-Key": [str(error)]})


@api.exception_handler(CommandReused)
def reused(request: HttpRequest, error: CommandReused) -> HttpResponse:
    return answer(422, **{"Idempotency-Key": [REUSED]})


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    return answer(409, conflict=["somebody else changed this at the same time; try again"])


@api.exception_handler(Rejected)
def rejected(request: HttpRequest, error: Rejected) -> HttpResponse:
    match error:
        case NotTheAuthor():
            return answer(403, **{_subject(request): ["forbidden"]})
        case NotThere():
            return answer(404, **{_subject(request): ["not found"]})
        case Taken():
            return answer(409, **{error.field or "body": [error.message]})
        case Suspended():
            return answer(403, credentials=[error.message])
        case Rejected(field="credentials"):
            return answer(401, credentials=["invalid"])
    return answer(422, **{error.field or "body": [error.message]})


@api.exception_handler(Invalid)
def invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    return answer(422, **{name.strip("_"): reasons for name, reasons in error.errors.items()})


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Of Ninja itself: a body that is no JSON is a 400 to it, and invalid to the contract."""
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return _if_all_is_there(request, answer(422, body=["is not JSON"]))
    return answer(error.status_code, credentials=[str(error)])


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Each under the innermost name that it stands by."""
    errors: dict[str, list[str]] = {}
    for each in error.errors:
        names = [name for name in each["loc"] if isinstance(name, str) and name not in ("body", "payload", "query")]
        errors.setdefault(names[-1] if names else "body", []).append(_reason(each))
    return _if_all_is_there(request, answer(422, **errors))


def _if_all_is_there(request: HttpRequest, refusal: HttpResponse) -> HttpResponse:
    """What the operation itself would have told first, had it begun: 404 comes before whatever else is wrong."""
    try:
        all_named(request, request.resolver_match.kwargs if request.resolver_match else {})
    except NotFound as missing:
        return not_found(request, missing)
    return refusal


def _reason(error: Mapping[str, Any]) -> str:
    said = str(error["msg"]).partition(",")[0].replace("Input should be", "must be")
    return "can't be blank" if error["type"] == "missing" else said[:1].lower() + said[1:]


def _subject(request: HttpRequest) -> str:
    return "comment" if "/comments/" in request.path_info else "article"
