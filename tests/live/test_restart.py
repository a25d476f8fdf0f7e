"""A site that was killed and started anew: what happened meanwhile is on every page that comes back."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from blog.models import Article
from es_core.live.key import token_of
from tests.browser.site import READY, Site, _start, free_port
from tests.live.tab import tab
from tests.live.test_hub import count_of, favorite

pytestmark = pytest.mark.django_db(transaction=True)


def started(site: Site, var: Path) -> "subprocess.Popen[str]":
    process = _start(site, var)
    assert process.stdout
    assert any(line.startswith(READY) for line in process.stdout)
    return process


def test_what_changed_while_the_site_was_dead_comes_with_the_socket(bees: Article, tmp_path: Path) -> None:
    site = Site(free_port(), tmp_path / "log")
    process = started(site, tmp_path)
    try:
        with tab(site.url) as page:
            page.watch(count_of(bees.id))
            favorite(bees.id)
            page.will_show(count_of(bees.id), "1")
            page.watch(count_of(bees.id))
            known = page.hear()[token_of(count_of(bees.id))]["hash"]
            process.kill()
            with pytest.raises(ConnectionClosed):
                page.hear()
        process.communicate()
        favorite(bees.id)
        process = started(site, tmp_path)
        began = time.monotonic()
        with tab(site.url) as page:
            page.say(watch=[(token_of(count_of(bees.id)), known)], at=0)
            page.will_show(count_of(bees.id), "2")
        assert time.monotonic() - began < 2
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert site.troubles() == ""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_site_with_open_sockets_ends_in_silence(how: int, bees: Article, tmp_path: Path) -> None:
    site = Site(free_port(), tmp_path / "log")
    process = started(site, tmp_path)
    with tab(site.url) as page:
        page.watch(count_of(bees.id))
        page.hear()
        for _ in range(5):
            favorite(bees.id)
        process.send_signal(how)
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert site.troubles() == ""
