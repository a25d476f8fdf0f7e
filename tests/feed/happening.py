"""Something of every kind that the feed tells of."""

from typing import Any

from accounts import commands as accounts
from accounts.domain.user import USER, SubjectForgotten, UserRestored, UserSuspended
from blog.domain.article import ARTICLE, ArticleHidden, ArticleUndeleted, ArticleUnhidden
from blog.domain.comment import COMMENT, CommentHidden, CommentUndeleted, CommentUnhidden
from blog.models import Article, Comment
from es_core.context import now as clock
from es_core.testing import given
from tests.accounts.conftest import Person, register
from tests.api.conftest import Program, publish

BEGINNING = "/feed?after=beginning&limit=500"


def everything(ann: Person, anns: Program, bobs: Program) -> None:
    """Ann's article about bees stays, with one favorite and one comment; it once had the tag wax."""
    slug = publish(anns, "Bees", tagList=["bees", "wax"])["slug"]
    bobs.post(f"/articles/{slug}/favorite")
    bobs.delete(f"/articles/{slug}/favorite")
    bobs.post(f"/articles/{slug}/favorite")
    number = bobs.post(f"/articles/{slug}/comments", {"comment": {"body": "Well said"}}).body["comment"]["id"]
    bobs.delete(f"/articles/{slug}/comments/{number}")
    comment, article = Comment.objects.get(number=number), Article.objects.get(slug=slug)
    given(COMMENT, CommentUndeleted(comment_id=comment.id, article_id=article.id))
    bobs.post("/profiles/ann/follow")
    bobs.delete("/profiles/ann/follow")
    anns.put(f"/articles/{slug}", {"article": {"body": "They dance.", "tagList": ["bees"]}})
    anns.delete(f"/articles/{slug}")
    given(ARTICLE, ArticleUndeleted(article_id=article.id))
    accounts.edit_settings(ann.id, username="Anna", email=ann.email, bio="Keeps bees", image=None)
    gone = register("gone")
    given(USER, SubjectForgotten(user_id=gone.id, username="deleted-1"))
    moderation(article, comment, ann)


def moderation(article: Article, comment: Comment, person: Person) -> None:
    """Every verdict, and each taken back."""
    hidden: dict[str, Any] = {"reason": "It had to be", "hidden_at": clock()}
    given(ARTICLE, ArticleHidden(article_id=article.id, **hidden))
    given(ARTICLE, ArticleUnhidden(article_id=article.id))
    given(COMMENT, CommentHidden(comment_id=comment.id, article_id=article.id, **hidden))
    given(COMMENT, CommentUnhidden(comment_id=comment.id, article_id=article.id))
    given(USER, UserSuspended(user_id=person.id, reason="It had to be", suspended_at=clock()))
    given(USER, UserRestored(user_id=person.id))


def told(program: Program, path: str = BEGINNING) -> list[dict[str, Any]]:
    """All events behind a cursor, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        page = program.get(path).body
        found += page["events"]
        if not page["more"]:
            return found
        head, _, rest = path.partition("after=")
        path = f"{head}after={page['cursor']}" + (f"&{rest.partition('&')[2]}" if "&" in rest else "")


def types(events: list[dict[str, Any]]) -> list[str]:
    return [each["type"] for each in events]


def now(program: Program) -> str:
    """The cursor of this moment."""
    return str(program.get("/feed").body["cursor"])
