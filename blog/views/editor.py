"""The editor: a new article, changes to one, and the preview beside it."""

from datetime import datetime
from typing import Any, Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import AuthenticatedHttpRequest, login_required
from accounts.way_back import take_unsent
from blog import commands, queries
from blog.forms import ArticleForm
from blog.models import Article
from es_core.errors import CommandReused, Conflict, Rejected

WORDS = ("title", "description", "body", "tags")
DELETED = "This article was deleted while you were writing. Bring it back, then save what you wrote."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def editor(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = _form(request)
    if form.is_valid():
        try:
            executed = commands.publish_article(
                author_id=request.user.id, publish_on=form.cleaned_data["publish_on"], **_words(form)
            )
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return redirect("article", executed.events[0].event.slug)
    return _page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_article(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    article = _own_article(request, slug)
    form = _form(request, article)
    if form.is_valid():
        try:
            commands.edit_article(
                article,
                editor_id=request.user.id,
                publish_on=_publish_on(form, article),
                version=form.cleaned_data["version"],
                **_words(form),
            )
        except Conflict:
            return _conflict(request, slug, form)
        except (Rejected, CommandReused) as reason:
            form.refuse(reason)
        else:
            return redirect("article", queries.own_slug(article.id, request.user.id))
    return _page(request, form, article)


@require_POST
@login_required
def preview_markdown(request: AuthenticatedHttpRequest) -> HttpResponse:
    return render(request, "blog/_preview.html", {"body": request.POST.get("body", "")})


def _own_article(request: AuthenticatedHttpRequest, slug: str) -> Article:
    """A deleted one opens no editor; but what was written while it was deleted elsewhere is not thrown away."""
    article = queries.article_to_edit(slug, request.user.id)
    if article is None and queries.is_visible_at(slug):
        raise PermissionDenied("only the author may edit this article")
    if article is None or (article.is_deleted and request.method != "POST"):
        raise Http404("no article of yours has this address")
    return article


def _form(request: AuthenticatedHttpRequest, article: Article | None = None) -> ArticleForm:
    if request.method == "POST":
        return ArticleForm(request.POST)
    unsent = take_unsent(request)
    if unsent is not None:
        return ArticleForm(initial=ArticleForm.values_sent(unsent))
    return ArticleForm(initial=ArticleForm.values_of(article) if article else None)


def _words(form: ArticleForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in WORDS}


def _publish_on(form: ArticleForm, article: Article) -> datetime | Literal["now"] | None:
    """Only the editor of an article that waits has the field; left empty there, it means now."""
    return (form.cleaned_data["publish_on"] or "now") if article.waits else None


def _says_the_same(form: ArticleForm, article: Article, theirs: dict[str, Any]) -> bool:
    words = _words(form) | {"tags": list(form.cleaned_data["tags"])}
    return theirs == words and _publish_on(form, article) in (None, article.published_at)


def _conflict(request: AuthenticatedHttpRequest, slug: str, form: ArticleForm) -> HttpResponse:
    """Saved elsewhere since this editor opened: theirs beside yours, unless both say the same."""
    article = _own_article(request, slug)
    theirs = {name: getattr(article, name) for name in WORDS}
    if article.is_deleted:
        form.add_error(None, DELETED)
        return _page(request, form, article)
    if _says_the_same(form, article, theirs):
        return redirect("article", article.slug)
    conflict = {"theirs": theirs, "edited_at": article.edited_at, "version": article.version}
    return _page(request, form, article, conflict=conflict, status=409)


def _page(
    request: AuthenticatedHttpRequest,
    form: ArticleForm,
    article: Article | None = None,
    *,
    conflict: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    if article and article.is_deleted:
        messages.warning(request, "This article was deleted meanwhile.", extra_tags=f"undo-article {article.id}")
    context = {"form": form, "article": article, "conflict": conflict}
    return render(request, "blog/editor.html", context, status=422 if form.errors else status)
