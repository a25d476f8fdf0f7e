"""Keeps a copy of a Conduit site up to date, in an SQLite file; a program of its own, for Python 3.11 and nothing else.

    python follow_feed.py http://127.0.0.1:8000 copy.sqlite
    python follow_feed.py http://127.0.0.1:8000 fog.sqlite --topics tag:fog,author:mara_lindqvist

What it knows and the cursor that it has come to are written in one transaction. So it may be killed at any moment:
begun again, it goes on where it was, and ends with what the site shows.
"""

import argparse
import http.client
import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

SILENCE = 40  # seconds; the site says something every fifteen
PAUSE = 1  # seconds before it is asked again

TABLES = """
CREATE TABLE IF NOT EXISTS cursor (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT);
CREATE TABLE IF NOT EXISTS person (id TEXT PRIMARY KEY, username TEXT);
CREATE TABLE IF NOT EXISTS author (id TEXT PRIMARY KEY, told TEXT);
CREATE TABLE IF NOT EXISTS article (id TEXT PRIMARY KEY, author TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS comment (id INTEGER PRIMARY KEY, article TEXT, author TEXT, told TEXT);
"""


class Copy:
    """What is known of the site. Every write sets complete values, so that the same one again changes nothing."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(TABLES)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of it, or nothing."""
        self.db.execute("BEGIN")
        try:
            yield
            self.db.execute("COMMIT")
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    @property
    def cursor(self) -> str | None:
        found = self.db.execute("SELECT value FROM cursor").fetchone()
        return found[0] if found else None

    def come_to(self, cursor: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO cursor VALUES (1, ?)", [cursor])

    def set_person(self, person: dict[str, Any]) -> None:
        self.db.execute("INSERT OR REPLACE INTO person VALUES (?, ?)", [person["id"], person["username"]])

    def set_author(self, author: dict[str, Any]) -> None:
        self.set_person(author)
        self.db.execute("INSERT OR REPLACE INTO author VALUES (?, ?)", [author["id"], json.dumps(author)])

    def set_article(self, article: dict[str, Any]) -> None:
        author = article.pop("author")
        self.set_person(author)
        row = [article["id"], author["id"], json.dumps(article)]
        self.db.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?)", row)

    def set_comment(self, comment: dict[str, Any]) -> None:
        """Of an article that is not here (any more) nothing is kept."""
        author, article = comment.pop("author"), comment.pop("article")["id"]
        if self.article(article):
            self.set_person(author)
            row = [comment["id"], article, author["id"], json.dumps(comment)]
            self.db.execute("INSERT OR REPLACE INTO comment VALUES (?, ?, ?, ?)", row)

    def drop_article(self, article_id: str) -> None:
        self.db.execute("DELETE FROM comment WHERE article = ?", [article_id])
        self.db.execute("DELETE FROM article WHERE id = ?", [article_id])

    def drop_comment(self, number: int) -> None:
        self.db.execute("DELETE FROM comment WHERE id = ?", [number])

    def drop_author(self, author_id: str) -> None:
        for (article_id,) in self.db.execute("SELECT id FROM article WHERE author = ?", [author_id]).fetchall():
            self.drop_article(article_id)
        self.db.execute("DELETE FROM comment WHERE author = ?", [author_id])
        self.db.execute("DELETE FROM author WHERE id = ?", [author_id])

    def article(self, article_id: str) -> dict[str, Any] | None:
        found = self.db.execute("SELECT told FROM article WHERE id = ?", [article_id]).fetchone()
        return json.loads(found[0]) if found else None

    def knows_author(self, author_id: str) -> bool:
        return bool(self.db.execute("SELECT 1 FROM author WHERE id = ?", [author_id]).fetchone())

    def count_favorites(self, article_id: str, number: int) -> None:
        if article := self.article(article_id):
            told = json.dumps(article | {"favoritesCount": number})
            self.db.execute("UPDATE article SET told = ? WHERE id = ?", [told, article_id])

    def empty(self) -> None:
        for table in ("comment", "article", "author", "person"):
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608


