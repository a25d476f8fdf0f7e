"""The follow button: on a profile and twice on an article's page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.decorators import AuthenticatedHttpRequest, login_required
from blog import queries
from blog.domain.follow import FOLLOW, FollowAuthor, UnfollowAuthor
from blog.views.answers import back, button, htmx
from es_core.execute import execute


@require_POST
@login_required
@button
def follow(request: AuthenticatedHttpRequest, author_id: UUID) -> HttpResponse:
    """`wanted` says on or off, so that a button on an old page never does the opposite of its words."""
    _author(author_id, request.user.id)
    command = UnfollowAuthor if request.POST.get("wanted") == "off" else FollowAuthor
    execute(FOLLOW, command(follower_id=request.user.id, author_id=author_id))
    if not htmx(request):
        return back(request)
    author = _author(author_id, request.user.id)
    context = {
        "author": author.profile,
        "is_following": author.is_following,
        "is_member": True,
        "followers_count": author.followers_count,
    }
    return render(request, "blog/_follow_button.html", context)


def _author(author_id: UUID, reader_id: UUID) -> queries.Author:
    author = queries.author_with_id(author_id, reader_id)
    if author is None:
        raise Http404("no such author")
    return author
