"""The heart: on a preview and twice on the article's page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.decorators import AuthenticatedHttpRequest, login_required
from blog import queries
from blog.domain.favorite import FAVORITE, FavoriteArticle, UnfavoriteArticle
from blog.models import Article
from blog.views.answers import back, button, htmx
from es_core.execute import execute


@require_POST
@login_required
@button
def favorite(request: AuthenticatedHttpRequest, article_id: UUID) -> HttpResponse:
    """`wanted` says on or off, so that a button on an old page never does the opposite of its words."""
    _article(article_id, request.user.id)
    command = UnfavoriteArticle if request.POST.get("wanted") == "off" else FavoriteArticle
    execute(FAVORITE, command(article_id=article_id, reader_id=request.user.id))
    if not htmx(request):
        return back(request)
    size = "full" if request.POST.get("size") == "full" else "sm"
    article = _article(article_id, request.user.id)
    context = {"article": article, "size": size, "is_favorite": article.is_favorite, "is_member": True}
    return render(request, "blog/_favorite_button.html", context)


def _article(article_id: UUID, reader_id: UUID) -> Article:
    article = queries.article_on_page(article_id, reader_id)
    if article is None:
        raise Http404("no such article")
    return article
