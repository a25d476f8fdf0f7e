"""Reporting an article or a comment to the moderators."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.way_back import take_unsent
from blog import moderation, queries
from blog.forms import ReportForm
from blog.models import Article, Comment
from es_core.errors import CommandReused, Rejected

THANKS = "Thank you. The moderators will look at it."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_article(request: AuthenticatedHttpRequest, article_id: UUID) -> HttpResponse:
    article = queries.article_on_page(article_id, request.user.id)
    if article is None:
        raise Http404("no such article")
    return _report(request, article, reverse("article", args=[article.slug]), article=article)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report_comment(request: AuthenticatedHttpRequest, comment_id: UUID) -> HttpResponse:
    comment = queries.comment_on_page(comment_id)
    if comment is None:
        raise Http404("no such comment")
    back = f"{reverse('article', args=[comment.article.slug])}#comment-{comment.number}"
    return _report(request, comment, back, article=comment.article, comment=comment)


def _report(request: AuthenticatedHttpRequest, found: Article | Comment, back: str, **context: Any) -> HttpResponse:
    if found.author_id == request.user.id:
        raise PermissionDenied("this is your own")
    form = _form(request)
    if form.is_valid():
        try:
            moderation.report(found, reporter_id=request.user.id, **form.cleaned_data)
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            messages.success(request, THANKS)
            return redirect(back)
    context |= {"form": form, "back": back, "kind": "comment" if "comment" in context else "article", "thing": found}
    return render(request, "blog/report.html", context, status=422 if form.errors else 200)


def _form(request: AuthenticatedHttpRequest) -> ReportForm:
    """As it was filled in, when the session ran out before it was sent."""
    if request.method == "POST":
        return ReportForm(request.POST)
    unsent = take_unsent(request)
    return ReportForm(initial=unsent.dict() if unsent else None)