class Follower:
    def __init__(self, site: str, topics: str, copy: Copy) -> None:
        self.host, self.topics, self.copy = urlsplit(site), topics, copy

    def run(self) -> None:
        """Without end: whenever the line breaks, it goes on from the last cursor."""
        while True:
            try:
                if self.copy.cursor is None:
                    self.begin()
                for event in self.events():
                    self.take(event)
            except (OSError, http.client.HTTPException) as error:
                print(f"The line broke ({error!r}); trying again.", file=sys.stderr)
            time.sleep(PAUSE)

    def begin(self) -> None:
        with self.copy.writing():
            self.copy.empty()
            self.copy.come_to(self.load(self.topics))
        print("Has the snapshot.", flush=True)

    def load(self, topics: str) -> str:
        """Every page of a snapshot; the cursor is the same on each."""
        page: dict[str, Any] = {"next": ""}
        while (following := page["next"]) is not None:
            page = self.ask(f"/api/feed/snapshot?topics={quote(topics)}&page={quote(following)}")
            for author in page["authors"]:
                self.copy.set_author(author)
            for article in page["articles"]:
                self.copy.set_article(article)
            for comment in page["comments"]:
                self.copy.set_comment(comment)
        return str(page["cursor"])

    def take(self, event: dict[str, Any]) -> None:
        """One event, and that it was taken, in one transaction."""
        with self.copy.writing():
            self.apply(event)
            self.copy.come_to(event["cursor"])
        if "type" in event:
            print(event["at"], event["type"], flush=True)

    def apply(self, event: dict[str, Any]) -> None:
        """A type that is not known yet is passed over."""
        match event:
            case {"type": "article.deleted" | "article.hidden" | "article.left", "article": article}:
                self.copy.drop_article(article["id"])
            case {"type": "article.favorited" | "article.unfavorited", "article": article}:
                self.copy.count_favorites(article["id"], article["favoritesCount"])
            case {"appears": True, "article": article}:
                self.copy.drop_article(article["id"])
                self.load(f"article:{article['id']}")  # with its comments; its cursor is of no use here
            case {"appears": False, "article": article}:
                self.copy.set_article(article)
            case {"type": "comment.added" | "comment.undeleted" | "comment.unhidden", "comment": comment}:
                self.copy.set_comment(comment)
            case {"type": "comment.deleted" | "comment.hidden", "comment": comment}:
                self.copy.drop_comment(comment["id"])
            case {"type": "author.suspended", "author": author}:
                self.copy.drop_author(author["id"])
            case {"type": "author.restored"}:
                self.copy.empty()
                self.load(self.topics)
            case {"author": author}:  # of anybody: people stand under articles and comments of every topic
                self.copy.set_person(author)
                if self.topics == "all" or self.copy.knows_author(author["id"]):
                    self.copy.set_author(author)

    def events(self) -> Iterator[dict[str, Any]]:
        """What the stream says; a bare cursor comes as an event of nothing else."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": self.copy.cursor or ""}
        cursor, data = "", ""
        for raw in self.answer(f"/api/feed?topics={quote(self.topics)}", headers):
            line = raw.decode().rstrip("\n")
            name, _, value = line.partition(": ")
            if name == "id":
                cursor = value
            elif name == "data":
                data = value
            elif not line and cursor:
                yield json.loads(data) if data else {"cursor": cursor}
                cursor, data = "", ""

    def ask(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.load(self.answer(path, {}))
        return found

    def answer(self, path: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        kind = http.client.HTTPSConnection if self.host.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.host.netloc, timeout=SILENCE)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        if answer.status == 422:
            sys.exit(f"The site refused: {answer.read().decode()}")
        if answer.status != 200:
            raise http.client.HTTPException(f"{answer.status} {answer.reason}")
        return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", help="its address, http://127.0.0.1:8000")
    parser.add_argument("copy", help="the SQLite file")
    parser.add_argument("--topics", default="all", help="all, or author:..., tag:..., article:... with commas")
    arguments = parser.parse_args()
    Follower(arguments.site, arguments.topics, Copy(arguments.copy)).run()


if __name__ == "__main__":
    main()
