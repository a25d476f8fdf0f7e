"""docs/operations.md names nothing that is not there. Its drill is run by tests/platform/test_restore_drill.py."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.test import Client

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operations.md").read_text()
SETTINGS, FIGURES = ROOT / "conduit_site" / "settings.py", ROOT / "conduit_site" / "figures.py"
COMMANDS = sorted(set(re.findall(r"\./manage\.py ([a-z_]+)((?: [^\s`;|&)]+)*)", PAGE)))


@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_commands_can_be_given_as_they_stand_there(name: str, arguments: str) -> None:
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    parser.parse_args(arguments.split())


@pytest.mark.django_db
def test_figures_have_the_names_that_metrics_give_them() -> None:
    """Some are told by a process that serves alone: those stand in the code under their whole name."""
    told = Client().get("/metrics", REMOTE_ADDR="127.0.0.1").text
    named = set(re.findall(r"`(conduit_[a-z_]+?)[`{]", PAGE.partition("## What to watch")[2]))
    assert len(named) > 5
    unknown = {each for each in named if f"# TYPE {each} " not in told}
    assert [each for each in unknown if f'"{each}"' not in FIGURES.read_text()] == []


def test_settings_are_heard() -> None:
    """Of the file that the service reads."""
    example = PAGE.partition("    DATABASE_URL=")[2].partition("\n\n")[0]
    named = re.findall(r"^    ([A-Z_]+)=", example, re.MULTILINE)
    assert len(named) > 5
    assert [each for each in named if f'"{each}"' not in SETTINGS.read_text()] == []
