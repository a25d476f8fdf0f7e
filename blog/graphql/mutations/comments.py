"""Comments under an article."""

import strawberry

from accounts.decorators import AuthenticatedHttpRequest
from blog import commands, queries
from blog.api.found import NotFound
from blog.domain.comment import COMMENT, DeleteComment
from blog.graphql.mutations.articles import DeletePayload
from blog.graphql.mutations.carrying_out import CommandId, carry_out
from blog.graphql.mutations.found import found_article, found_comment
from blog.graphql.mutations.refusals import Refusal
from blog.graphql.nodes import Comment, comments_of
from blog.graphql.reads import Info
from blog.models import Comment as Row
from es_core.execute import execute


@strawberry.type
class CommentPayload:
    comment: Comment | None
    errors: list[Refusal]


@strawberry.type
class CommentMutations:
    @strawberry.mutation
    def add_comment(self, info: Info, slug: str, body: str, command_id: CommandId = None) -> CommentPayload:
        def act(request: AuthenticatedHttpRequest) -> Row:
            article = found_article(request, slug)
            executed = commands.add_comment(article.id, author_id=request.user.pk, body=body)
            number = executed.events[0].event.number
            for each in queries.comments_for(article.id, request.user.pk, number=number):
                return each
            raise NotFound("comment")  # it came again, and the comment of the first time is deleted by now

        row, errors = carry_out(info, command_id, "comment", act)
        return CommentPayload(comment=comments_of(info.context, [row])[0] if row else None, errors=errors)

    @strawberry.mutation
    def delete_comment(
        self,
        info: Info,
        slug: str,
        id: strawberry.ID,  # noqa: A002 - GraphQL's word
        command_id: CommandId = None,
    ) -> DeletePayload:
        def act(request: AuthenticatedHttpRequest) -> strawberry.ID:
            comment = found_comment(request, slug, id)
            execute(COMMENT, DeleteComment(comment_id=comment.id, deleter_id=request.user.pk))
            return strawberry.ID(str(comment.number))

        deleted, errors = carry_out(info, command_id, "comment", act)
        return DeletePayload(deleted_id=deleted, errors=errors)
