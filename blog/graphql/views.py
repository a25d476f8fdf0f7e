"""/graphql over HTTP: JSON for programs, a page to try things on for browsers, whose session counts for nothing."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import HttpHeaders
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from accounts.api_access import SCHEME, NotAllowed, OutOfScope, caller
from accounts.models import User
from blog.graphql.asked import FORM, JSON, NO_SUCH_METHOD, Malformed, asked_by
from blog.graphql.reads import Reads
from blog.graphql.running import ANYTHING, READING, Answer, OtherMethod, refused, run
from blog.graphql.schema import schema_text

RESPONSE, PAGE = "application/graphql-response+json", "text/html"
METHODS = "GET, POST"
TOKEN = "token-password"  # noqa: S105 - a field whose name keeps it from being shown when a form comes back
FIRST_QUERY = """{
  articles(first: 3) {
    nodes { title favoritesCount author { username } }
  }
}"""


@csrf_exempt
@never_cache
def graphql(request: HttpRequest) -> HttpResponse:
    """A form comes from our own page or not at all; whatever else writes brings a token."""
    if request.method == "POST" and request.content_type == FORM:
        return form_sent(request)
    if request.method == "GET" and request.get_preferred_type([JSON, RESPONSE, PAGE]) == PAGE:
        given = {"query": FIRST_QUERY} | request.GET.dict()
        return explorer(request, query=given["query"], variables=given.get("variables", ""))
    return _response(request, *answered(request))


@csrf_protect
def form_sent(request: HttpRequest) -> HttpResponse:
    """Of a browser without JavaScript. The bar on top is the session's, the result is the token's."""
    visitor, token = request.user, request.POST.get(TOKEN, "").strip()
    request.META["HTTP_AUTHORIZATION"] = f"{SCHEME}{token}" if token else ""
    request.__dict__["headers"] = HttpHeaders(request.META)
    status, answer = answered(request)
    request.user = visitor
    shown = {name: request.POST.get(name, "") for name in ("query", "variables")}
    return explorer(request, status, result=json.dumps(answer.body, indent=2, ensure_ascii=False), **shown)


def explorer(request: HttpRequest, status: int = 200, **shown: str) -> HttpResponse:
    return render(request, "blog/graphql.html", {"schema": schema_text(), **shown}, status=status)


def answered(request: HttpRequest) -> tuple[int, Answer]:
    """The status where GraphQL does not say itself what is wrong, and what is told."""
    try:
        asked, holder = asked_by(request), caller(request)
        reads = Reads(viewer=holder if isinstance(holder, User) else None, request=request)
        return 200, run(asked, reads, READING if request.method == "GET" else ANYTHING)
    except Malformed as error:
        return error.status, refused(str(error))
    except NotAllowed as error:
        return 401, refused(f"the token {error.reason}")
    except OutOfScope as error:
        return 403, refused(f"the token {error}")
    except OtherMethod as error:
        return NO_SUCH_METHOD, refused(f"a {error} does not come by {request.method}")


def _response(request: HttpRequest, status: int, answer: Answer) -> HttpResponse:
    """By GraphQL over HTTP: who asks for its own media type hears of refused queries by the status, too."""
    kind = request.get_preferred_type([JSON, RESPONSE])
    if kind == RESPONSE and status == 200 and answer.is_refused:
        status = 400
    response = JsonResponse(answer.body, status=status, content_type=f"{kind or JSON}; charset=utf-8")
    if status == NO_SUCH_METHOD:
        response.headers["Allow"] = METHODS
    return response
