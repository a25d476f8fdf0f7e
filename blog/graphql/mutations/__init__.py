"""What may be done: each is a command, and answers with what came of it, or with why not."""

import strawberry

from blog.graphql.mutations.accounts import AccountMutations
from blog.graphql.mutations.articles import ArticleMutations
from blog.graphql.mutations.comments import CommentMutations
from blog.graphql.mutations.people import PeopleMutations


@strawberry.type
class Mutation(AccountMutations, ArticleMutations, CommentMutations, PeopleMutations):
    pass
