"""Every address of the site with nonsense in it, around it and behind it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern

from accounts.urls import urlpatterns as of_accounts
from blog.urls import urlpatterns as of_blog
from tests.bad_input.forms import FORMS
from tests.bad_input.nonsense import NUMBERS
from tests.bad_input.site import Site, encoded, expect_words
from tests.blog.pages import HTMX

PARTS = [
    "%00",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%C0%AE%C0%AE",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%2F",
    "%5C",
    "%0d%0aSet-Cookie:x=y",
    "%E2%80%AEabc",
    "%",
    "%zz",
    "%25s",
    "%F0%9F%90%9D",
    "a;b=c",
    "x" * 20_000,
    "e" + "%CC%81" * 5_000,
    "-1",
    "00000000-0000-0000-0000-000000000000",
    str(uuid4()),
    "'%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
]
METHODS = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "NONSENSE"]
QUERIES = [
    "x" * 100_000,
    "&" * 900,
    "page=1&page=2&page",
    "%00=%00",
    "%FF=%FF",
    "=&=;",
    "f=1&" * 2_000,
    "feed[]=1",
    "tag=%ED%A0%80",
]
ROUTES = [pattern for pattern in [*of_accounts, *of_blog] if isinstance(pattern, URLPattern)]
EVERY_PARTED = pytest.mark.parametrize(
    "route", [each for each in ROUTES if "<" in str(each.pattern)], ids=lambda route: route.name
)
EVERY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
LISTS = ["/", "/?feed=following", "/tag/bees", "/profile/ann", "/profile/ann/favorites"]


def address(route: URLPattern, part: str) -> str:
    head, _, rest = str(route.pattern).partition("<")
    return f"/{head}{part}{rest.partition('>')[2]}" if rest else f"/{head}"


@EVERY_PARTED
def test_nonsense_in_an_address(site: Site, route: URLPattern) -> None:
    ann = site.browser("ann")
    for part in PARTS:
        for answer in (Client().get(address(route, part)), ann.get(address(route, part))):
            expect_words(answer, part[:80])
        expect_words(ann.post(address(route, part)), part[:80])
    assert site.changed() == set()


@EVERY_ROUTE
def test_methods_that_no_form_sends(site: Site, route: URLPattern) -> None:
    for method in METHODS:
        for name in ("ann", "nobody"):
            expect_words(site.browser(name).generic(method, address(route, str(uuid4()))), method)
    assert site.changed() == set()


@pytest.mark.parametrize("place", LISTS)
def test_numbers_of_pages_that_are_none(site: Site, place: str) -> None:
    ann = site.browser("ann")
    for number in [*NUMBERS, "2", "999999999"]:
        query = encoded({"page": number, "feed": "following" if "feed" in place else ""})
        for headers in ({}, HTMX):
            answer = ann.get(f"{place.partition('?')[0]}?{query}", headers=headers)
            assert answer.status_code == 200, number
            assert "</" in answer.text


def test_numbers_of_comments_that_are_none(site: Site) -> None:
    for number in NUMBERS:
        assert Client().get(f"/article/bees?{encoded({'before': number})}").status_code == 200, number


@pytest.mark.parametrize("place", ["/", "/tag/bees", "/article/bees", "/profile/ann", "/profile/ann/favorites"])
def test_a_form_sent_to_a_page_that_has_none(site: Site, place: str) -> None:
    answer = site.browser("ann").post(place, {"body": "Well said"})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    site.expect_clear(answer)


@EVERY_ROUTE
def test_odd_queries(site: Site, route: URLPattern) -> None:
    ann, path = site.browser("ann"), address(route, "bees")
    for query in QUERIES:
        for browser in (ann, Client()):
            expect_words(browser.get(f"{path}?{query}"), query[:80])


HEADERS = {
    "Referer": [
        "\xff",
        "//evil.test/",
        "https://evil.test/x",
        "http://testserver:99999/",
        "http://[",
        "x" * 10_000,
        "/\0",
    ],
    "HX-Current-URL": ["\xff", "//evil.test/", "http://testserver:99999/", "http://[", "javascript:alert(1)", "\0"],
    "HX-Current-URL-URI-AutoEncoded": ["true"],
    "HX-Target": ["\xff", "x" * 10_000],
    "HX-Trigger": ["{", "\xff"],
    "Triggering-Event": ["{", "\xff", "[" * 5_000],
    "Cookie": ["sessionid=\xff", "sessionid=" + "x" * 5_000, "csrftoken=\xff", "messages=x:y:z", "=;;=", "sessionid"],
    "Idempotency-Key": ["\xff", "x" * 5_000],
    "X-Command-Id": ["\0", "[]"],
    "X-Request-ID": ["\xff", "x" * 5_000],
    "Accept": ["\xff", ";" * 5_000, "*/*;q=x"],
    "Accept-Language": ["\xff", "x" * 5_000],
    "User-Agent": ["", "\xff\0", "x" * 10_000],
    "If-None-Match": ["\xff", '"' * 999],
    "If-Modified-Since": ["yesterday", "Thu, 99 Foo 99999 99:99:99 GMT"],
    "Content-Type": ["", "\xff", "x" * 5_000, "text/html; charset=klingon", "multipart/form-data", "application/json"],
    "Host": ["evil.test", "\xff", "a b", "testserver:x", ""],
}


@pytest.mark.parametrize("header", HEADERS)
def test_odd_headers(site: Site, header: str) -> None:
    """With a page that is asked for, and with buttons that lead back to where they were, or to signing in."""
    bob, favorite, comment = site.browser("bob"), FORMS["favorite"], FORMS["comment"]
    for value in HEADERS[header]:
        for headers in ({header: value}, {**HTMX, header: value}):
            answers = [Client().get("/", headers=headers)]
            answers += [bob.post(site.address(form), form.fields, headers=headers) for form in (favorite, comment)]
            answers += [Client().post(site.address(favorite), favorite.fields, headers=headers)]
            for answer in answers:
                expect_words(answer, value[:80])


@pytest.mark.parametrize("said", [*HEADERS["Referer"], "settings", "http://testserver//evil.test/", "http:settings"])
def test_the_way_back_stays_on_this_site(site: Site, said: str) -> None:
    """From a button, and from signing in, when the browser names a page that can't be one."""
    form = FORMS["favorite"]
    bob, stranger = site.browser("bob"), Client()
    backs = [bob.post(site.address(form), form.fields, headers={"Referer": said})["Location"]]
    for headers in ({"Referer": said}, {"HX-Current-URL": said, **HTMX}):
        stranger.post(site.address(form), form.fields, headers=headers)
        person = site.people["bob"]
        backs.append(stranger.post("/login", {"email": person.email, "password": person.password})["Location"])
        stranger.post("/logout")
    assert all(back.startswith("/") and not back.startswith("//") for back in backs), backs
