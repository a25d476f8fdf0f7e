"""People need no blog: with it taken out, a process of its own signs somebody up on this test's database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Profile

LIFE = """
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.test import Client

assert not apps.is_installed("blog")
call_command("check")
client = Client(headers={"host": "localhost"})
form = {"username": "ann", "email": "ann@example.org", "password": "open sesame"}

def visit(path, data=None):
    answer = client.post(path, data) if data is not None else client.get(path)
    print(path, answer.status_code, answer.headers.get("Location", ""))

visit("/register")
visit("/register", form)
visit("/settings", form | {"username": "anna", "bio": "Hi"})
visit("/settings")
visit("/logout", {})
visit("/login", form)
visit("/admin/login/")
"""
EXPECTED = """
/register 200
/register 302 /
/settings 302 /
/settings 200
/logout 302 /
/login 302 /
/admin/login/ 200
"""


@pytest.mark.django_db(transaction=True)
def test_signing_up_works_with_the_blog_removed() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.accounts.settings_without_blog",
        "TEST_DATABASE": connection.settings_dict["NAME"],
    }
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", LIFE], env=environment, cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    lines = [line.strip() for line in ran.stdout.splitlines() if line.startswith("/")]
    assert lines == EXPECTED.split("\n")[1:-1]
    assert (Profile.objects.get().username, Profile.objects.get().bio) == ("anna", "Hi")
