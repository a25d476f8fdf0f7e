"""The article's page, and the buttons that delete it and bring it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.way_back import take_unsent
from blog import queries
from blog.domain.article import ARTICLE, DeleteArticle, UndeleteArticle
from blog.forms import CommentForm
from blog.live import article_page as live_page
from blog.models import Article
from blog.queries.readers import OTHERS
from blog.views.answers import button
from blog.views.readers import variant_of
from es_core.context import now
from es_core.execute import execute
from es_core.live.kept import kept_for_strangers


@require_safe
@kept_for_strangers(live_page, number="before")
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.article_at(slug, request.user.pk)
    if found is None:
        return _article_for_few(request, slug)
    if found.slug != slug:
        return _moved(found)
    unsent = take_unsent(request, reverse("comment", args=[found.id])) if request.user.is_authenticated else None
    return article_page(request, found, CommentForm(initial=unsent.dict() if unsent else None))


def _article_for_few(request: HttpRequest, slug: str) -> HttpResponse:
    """One that waits for its time, for its author alone; one that is hidden, for its author and moderators. To others
    there is no such article."""
    reader = request.user if request.user.is_authenticated else None
    found = queries.waiting_article_at(slug, reader.pk) if reader else None
    if found is None and reader:
        may = reader.is_staff and reader.has_perm("blog.moderate")
        found = queries.hidden_article_at(slug, reader.pk, is_moderator=may)
    if found is None:
        raise Http404("no article has this address")
    if found.slug != slug:
        return redirect("article", found.slug)
    template = "blog/waiting_article.html" if found.waits else "blog/hidden_article.html"
    return render(request, template, {"article": found})


def article_page(request: HttpRequest, article: Article, form: CommentForm) -> HttpResponse:
    before = queries.page_number(request.GET["before"]) if "before" in request.GET else None
    known = {"article": article, "others": OTHERS}
    context = {
        "article": article,
        "variant": variant_of(request, article),
        "known": known | {"place": ""},
        "known_below": known | {"place": "-bottom"},
        "comment_form": form,
        "before": before,
    }
    return render(request, "blog/article.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
@button
def delete_article(request: AuthenticatedHttpRequest, article_id: UUID) -> HttpResponse:
    execute(ARTICLE, DeleteArticle(article_id=article_id, deleter_id=request.user.id, deleted_at=now()))
    messages.success(request, "Article deleted.", extra_tags=f"undo-article {article_id}")
    return redirect("home")


@require_POST
@login_required
@button
def undelete_article(request: AuthenticatedHttpRequest, article_id: UUID) -> HttpResponse:
    execute(ARTICLE, UndeleteArticle(article_id=article_id, undeleter_id=request.user.id))
    return redirect("article", queries.own_slug(article_id, request.user.id))


def _moved(article: Article) -> HttpResponse:
    """For good, but browsers must ask again: going back to an old title takes its address back."""
    response = redirect("article", article.slug, permanent=True)
    response["Cache-Control"] = "no-cache"
    return response
