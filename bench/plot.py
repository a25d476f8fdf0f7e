"""Two kinds of drawing, by hand: bars beside each other, and lines over a logarithmic axis."""

import math
from collections.abc import Mapping, Sequence
from html import escape

COLOURS = ("#2f855a", "#b7791f", "#975a16", "#718096")
WIDTH, LEFT, BAR = 760, 170, 14
STYLE = "<style>text{font:12px sans-serif;fill:#4a5568}.name{font-weight:bold}</style>"

Bars = Mapping[str, float]


def bars(title: str, groups: Mapping[str, Bars]) -> str:
    """For each group a bar a name, as long as its share of the group's longest; the number stands behind it."""
    names = list(dict.fromkeys(name for group in groups.values() for name in group))
    lines, y = _legend(names), 60
    for group, values in groups.items():
        lines.append(f'<text class="name" x="{LEFT - 8}" y="{y + 11}" text-anchor="end">{escape(group)}</text>')
        for name, value in values.items():
            length = max(1, (WIDTH - LEFT - 110) * value / max(values.values()))
            colour = COLOURS[names.index(name) % len(COLOURS)]
            lines.append(f'<rect x="{LEFT}" y="{y}" width="{length:.0f}" height="{BAR - 2}" fill="{colour}"/>')
            lines.append(f'<text x="{LEFT + length + 6:.0f}" y="{y + 10}">{value:,.0f}</text>')
            y += BAR
        y += 10
    return _svg(title, y, lines)


def curves(title: str, xs: Sequence[int], series: Mapping[str, Sequence[float]], unit: str) -> str:
    """A line a name; x grows by powers, y from 0."""
    most = max(value for values in series.values() for value in values)
    lines, height = _legend(list(series)), 320
    low, high = math.log10(xs[0]), math.log10(xs[-1])

    def at(x: int, y: float) -> tuple[float, float]:
        return LEFT + (WIDTH - LEFT - 60) * (math.log10(x) - low) / (high - low or 1), 290 - 220 * y / most

    for x in xs:
        lines.append(f'<text x="{at(x, 0)[0]:.0f}" y="308" text-anchor="middle">{x:,}</text>')
    for y in (0, most / 2, most):
        lines.append(f'<text x="{LEFT - 8}" y="{at(xs[0], y)[1] + 4:.0f}" text-anchor="end">{y:,.0f} {unit}</text>')
    for number, values in enumerate(series.values()):
        points = " ".join("{:.0f},{:.0f}".format(*at(x, y)) for x, y in zip(xs, values, strict=True))
        colour = COLOURS[number % len(COLOURS)]
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return _svg(title, height, lines)


def _legend(names: Sequence[str]) -> list[str]:
    lines, x = [], 12
    for number, name in enumerate(names):
        lines.append(f'<rect x="{x}" y="34" width="10" height="10" fill="{COLOURS[number % len(COLOURS)]}"/>')
        lines.append(f'<text x="{x + 14}" y="43">{escape(name)}</text>')
        x += 40 + 7 * len(name)
    return lines


def _svg(title: str, height: int, lines: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    ground = (
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/><text class="name" x="12" y="20">{escape(title)}</text>'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", STYLE, ground, *lines, "</svg>", ""])
