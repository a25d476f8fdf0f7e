"""Every form of the site as a browser sends it, filled in well; `{n}` is another number each time."""

from dataclasses import dataclass, field
from typing import Any

Fields = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """`address` may name the article, the comment and their author. `sender` is ann, their author; bob; or nobody."""

    address: str
    sender: str
    fields: Fields = field(default_factory=dict)


ARTICLE = {"title": "Wasps", "description": "On wasps", "body": "Wasps *buzz*.", "tagList": ["wasps", "craft"]}
ACCOUNT = {"username": "cleo{n}", "email": "cleo{n}@example.org", "password": "open sesame"}

FORMS = {
    "register": Form("/register", "nobody", ACCOUNT),
    "login": Form("/login", "nobody", {"email": "ann@example.org", "password": "open sesame"}),
    "logout": Form("/logout", "ann"),
    "settings": Form("/settings", "ann", {**ACCOUNT, "bio": "I write.", "image": "https://pictures.test/cleo.png"}),
    "editor": Form("/editor", "ann", {**ARTICLE, "version": ""}),
    "edit_article": Form("/editor/bees", "ann", {**ARTICLE, "version": ""}),
    "preview": Form("/preview", "ann", {"body": "*Buzz*"}),
    "delete_article": Form("/articles/{article}/delete", "ann"),
    "undelete_article": Form("/articles/{article}/undelete", "ann"),
    "favorite": Form("/articles/{article}/favorite", "bob", {"wanted": "on", "size": "full"}),
    "follow": Form("/authors/{author}/follow", "bob", {"wanted": "on"}),
    "comment": Form("/articles/{article}/comments", "bob", {"body": "Well said"}),
    "delete_comment": Form("/comments/{comment}/delete", "ann"),
    "undelete_comment": Form("/comments/{comment}/undelete", "ann"),
}
