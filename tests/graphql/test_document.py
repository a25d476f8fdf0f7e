"""docs/graphql.md tells what is so: its examples are asked, its programs run."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from strawberry.types.graphql import OperationType

from accounts import tokens
from blog.graphql import consumer, limits, messages, reads
from blog.graphql.connections import MOST
from blog.graphql.reads import Reads
from blog.graphql.running import Asked, run
from blog.models import Article
from tests.accounts.conftest import Person
from tests.blog.history import comment_of, favorite_of
from tests.browser.site import Site, serving

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = (Path(__file__).parents[2] / "docs" / "graphql.md").read_text()
EXAMPLES = re.findall(r"```graphql\n(.*?)```\n```json\n(.*?)```", PAGE, re.DOTALL)
SITE = "127.0.0.1:8000"


@pytest.fixture
def told(ann: Person, bob: Person, bees: Article) -> Article:
    """What the page's answers speak of."""
    comment_of(bob.id, bees, "Lovely")
    comment_of(ann.id, bees, "Indeed")
    favorite_of(bob.id, bees)
    return bees


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as site:
        yield site


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_every_example_has_the_answer_beside_it(told: Article, ann: Person) -> None:
    headers = {"Authorization": f"Token {tokens.issue(ann.user)}"}
    assert len(EXAMPLES) == PAGE.count("```graphql")
    for query, answer in EXAMPLES:
        if query.startswith("subscription"):
            kinds = frozenset({OperationType.SUBSCRIPTION})
            found = run(Asked(query, {}), Reads(viewer=None), kinds).body
        else:
            found = Client().post("/graphql", {"query": query}, "application/json", headers=headers).json()
        assert found == json.loads(answer), query


def test_the_line_of_the_shell_is_answered(site: Site, told: Article) -> None:
    assert shutil.which("curl")
    ran = subprocess.run(
        ["sh", "-c", block("sh").replace(SITE, site.url.removeprefix("http://"))], capture_output=True, text=True
    )
    assert json.loads(ran.stdout) == {"data": {"articles": {"nodes": [{"title": "Bees"}]}}}
    site.becomes_quiet()


def test_the_program_follows(site: Site, told: Article, ann: Person) -> None:
    program = block("python").replace(SITE, site.url.removeprefix("http://"))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as follows:
        assert follows.stdout
        assert follows.stdout.readline() == "{'articleChanged': {'favoritesCount': 1}}\n"
        favorite_of(ann.id, told)
        assert follows.stdout.readline() == "{'articleChanged': {'favoritesCount': 2}}\n"
        follows.kill()
    site.becomes_quiet()


def test_the_limits_are_those_of_the_code() -> None:
    for words in (
        f"| `first` | {MOST} |",
        f"| levels of fields | {limits.DEEPEST} |",
        f"| aliases | {limits.MOST_ALIASES} |",
        f"{limits.MOST_TOKENS:,}, {limits.MOST_CHARACTERS:,} (texts",
        f"{limits.DEAREST:,}; an article's body counts {limits.TEXTS['Article', 'body']}, a comment's "
        f"{limits.TEXTS['Comment', 'body']}, a mutation {limits.MUTATION:,}, introspection {limits.INTROSPECTION:,} |",
        f"| {reads.PATIENCE:.0f} s for all that is read, {limits.STATEMENT_TIMEOUT[:-1]} s for a statement |",
        f"up to {consumer.MAX_FOLLOWED} operations and takes up to {consumer.MAX_MESSAGES} messages",
        f"closed with {messages.FORBIDDEN} when its token ends, {messages.TIMED_OUT} when it does",
        f"greet within {consumer.PATIENCE:.0f} s",
        f"{messages.TOO_MANY} for too much",
    ):
        assert words in PAGE, words
