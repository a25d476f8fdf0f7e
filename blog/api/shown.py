"""Rows as the contract shows them."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Profile
from blog.models import Article, Comment


def profile(found: Profile, *, following: bool) -> dict[str, Any]:
    return {"username": found.username, "bio": found.bio, "image": found.image, "following": following}


def preview(found: Article) -> dict[str, Any]:
    return {
        "slug": found.slug,
        "title": found.title,
        "description": found.description,
        "tagList": found.tags,
        "createdAt": found.published_at,
        "updatedAt": found.edited_at or found.published_at,
        "favorited": found.is_favorite,
        "favoritesCount": found.favorites_count,
        "author": profile(found.author, following=found.is_following_author),
    }


def article(found: Article) -> dict[str, Any]:
    return {"article": preview(found) | {"body": found.body}}


def listed(found: Sequence[Article], total: int) -> dict[str, Any]:
    return {"articles": [preview(each) for each in found], "articlesCount": total}


def comment(found: Comment) -> dict[str, Any]:
    return {
        "id": found.number,
        "createdAt": found.added_at,
        "updatedAt": found.added_at,
        "body": found.body,
        "author": profile(found.author, following=found.is_following_author),
    }
