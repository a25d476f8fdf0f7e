"""Every command of the site, as a person meets it: help with an example, words and exit codes instead of tracebacks."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from es_core.context import now
from es_core.management.chosen import agreed
from es_core.management.tables import table
from es_core.models import LiveProcess
from tests.es_core.process import managing

ROOT = Path(__file__).parent.parent
OURS = sorted(path.stem for path in ROOT.glob("*/management/commands/[a-z]*.py"))
AS_JSON = {
    "dead_letters", "es_export", "es_import", "es_leftovers", "es_status", "es_tail", "es_verify_log", "forget_subject",
    "import_articles", "live_status", "operations", "projectors", "purge_commands", "read_model_at", "rotate_keys",
    "rebuild_projections", "scheduled", "verify_projections",
}  # fmt: skip


def help_of(name: str) -> str:
    return str(load_command_class(get_commands()[name], name).create_parser("manage.py", name).format_help())


def said(*arguments: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    out = io.StringIO()
    try:
        call_command(*arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.parametrize("name", OURS)
def test_help_has_an_example_on_a_line_of_its_own(name: str) -> None:
    lines = [line.strip() for line in help_of(name).splitlines()]
    assert any(f"./manage.py {name}" in line and not line.startswith("usage:") for line in lines), "\n".join(lines)


@pytest.mark.parametrize("name", sorted(AS_JSON))
def test_what_tells_something_tells_scripts(name: str) -> None:
    assert "--json" in help_of(name)


@pytest.mark.parametrize("articles", ["-1", "x", "1.5", "99999999999"])
def test_a_demo_of_less_than_nothing_is_refused(articles: str) -> None:
    with pytest.raises(CommandError, match="a number of articles from 0 on"):
        call_command("seed_demo", f"--articles={articles}")


@pytest.mark.parametrize("average", ["-1", "nan", "inf", "x"])
def test_averages_that_can_not_be_are_refused(average: str) -> None:
    with pytest.raises(CommandError, match="an average from 0 to"):
        call_command("seed_demo", "--articles=1", f"--comments-per-article={average}")


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
@pytest.mark.parametrize("arguments", [("verify_projections", "--most"), ("rebuild_projections", "--jobs")])
def test_less_than_one_is_refused_and_not_taken_for_nothing_wrong(arguments: tuple[str, ...], number: str) -> None:
    name, option = arguments
    with pytest.raises(CommandError, match="a number from 1 on"):
        call_command(name, "--all", f"{option}={number}")


def test_names_beside_all_are_two_wishes() -> None:
    with pytest.raises(CommandError, match="one of them") as refused:
        call_command("verify_projections", "articles", "--all")
    assert refused.value.returncode == 2


def test_a_program_that_postgres_does_not_have_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.EMBEDDED", True)
    with pytest.raises(CommandError, match=r"no program 'plsql'; there are: .*pg_dump.*, psql") as refused:
        call_command("postgres", "plsql")
    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("arguments", [("scheduled",), ("audit", "--csv"), ("graphql_schema",)])
def test_a_reader_that_goes_away_is_no_failure(arguments: tuple[str, ...]) -> None:
    with managing(*arguments) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert (process.wait(30), process.stderr.read()) == (0, "")


@pytest.mark.parametrize(("answer", "is_yes"), [("y", True), ("Yes ", True), ("n", False), ("yeah", False)])
def test_a_yes_is_a_yes(answer: str, is_yes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert agreed("Go on? [y/N] ") is is_yes


def web_process(name: str, **figures: int) -> None:
    moment = now()
    LiveProcess.objects.create(
        id=uuid4(), name=name, started_at=moment, seen_at=moment, position=0, figures={"sockets": 3, **figures}
    )


@pytest.mark.django_db
def test_live_status_says_that_nobody_serves() -> None:
    code, told = said("live_status")
    assert code == 1
    assert "Live queries in 0 web processes" in told


@pytest.mark.django_db
def test_live_status_fits_a_narrow_terminal_however_long_the_names_are() -> None:
    for nth in range(6):
        web_process(f"a-web-server-with-a-long-name-{nth}.example.org:{10_000 + nth}", renders=1_234_567)
    code, told = said("live_status")
    assert code == 0
    assert max(map(len, told.splitlines())) <= 80
    assert told.count("1,234,567") == 6
    assert all(f"({nth + 1}) a-web-server-with-a-long-name-{nth}.example.org" in told for nth in range(6))
    assert "seconds since it said all this" in told


@pytest.mark.django_db
def test_live_status_for_scripts() -> None:
    web_process("web-1:42", renders=7)
    code, told = said("live_status", "--json")
    [process] = json.loads(told)["processes"]
    assert (code, process["process"], process["renders"], process["lag"]) == (0, "web-1:42", 7, 0)
    assert 0 <= process["age"] < 30


@pytest.mark.django_db
def test_a_process_that_went_silent_is_left_out() -> None:
    web_process("gone")
    LiveProcess.objects.update(seen_at=now().replace(year=2020))
    assert said("live_status")[0] == 1


@pytest.mark.django_db
def test_projectors_are_listed() -> None:
    code, told = said("projectors", "list", "--json")
    found: dict[str, Any] = {each["name"]: each for each in json.loads(told)["projectors"]}
    assert found["articles"]["kind"] == "inline"
    assert found["activity"]["kind"] == "catch-up"
    assert found["publishing"]["tables"] == []
    assert "blog_activity" in found["activity"]["tables"]
    words = said("projectors")[1]
    assert max(map(len, words.splitlines())) <= 80
    assert code in (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [("list", "nobody"), ("pause",), ("pause", "nobody"), ("resume", "articles")])
def test_a_projector_that_can_not_be_meant_is_told_in_words(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("projectors", *arguments)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_es_status_fits_a_narrow_terminal() -> None:
    told = said("es_status")[1]
    assert max(map(len, told.splitlines())) <= 80
    assert "activity" in told


def test_a_table_breaks_no_name_and_no_number() -> None:
    rows = [("a-projector-with-quite-a-long-name", "12,345,678", "words " * 20)]
    told = table(("name", "n", "words"), rows, numbers=("n",))
    assert "a-projector-with-quite-a-long-name" in told
    assert "12,345,678" in told
    assert max(map(len, told.splitlines())) <= 80
