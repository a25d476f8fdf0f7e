"""What pages read, every one through blog.visibility."""

from blog.queries.activity import activity_of
from blog.queries.articles import (
    article_at,
    article_on_page,
    article_to_edit,
    favorites_among,
    hidden_article_at,
    hidden_articles,
    id_at,
    is_visible_at,
    own_slug,
    previews,
    visible_id_at,
    waiting_article_at,
    waiting_articles,
)
from blog.queries.authors import Author, author_named, author_with_id, authors_with_ids
from blog.queries.comments import (
    comment_numbered,
    comment_on_page,
    comments_for,
    comments_of,
    next_comment_number,
    next_comment_numbers,
    own_comment,
)
from blog.queries.feeds import author_feed, favorites_feed, global_feed, tag_feed, your_feed
from blog.queries.pages import Page, page_number
from blog.queries.parts import Articles, Place, articles_of_followed, articles_that_fit, of_followed, that_fit
from blog.queries.tags import all_tags, popular_tags

__all__ = [
    "Articles",
    "Author",
    "Page",
    "Place",
    "activity_of",
    "all_tags",
    "article_at",
    "article_on_page",
    "article_to_edit",
    "articles_of_followed",
    "articles_that_fit",
    "author_feed",
    "author_named",
    "author_with_id",
    "authors_with_ids",
    "comment_numbered",
    "comment_on_page",
    "comments_for",
    "comments_of",
    "favorites_among",
    "favorites_feed",
    "global_feed",
    "hidden_article_at",
    "hidden_articles",
    "id_at",
    "is_visible_at",
    "next_comment_number",
    "next_comment_numbers",
    "of_followed",
    "own_comment",
    "own_slug",
    "page_number",
    "popular_tags",
    "previews",
    "tag_feed",
    "that_fit",
    "visible_id_at",
    "waiting_article_at",
    "waiting_articles",
    "your_feed",
]
