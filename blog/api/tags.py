"""All tags that articles have."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from accounts.api_access import MaybeToken
from blog import queries
from blog.api.schemas import Errors, TagsAnswer

tags = Router(tags=["Tags"])


@tags.get("/tags", auth=MaybeToken(), response={200: TagsAnswer, 401: Errors})
def list_tags(request: HttpRequest) -> dict[str, Any]:
    """Those used most, then those used last."""
    return {"tags": queries.all_tags()}
