"""What a run leaves in docs/benchmarks: results.json for programs, results.md and results.svg for people."""

import json
from collections.abc import Sequence
from pathlib import Path

from bench import plot
from bench.figures import SYSTEMS, WORKS, Figure, found
from bench.goals import ELSEWHERE, GOALS


def write(figures: Sequence[Figure], said: Sequence[str], directory: Path) -> None:
    """`said` are the lines about machine and load."""
    directory.mkdir(parents=True, exist_ok=True)
    results = json.dumps([each.as_json() for each in figures], indent=1) + "\n"
    (directory / "results.json").write_text(results)
    (directory / "results.md").write_text(markdown(figures, said))
    (directory / "results.svg").write_text(plot.bars("Work per second: longer is better", _groups(figures)))


def markdown(figures: Sequence[Figure], said: Sequence[str]) -> str:
    head = ["# What was measured", "", "By `make bench`; how to read it: [README.md](README.md).", ""]
    told = [f"- {each}" for each in said]
    return "\n".join([*head, *told, "", "![Work per second](results.svg)", "", *_table(figures), "", *ELSEWHERE, ""])


def _table(figures: Sequence[Figure]) -> list[str]:
    lines = ["| work | system | median | min | max | runs | besides |", "|---|---|---|---|---|---|---|"]
    for each in figures:
        spread = f"{each.median:,.0f} {each.unit} | {min(each.runs):,.0f} | {max(each.runs):,.0f} | {len(each.runs)}"
        lines.append(f"| {each.work} | {each.system} | {spread} | {each.note} |")
    lines += ["", "| work | ours against | goal at least / aim | measured |", "|---|---|---|---|"]
    return lines + [line for line in (_goal(figures, *each) for each in GOALS) if line]


def _goal(figures: Sequence[Figure], work: str, against: str, least: float, aim: float) -> str:
    ours, other = found(figures, work, "conduit"), found(figures, work, against)
    if ours is None or other is None:
        return ""
    ratio = ours.median / other.median
    said = "reached" if ratio >= aim else "at least" if ratio >= least else "**missed**"
    return f"| {work} | {against} | {least:g} / {aim:g} | {ratio:.2f} {said} |"


def _groups(figures: Sequence[Figure]) -> dict[str, dict[str, float]]:
    rates = [each for each in figures if each.unit.endswith("/s")]
    groups = {work: {name: found(rates, work, name) for name in SYSTEMS} for work in WORKS}
    return {
        work: {name: each.median for name, each in group.items() if each}
        for work, group in groups.items()
        if any(group.values())
    }
