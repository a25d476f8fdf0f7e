"""What people do on the site, at random, and pages without what is different each time."""

import re
from random import Random

from django.test import Client
from django.urls import reverse

from blog.models import Article
from tests.blog.pages import command_id

OF_THE_PAGE = re.compile(r'((?:csrfmiddlewaretoken" value|command_id" value|data-live-at)=")[^"]*"')


def send(client: Client, name: str, *of: object, **form: str) -> None:
    client.post(reverse(name, args=of), form | {"command_id": command_id()})


def something_happens(rng: Random, client: Client, article: Article) -> None:
    """By somebody, to an article; some of it may be refused."""
    one, many = str(rng.randrange(3)), " ".join(["Bees"] * rng.randrange(1, 4))
    match rng.randrange(7):
        case 0 | 1:
            send(client, "favorite", article.id, wanted=rng.choice(["on", "off"]))
        case 2:
            send(client, "follow", article.author_id, wanted=rng.choice(["on", "off"]))
        case 3:
            send(client, "comment", article.id, body=many)
        case 4:
            words = {"title": f"{many} {one}", "description": many, "body": many, "tags": "insects"}
            send(client, "editor", **words)
        case 5:
            name = rng.choice(["ann", "bob", "cid"])
            send(client, "settings", username=name, email=f"{name}@example.org", bio=many)
        case 6:
            send(client, rng.choice(["delete_article", "undelete_article"]), article.id)


def page(client: Client, path: str) -> str:
    """Without what is different each time by intention."""
    html = OF_THE_PAGE.sub(r'\1"', client.get(path, follow=True).text)
    return re.sub(r"(<time [^>]*>)[^<]*", r"\1", html)
