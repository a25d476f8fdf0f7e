"""Requests whose body no browser would send."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.bad_input.forms import FORMS
from tests.bad_input.site import URLENCODED, Site, encoded

MULTIPART = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="body"'
BODIES = {
    "no_utf8": (URLENCODED, b"body=\xff\xfe\x80&title=\xc3\x28&\xff=\xff"),
    "no_percent": (URLENCODED, b"body=%&title=%zz&%=%&%u0041=%u0041"),
    "many_fields": (URLENCODED, b"&".join(b"f%d=1" % n for n in range(2_000))),
    "separators": (URLENCODED, b"&" * 100_000 + b"=" * 100_000),
    "other_charset": (f"{URLENCODED}; charset=utf-16", "body=x".encode("utf-16")),
    "no_charset": (f"{URLENCODED}; charset=klingon", b"body=x"),
    "json": ("application/json", b'{"body": {"a": ["\\ud800"]}}'),
    "no_json": ("application/json", b"[" * 100_000),
    "no_boundary": ("multipart/form-data", b"body=x"),
    "long_boundary": (f"multipart/form-data; boundary={'b' * 300}", b"x"),
    "cut_off": (MULTIPART, PART + b"\r\n\r\nWell sa"),
    "no_header": (MULTIPART, b"--b\r\n\r\n\r\n--b--\r\n"),
    "no_name": (MULTIPART, b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    "no_utf8_in_parts": (MULTIPART, PART + b"\r\n\r\n\xff\xfe\x80\r\n--b--\r\n"),
    "no_base64": (MULTIPART, PART + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--b--\r\n"),
    "a_file": (MULTIPART, PART + b'; filename="../../x\xff"\r\n\r\nx\r\n--b--\r\n'),
    "many_parts": (MULTIPART, (PART + b"\r\n\r\nx\r\n") * 2_000 + b"--b--\r\n"),
    "many_files": (MULTIPART, (PART + b'; filename="x"\r\n\r\nx\r\n') * 200 + b"--b--\r\n"),
    "gzip": (URLENCODED, gzip.compress(b"body=x")),
    "no_type": ("", b"body=x"),
    "nothing": (URLENCODED, b""),
}


@pytest.mark.parametrize("name", [name for name in FORMS if name != "logout"])
def test_a_body_that_is_no_form(site: Site, name: str) -> None:
    form = FORMS[name]
    for kind, (content_type, body) in BODIES.items():
        browser = site.browser(form.sender)
        site.expect_clear(browser.generic("POST", site.address(form), body, content_type), kind)


def test_files_in_place_of_texts(site: Site) -> None:
    for form in (FORMS["editor"], FORMS["comment"], FORMS["settings"]):
        files = {name: SimpleUploadedFile("x.md", b"text") for name in form.fields}
        answer = site.browser(form.sender).post(site.address(form), files)
        assert answer.status_code == 422
        site.expect_clear(answer)


@pytest.mark.parametrize("name", FORMS)
def test_more_than_the_site_takes(site: Site, name: str) -> None:
    """Six megabytes; the server refuses them before, with a page of its own."""
    form = FORMS[name]
    body = encoded({"body": "x" * 6_000_000})
    answer = site.browser(form.sender).post(site.address(form), body, content_type=URLENCODED)
    assert answer.status_code == 400
    site.expect_clear(answer)
