"""Too many sockets: refused with a reason, counted, and nobody else feels it."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed

from blog.models import Article
from es_core.live.addresses import address_of
from es_core.live.consumer import TOO_MANY
from tests.browser.site import Site, serving
from tests.live.page import eventually
from tests.live.tab import Tab, tab
from tests.live.test_hub import count_of, favorite
from tests.live.test_sockets import figure

pytestmark = pytest.mark.django_db(transaction=True)

OF_ADDRESS, OF_ALL = 3, 5


@pytest.fixture(scope="module")
def narrow(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    room = {"LIVE_SOCKETS": str(OF_ALL), "LIVE_SOCKETS_OF_ADDRESS": str(OF_ADDRESS), "TRUSTED_PROXY": "127.0.0.1"}
    with serving(tmp_path_factory.mktemp("narrow"), **room) as site:
        yield site


def open_from(address: str, narrow: Site, opened: ExitStack) -> Tab:
    return opened.enter_context(tab(narrow.url, additional_headers={"X-Forwarded-For": address}))


def refused(page: Tab) -> str:
    assert page.closed_with() == TOO_MANY
    return page.socket.close_reason or ""


def test_strangers_are_counted_by_their_address(narrow: Site, bees: Article) -> None:
    with ExitStack() as opened:
        pages = [open_from("192.0.2.1", narrow, opened) for _ in range(OF_ADDRESS)]
        assert refused(open_from("192.0.2.1", narrow, opened)) == "too many open pages from one address"
        for page in (*pages, open_from("192.0.2.2", narrow, opened)):
            page.watch(count_of(bees.id))
            page.will_show(count_of(bees.id), "0")
        pages[0].socket.close()
        eventually(lambda: still_open(open_from("192.0.2.1", narrow, opened)))


def still_open(page: Tab) -> bool:
    try:
        page.socket.recv(0.3)
    except TimeoutError:
        return True
    except ConnectionClosed:
        return False
    return True


def test_a_process_has_room_for_so_many_and_serves_those(narrow: Site, bees: Article) -> None:
    eventually(lambda: figure(narrow, "sockets") == 0)
    before = figure(narrow, "refused")
    with ExitStack() as opened:
        pages = [open_from(f"192.0.2.{n}", narrow, opened) for n in range(OF_ALL)]
        assert refused(open_from("198.51.100.1", narrow, opened)) == "too many open pages"
        for page in pages:
            page.watch(count_of(bees.id))
            page.will_show(count_of(bees.id), "0")
        favorite(bees.id)
        for page in pages:
            page.will_show(count_of(bees.id), "1")
        eventually(lambda: figure(narrow, "refused") == before + 1)


def test_one_who_chooses_among_many_addresses_is_one() -> None:
    assert address_of(["2001:db8:0:1::1", 0]) == address_of(["2001:db8:0:1:ffff::2", 0])
    assert address_of(["2001:db8:0:1::1", 0]) != address_of(["2001:db8:0:2::1", 0])
    assert address_of(["192.0.2.1", 0]) != address_of(["192.0.2.2", 0])
    assert address_of(["::ffff:192.0.2.1", 0]) == "192.0.2.1"
    assert address_of(None) == address_of(["", 0]) == ""
