"""Posting a comment, deleting it, bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import AuthenticatedHttpRequest, login_required
from blog import commands, queries
from blog.domain.comment import COMMENT, DeleteComment, UndeleteComment
from blog.forms import CommentForm
from blog.models import Article
from blog.views.answers import button, htmx
from blog.views.article import article_page
from es_core.errors import CommandReused, Rejected
from es_core.execute import Executed, execute


@require_POST
@login_required
def comment(request: AuthenticatedHttpRequest, article_id: UUID) -> HttpResponse:
    article = _article(request, article_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            executed = commands.add_comment(article_id, author_id=request.user.id, body=form.cleaned_data["body"])
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return _added(request, article, executed)
    if htmx(request):
        return _part(request, article, form)
    return article_page(request, article, form)


@require_POST
@login_required
@button
def delete_comment(request: AuthenticatedHttpRequest, comment_id: UUID) -> HttpResponse:
    execute(COMMENT, DeleteComment(comment_id=comment_id, deleter_id=request.user.id))
    messages.success(request, "Comment deleted.", extra_tags=f"undo-comment {comment_id}")
    return _comments(request, comment_id)


@require_POST
@login_required
@button
def undelete_comment(request: AuthenticatedHttpRequest, comment_id: UUID) -> HttpResponse:
    execute(COMMENT, UndeleteComment(comment_id=comment_id, undeleter_id=request.user.id))
    return _comments(request, comment_id)


def _added(request: AuthenticatedHttpRequest, article: Article, executed: Executed) -> HttpResponse:
    """An empty form and the new list; without htmx, the page at the new comment."""
    if htmx(request):
        return _part(request, article, CommentForm())
    number = executed.events[0].event.number
    return redirect(f"{reverse('article', args=[article.slug])}#comment-{number}")


def _part(request: AuthenticatedHttpRequest, article: Article, form: CommentForm) -> HttpResponse:
    context = {"article": article, "comment_form": form}
    return render(request, "blog/_comment_form.html", context, status=422 if form.errors else 200)


def _comments(request: AuthenticatedHttpRequest, comment_id: UUID) -> HttpResponse:
    comment = queries.own_comment(comment_id, request.user.id)
    article = queries.article_on_page(comment.article_id, request.user.id) if comment else None
    if article is None:  # it was deleted meanwhile; the comment was not, and its author was free to do this
        return redirect("home")
    if not htmx(request):
        return redirect(f"{reverse('article', args=[article.slug])}#comments-heading")
    return render(request, "blog/_comments.html", {"article": article})


def _article(request: AuthenticatedHttpRequest, article_id: UUID) -> Article:
    article = queries.article_on_page(article_id, request.user.id)
    if article is None:
        raise Http404("no such article")
    return article
