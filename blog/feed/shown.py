"""Rows as the feed shows them. Whoever calls has asked whether they may be seen."""

from datetime import datetime
from typing import Any

from accounts.models import Profile
from blog.models import Article, Comment

Json = dict[str, Any]


def person(profile: Profile) -> Json:
    return {"id": str(profile.pk), "username": profile.username}


def author(profile: Profile, followers: int) -> Json:
    return person(profile) | {"bio": profile.bio, "image": profile.image, "followersCount": followers}


def article(found: Article, favorites: int) -> Json:
    """Without its body."""
    return {
        "id": str(found.id),
        "slug": found.slug,
        "title": found.title,
        "description": found.description,
        "tagList": found.tags,
        "createdAt": moment(found.published_at),
        "updatedAt": moment(found.edited_at or found.published_at),
        "favoritesCount": favorites,
        "author": person(found.author),
    }


def marked(found: Article, favorites: int) -> Json:
    return {"id": str(found.id), "slug": found.slug, "favoritesCount": favorites}


def comment(found: Comment) -> Json:
    return {
        "id": found.number,
        "article": {"id": str(found.article_id)},
        "body": found.body,
        "createdAt": moment(found.added_at),
        "author": person(found.author),
    }


def moment(at: datetime) -> str:
    """UTC with microseconds, as everywhere in the API."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
