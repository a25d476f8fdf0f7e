"""The benchmark: every work yields figures, in the agreed shape, and a run that failed is never one of them."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from bench import plot
from bench.figures import SYSTEMS, WORKS, Failed, Figure
from bench.report import write
from tests.bench.conftest import OF_EACH_SYSTEM, OURS_ALONE, run

SHAPE = {"work", "system", "median", "min", "max", "unit", "runs"}
QuickRun = tuple[Path, str]


def results(directory: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((directory / "results.json").read_text())
    return found


@pytest.mark.parametrize("work", OF_EACH_SYSTEM)
def test_each_system_does_some_of_each_work(quick_run: QuickRun, work: str) -> None:
    medians = {each["system"]: each["median"] for each in results(quick_run[0]) if each["work"] == work}
    peers = find_spec("eventsourcing") is not None
    assert set(medians) == {each for each in SYSTEMS if peers or not each.startswith("pyeventsourcing")}
    assert all(median > 0 for median in medians.values())


@pytest.mark.parametrize("work", OURS_ALONE)
def test_what_only_we_do_is_measured_too(quick_run: QuickRun, work: str) -> None:
    [figure] = [each for each in results(quick_run[0]) if each["work"] == work]
    assert (figure["system"], figure["unit"]) == ("conduit", "events/s")
    assert figure["median"] > 0


def test_results_have_the_agreed_shape(quick_run: QuickRun) -> None:
    for each in results(quick_run[0]):
        assert set(each) == SHAPE
        assert each["work"] in WORKS
        assert each["system"] in SYSTEMS
        assert len(each["runs"]) == 1
        assert each["min"] <= each["median"] <= each["max"]


def test_machine_versions_and_load_are_told(quick_run: QuickRun) -> None:
    said = quick_run[1]
    for each in ("PostgreSQL", "fsync on", "synchronous_commit on", "Python", "psycopg", "load average"):
        assert each in said
        assert each in (quick_run[0] / "results.md").read_text()


def test_a_missing_peer_is_told_with_the_way_to_get_it(quick_run: QuickRun) -> None:
    assert (find_spec("eventsourcing") is None) == ("`make bench` installs it" in quick_run[1])


@pytest.mark.parametrize(
    ("system", "said"), [("Idle", "came to nothing"), ("Raising", "no more room"), ("Dying", "ended with 3")]
)
def test_a_run_that_fails_fails_the_benchmark(django_db_setup: None, system: str, said: str) -> None:
    done = run("-m", "tests.bench.broken", system)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_no_figure() -> None:
    for runs in ((), (3.0, 0.0)):
        with pytest.raises(Failed):
            Figure("tail", "conduit", "events/s", runs)


def test_goals_are_held_against_ratios_of_the_same_run(tmp_path: Path) -> None:
    figures = [
        Figure("append-1x1", "conduit", "events/s", (800.0, 900.0, 1000.0)),
        Figure("append-1x1", "bare", "events/s", (999.0, 1000.0, 1001.0)),
        Figure("command", "conduit", "commands/s", (100.0,)),
        Figure("command", "pyeventsourcing", "commands/s", (200.0,)),
    ]
    write(figures, ["a machine"], tmp_path)
    table = (tmp_path / "results.md").read_text()
    assert "| append-1x1 | bare | 0.75 / 0.9 | 0.90 reached |" in table
    assert "| command | pyeventsourcing | 0.8 / 1 | 0.50 **missed** |" in table
    assert results(tmp_path)[0] == {
        "work": "append-1x1", "system": "conduit", "median": 900.0, "min": 800.0, "max": 1000.0,
        "unit": "events/s", "runs": [800.0, 900.0, 1000.0],
    }  # fmt: skip


def test_the_longest_bar_of_a_group_is_its_best() -> None:
    drawn = plot.bars("Speed", {"append": {"ours": 50, "theirs": 25}, "read": {"ours": 3}})
    widths = [int(part.split('"')[0]) for part in drawn.split(' width="')[1:]][3:]
    assert [width == max(widths) for width in widths] == [True, False, True]
    assert ">50</text>" in drawn
