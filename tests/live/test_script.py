"""The site's own JavaScript stays small enough to be read at one go."""

from pathlib import Path

from django.conf import settings

SCRIPTS = [
    each for app in ("accounts", "blog", "es_core") for each in Path(settings.BASE_DIR, app).glob("static/**/*.js")
]


def test_live_js_has_less_than_150_lines() -> None:
    live = next(each for each in SCRIPTS if each.name == "live.js")
    assert len(live.read_text().splitlines()) < 150


def test_all_scripts_of_readers_pages_have_less_than_300_lines_of_code() -> None:
    readers = [each for each in SCRIPTS if each.name != "graphql.js"]
    lines = [line.strip() for each in readers for line in each.read_text().splitlines()]
    assert len([line for line in lines if line and not line.startswith("//")]) < 300
