"""Whoever writes, in whatever process: it reaches the pages that are open."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from blog.models import Article
from es_core.live.key import key_of
from tests.accounts.conftest import Person
from tests.browser.site import Site, environment
from tests.live.tab import tab
from tests.live.test_hub import count_of

pytestmark = pytest.mark.django_db(transaction=True)

FAVORITE = """
from blog.domain.favorite import FAVORITE, FavoriteArticle
from es_core.context import acting, new_id
from es_core.execute import execute
from uuid import UUID

with acting(actor=None, channel="manage.py shell"):
    execute(FAVORITE, FavoriteArticle(article_id=UUID("{article_id}"), reader_id=new_id()))
"""


def manage(var: Path, *arguments: str) -> None:
    """A process of its own, on the same database."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ | environment(var), check=True, timeout=60)


def test_a_favorite_from_the_shell(site: Site, bees: Article, tmp_path: Path) -> None:
    with tab(site.url) as page:
        page.watch(count_of(bees.id))
        page.will_show(count_of(bees.id), "0")
        manage(tmp_path, "shell", "-c", FAVORITE.format(article_id=bees.id))
        page.will_show(count_of(bees.id), "1")


def test_articles_that_are_imported(site: Site, ann: Person, tmp_path: Path) -> None:
    new = key_of("new-articles", feed="global", of="everybody", since="")
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.md").write_text(f"---\ntitle: Number {n}\n---\n\nImported.\n")
    with tab(site.url) as page:
        page.watch(new)
        assert page.html(new) == ""
        manage(tmp_path, "import_articles", str(folder), "--author", ann.username)
        while "3 new articles" not in page.html(new):
            pass
