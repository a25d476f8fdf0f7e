"""The document that programs are made from, and the pages for those who make them."""

import json
import re

from django.test import Client

from conduit_site.api import api


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


def test_no_two_shapes_go_by_one_name(client: Client) -> None:
    """The document has one place for all of them, and the last would win."""
    shapes: dict[str, set[str]] = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in filter(None, operation.response_models.values()):
                    for name, shape in model.model_json_schema(mode="serialization").get("$defs", {}).items():
                        shapes.setdefault(name, set()).add(json.dumps(shape, sort_keys=True))
    assert {"Article", "Errors"} <= shapes.keys()
    assert [name for name, known in shapes.items() if len(known) > 1] == []
