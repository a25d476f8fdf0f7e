"""Addresses of the blog; no trailing slashes. `article/` and `editor/` are followed by a slug, actions by an id."""

from django.urls import path

from blog import converters, views

__all__ = ["converters", "urlpatterns"]

urlpatterns = [
    path("", views.home, name="home"),
    path("tag/<tag:tag>", views.tag, name="tag"),
    path("article/<word:slug>", views.article, name="article"),
    path("editor", views.editor, name="editor"),
    path("editor/<word:slug>", views.edit_article, name="edit_article"),
    path("preview", views.preview_markdown, name="preview_markdown"),
    path("profile/<word:username>", views.profile, name="profile"),
    path("profile/<word:username>/favorites", views.profile_favorites, name="profile_favorites"),
    path("profile/<word:username>/scheduled", views.profile_scheduled, name="profile_scheduled"),
    path("articles/<uuid:article_id>/delete", views.delete_article, name="delete_article"),
    path("articles/<uuid:article_id>/undelete", views.undelete_article, name="undelete_article"),
    path("articles/<uuid:article_id>/favorite", views.favorite, name="favorite"),
    path("articles/<uuid:article_id>/comments", views.comment, name="comment"),
    path("articles/<uuid:article_id>/report", views.report_article, name="report_article"),
    path("comments/<uuid:comment_id>/report", views.report_comment, name="report_comment"),
    path("comments/<uuid:comment_id>/delete", views.delete_comment, name="delete_comment"),
    path("comments/<uuid:comment_id>/undelete", views.undelete_comment, name="undelete_comment"),
    path("authors/<uuid:author_id>/follow", views.follow, name="follow"),
]
