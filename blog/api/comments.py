"""Comments of an article; in addresses they go by their number."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from accounts.api_access import MaybeToken, Token
from accounts.decorators import AuthenticatedHttpRequest
from blog import commands, queries
from blog.api import found, shown
from blog.api.schemas import AddComment, CommentAnswer, CommentsAnswer, Errors
from blog.domain.comment import COMMENT, DeleteComment
from es_core.execute import execute

comments = Router(tags=["Comments"])


@comments.get(
    "/articles/{word:slug}/comments", auth=MaybeToken(), response={200: CommentsAnswer, 401: Errors, 404: Errors}
)
def list_comments(request: HttpRequest, slug: str) -> dict[str, Any]:
    """All of them, the newest first."""
    comments_shown = queries.comments_for(found.article_id(slug), request.user.pk)
    return {"comments": [shown.comment(each) for each in comments_shown]}


@comments.post(
    "/articles/{word:slug}/comments", auth=Token(), response={201: CommentAnswer, 401: Errors, 404: Errors, 422: Errors}
)
def add_comment(request: AuthenticatedHttpRequest, slug: str, payload: AddComment) -> Status[dict[str, Any]]:
    article_id = found.article_id(slug)
    executed = commands.add_comment(article_id, author_id=request.user.pk, body=payload.comment.body or "")
    number = executed.events[0].event.number
    for each in queries.comments_for(article_id, request.user.pk, number=number):
        return Status(201, {"comment": shown.comment(each)})
    raise found.NotFound("comment")  # it came again, and the comment of the first time is deleted by now


@comments.delete(
    "/articles/{word:slug}/comments/{word:number}",
    auth=Token(),
    response={204: None, 401: Errors, 403: Errors, 404: Errors},
)
def delete_comment(request: AuthenticatedHttpRequest, slug: str, number: str) -> Status[None]:
    comment = found.comment(request, slug, number)
    execute(COMMENT, DeleteComment(comment_id=comment.id, deleter_id=request.user.pk))
    return Status(204, None)
