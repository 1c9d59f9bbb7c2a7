"""Draw calls a second and the slowest calls over the window, for two machines and two batches."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from raftlab.checks.placed_server import PlacedServer
from raftlab.errors import SubmissionError
from raftlab.labs.scene10.throughput import BATCHES, MACHINES, WINDOWS, measure_with
from raftlab.pages.drawing_plugin import SceneDrawing
from raftlab.pages.html.markup import Markup, tag

Figures = Mapping[tuple[str, int, int], tuple[float, float]]
"""(machine, batch, window) -> (calls a second, 99th percentile in ms)."""
RECORDED = Path(__file__).with_name("recorded_figures.toml")
PANEL_WIDTH, PANEL_HEIGHT = 250, 150
LEFT, TOP, GAP_X, GAP_Y = 64, 34, 84, 78
MEASURES = ("calls a second", "99th percentile, ms")
NAMES = ("course", "you")


def recorded_figures() -> Figures:
    """Return what the course's server reached, as recorded."""
    rows = tomllib.loads(RECORDED.read_text(encoding="utf-8"))["figures"]
    return {(row["machine"], row["batch"], row["window"]): (row["calls"], row["p99_ms"]) for row in rows}


def handout_picture() -> Markup:
    """Return the handout's picture: the course's curves alone."""
    return charts_svg([recorded_figures()])


def draw_submission(server: PlacedServer) -> Sequence[SceneDrawing]:
    """Return the charts of the submission's figures on the course's."""
    title = "calls a second and slowest calls over window and batch"
    try:
        measured = {
            (machine, batch, window): measure_with(server, machine, window, batch)
            for machine in MACHINES
            for batch in BATCHES
            for window in WINDOWS
        }
    except SubmissionError as fault:
        return (SceneDrawing(title, (str(fault),)),)
    recorded = recorded_figures()
    lines = [f"{'machine':16} batch window  calls/s  (course)   p99 ms  (course)"]
    for (machine, batch, window), (calls, p99) in measured.items():
        course = recorded[machine, batch, window]
        lines.append(
            f"{machine:16} {batch:5} {window:6} {calls:8.0f}  ({course[0]:6.0f}) {p99:8.1f}  ({course[1]:6.1f})"
        )
    return (SceneDrawing(title, tuple(lines), charts_svg([recorded, measured])),)


def charts_svg(curves: Sequence[Figures]) -> Markup:
    """Return four charts: a row for each machine, calls a second on the left and the slowest calls on the right."""
    width = LEFT + 2 * PANEL_WIDTH + GAP_X + 190
    height = TOP + 2 * PANEL_HEIGHT + GAP_Y + 50
    panels = [
        panel
        for row, machine in enumerate(MACHINES)
        for column in range(2)
        for panel in chart(
            curves, machine, column, LEFT + column * (PANEL_WIDTH + GAP_X), TOP + row * (PANEL_HEIGHT + GAP_Y)
        )
    ]
    return tag(
        "svg",
        tag("title", "Calls a second and the 99th percentile over the window"),
        tag("desc", figures_text(curves[-1])),
        *panels,
        *legend_lines(len(curves), LEFT + 2 * PANEL_WIDTH + GAP_X + 16),
        role="img",
        class_="curves",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def figures_text(figures: Figures) -> str:
    """Return the first and the last figure of each curve in words."""
    parts = []
    for machine in MACHINES:
        for batch in BATCHES:
            first, last = (figures[machine, batch, window][0] for window in (WINDOWS[0], WINDOWS[-1]))
            parts.append(
                f"{machine}, batch {batch}: {first:.0f} calls a second with window 1, {last:.0f} with {WINDOWS[-1]}"
            )
    return "; ".join(parts) + "."


def chart(curves: Sequence[Figures], machine: str, measure: int, start_x: float, top: float) -> Iterator[Markup]:
    """Yield one chart: a curve for each batch and each server."""
    highest = max(figures[machine, batch, w][measure] for figures in curves for batch in BATCHES for w in WINDOWS)
    limit = nice_limit(highest)
    yield tag("text", f"{machine}: {MEASURES[measure]}", class_="caption", x=start_x, y=top - 10)
    for step in range(3):
        y = top + PANEL_HEIGHT * (1 - step / 2)
        yield tag("line", class_="rule", x1=start_x, y1=y, x2=start_x + PANEL_WIDTH, y2=y)
        yield tag("text", f"{limit * step / 2:g}", class_="caption end", x=start_x - 8, y=y + 4)
    for position, window in enumerate(WINDOWS):
        yield tag(
            "text", str(window), class_="caption middle", x=x_of_window(start_x, position), y=top + PANEL_HEIGHT + 17
        )
    middle = start_x + PANEL_WIDTH / 2
    yield tag("text", "window, in messages", class_="caption middle", x=middle, y=top + PANEL_HEIGHT + 36)
    for number, figures in enumerate(curves):
        for place, batch in enumerate(BATCHES):
            values = [figures[machine, batch, window][measure] for window in WINDOWS]
            yield tag("path", d=curve_path(values, limit, start_x, top), class_=f"curve c{2 * number + place}")


def nice_limit(highest: float) -> float:
    """Return the end of an axis: 1, 2 or 5 times a power of ten, at least `highest`."""
    power = 1.0
    while power * 10 < highest:
        power *= 10
    return next(power * times for times in (1, 2, 5, 10) if power * times >= highest)


def x_of_window(start_x: float, position: int) -> float:
    """Return the x of a window: windows double from place to place."""
    return start_x + 12 + (PANEL_WIDTH - 24) * position / (len(WINDOWS) - 1)


def curve_path(values: Sequence[float], limit: float, start_x: float, top: float) -> str:
    """Return the path of one curve."""
    points = [
        f"{x_of_window(start_x, position):.1f} {top + PANEL_HEIGHT * (1 - value / limit):.1f}"
        for position, value in enumerate(values)
    ]
    return "M" + "L".join(points)


def legend_lines(servers: int, x: float) -> Iterator[Markup]:
    """Yield the key: a line in each curve's colour and dash, and its name."""
    for number in range(servers):
        for place, batch in enumerate(BATCHES):
            y = TOP + 14 + 26 * (2 * number + place)
            sample = tag("path", d=f"M{x} {y}h34", class_=f"curve c{2 * number + place}")
            yield tag("g", sample, tag("text", f"{NAMES[number]}, batch {batch}", x=x + 42, y=y + 4))
