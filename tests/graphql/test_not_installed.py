"""A site without the extra: its pages and its API are there, the address says what is missing, the command too."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

LIFE = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("strawberry", "graphql"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Nothing())

from importlib.util import find_spec as found
import importlib.util
importlib.util.find_spec = lambda name, package=None: None if name == "strawberry" else found(name, package)

import django
django.setup()
from django.core.management import CommandError, call_command
from django.test import Client

call_command("check")
client = Client(headers={"host": "localhost"})
print("page", client.get("/").status_code)
print("api", client.get("/api/tags").status_code)
for answer in (client.get("/graphql"), client.post("/graphql", {"query": "{ tags { name } }"}, "application/json")):
    print("graphql", answer.status_code, answer.json()["errors"][0]["message"])
from conduit_site.asgi import application
from conduit_site.sockets import routes
print("sockets", len(routes))
try:
    call_command("graphql_schema")
except CommandError as error:
    print("command", error)
assert not [name for name in sys.modules if name.startswith("strawberry")]
import os
os._exit(0)  # the hub's thread waits for nobody
"""
EXPECTED = """
page 200
api 200
graphql 404 GraphQL is not installed on this site
graphql 404 GraphQL is not installed on this site
sockets 1
command GraphQL is not installed, strawberry is missing: pip install '.[graphql]'
"""


@pytest.mark.django_db(transaction=True)
def test_everything_else_is_there_without_strawberry() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE": connection.settings_dict["NAME"],
        "PYTHONUNBUFFERED": "1",
    }
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", LIFE], env=environment, cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert [line for line in lines if line.split()[0] in ("page", "api", "graphql", "sockets", "command")] == (
        EXPECTED.strip().splitlines()
    )
