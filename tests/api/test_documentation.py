"""The document that programs are made from, and the pages for those who make them."""

import re

from django.test import Client


def test_the_document_lists_all_nineteen(client: Client) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = [(method, path) for path, methods in document["paths"].items() for method in methods]
    assert len([path for _, path in operations if not path.startswith("/api/feed")]) == 19
    assert ("put", "/api/articles/{slug}") in operations


def test_the_pages_load_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/docs").content.decode()
    assert "swagger-ui" in page
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert addresses
    assert all(each.startswith(("/static/", "data:")) for each in addresses)
