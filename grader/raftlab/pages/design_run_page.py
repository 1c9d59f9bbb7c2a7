"""The run of a design as a picture: faults, leaders, the latency of each call, stale reads, and the log's length."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from raftlab.design.design_measurement import Measurement
from raftlab.design.miss_diagnosis import Miss
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page, standalone_svg

LEFT, WIDTH, RIGHT = 96, 640, 24
FAULT_HEIGHT, LEADER_HEIGHT, LATENCY_HEIGHT, LOG_HEIGHT, GAP, AXIS = 44, 22, 170, 60, 16, 40
LATENCY_TICKS = (0.1, 1, 10, 100, 1000, 10000)
TERM_STYLES = 8
"""Colours of terms in the stylesheet."""
SHORT_PART_MS = 2000
"""A part of a run that is no longer has a mark each tenth of a second."""
FEW_DOTS = 200
"""Up to so many dots of one kind are drawn twice as large."""
DOT_LIMIT = 1500
"""Dots of one kind; of more calls every second, third, … is drawn."""


def design_page(measurements: Sequence[Measurement], misses: Sequence[Sequence[Miss]]) -> str:
    """Return a page with the figures, the reasons of the misses and the picture of each run.

    misses: those of each measurement, in the same order.
    """
    sections = [
        (
            workload_heading(each),
            scroll_box(figures_table(each), "the figures"),
            miss_reasons(missed),
            scrolling_run_picture(each),
        )
        for each, missed in zip(measurements, misses, strict=True)
    ]
    parts = [part for section in sections for part in section]
    body = tag("main", tag("header", tag("h1", "The design, measured")), *parts)
    return render_page("The design, measured · raftlab", body)


def workload_heading(measurement: Measurement) -> Markup:
    """Return the heading of one workload."""
    return tag("h2", f"{measurement.workload.name}: {measurement.workload.title}")


def scroll_box(content: Markup, label: str) -> Markup:
    """Return content in a box that scrolls where the window is narrow."""
    return tag("div", content, class_="scroll", tabindex=0, role="group", aria_label=label)


def scrolling_run_picture(measurement: Measurement) -> Markup:
    """Return the picture of a run."""
    return scroll_box(draw_design_run(measurement), "the run over time")


def miss_reasons(misses: Sequence[Miss]) -> Markup | None:
    """Return why each requirement is missed: what was seen, and the knob that alone makes the difference."""
    items = (tag("li", tag("b", f"{miss.requirement.title}: "), miss.reason) for miss in misses)
    return tag("ul", *items) if misses else None


def figures_table(measurement: Measurement) -> Markup:
    """Return what is required, and what was measured."""
    head = tag("tr", *(tag("th", each, scope="col") for each in ("requirement", "needed", "measured", "")))
    rows = (
        tag(
            "tr",
            tag("th", need.title, scope="row"),
            tag("td", need.limit_text),
            tag("td", f"{measurement.figure(need):g} {need.unit}"),
            tag("td", "ok" if measurement.meets(need) else "missed"),
        )
        for need in measurement.workload.requirements
    )
    return tag("table", tag("caption", "Requirements"), tag("thead", head), tag("tbody", *rows))


def design_svg(measurement: Measurement) -> bytes:
    """Return the picture as an SVG file."""
    return standalone_svg(draw_design_run(measurement))


def draw_design_run(measurement: Measurement) -> Markup:
    """Return the picture of one run."""
    height = FAULT_HEIGHT + LEADER_HEIGHT + LATENCY_HEIGHT + LOG_HEIGHT + 3 * GAP + AXIS
    width = LEFT + WIDTH + RIGHT
    return tag(
        "svg",
        tag("title", f"{measurement.workload.title}: the run of the design"),
        tag("desc", run_description_text(measurement)),
        *fault_bands(measurement, height - AXIS),
        *leader_bars(measurement, FAULT_HEIGHT),
        *latency_marks(measurement, FAULT_HEIGHT + LEADER_HEIGHT + GAP),
        *log_curve(measurement, FAULT_HEIGHT + LEADER_HEIGHT + LATENCY_HEIGHT + 2 * GAP),
        *time_axis(measurement, height - AXIS),
        role="img",
        class_="curves",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def run_description_text(measurement: Measurement) -> str:
    """Return the run in words."""
    faults = ", ".join(f"{kind} at {start:.0f} ms" for kind, start, _ in measurement.replay.faults)
    leaders = ", ".join(f"{name} from {at:.0f} ms" for at, _, name in measurement.replay.leaders)
    figures = ", ".join(
        f"{need.title} {measurement.figure(need):g} {need.unit}" for need in measurement.workload.requirements
    )
    return f"Faults: {faults}. Leaders: {leaders}. Measured: {figures}."


def x_of_time(measurement: Measurement, at: float) -> float:
    """Return the x of a time."""
    start, end = measurement.replay.start_ms, measurement.replay.end_ms
    return LEFT + WIDTH * (min(max(at, start), end) - start) / (end - start)


def fault_bands(measurement: Measurement, bottom: float) -> Iterator[Markup]:
    """Yield a shaded band for each fault, with its name above; the names take two lines in turn."""
    yield tag("text", "faults", class_="caption end", x=LEFT - 8, y=17)
    for _, start, end in measurement.replay.faults:
        x = x_of_time(measurement, start)
        width = max(3.0, x_of_time(measurement, end) - x)
        yield tag("rect", x=x, y=4, width=width, height=bottom - 4, fill="var(--line)", fill_opacity=0.5)
    for number, (kind, start, _) in enumerate(measurement.replay.faults):
        x = x_of_time(measurement, start)
        yield tag("text", kind, class_="caption", x=x + 2, y=17 + 18 * (number % 2))


def leader_bars(measurement: Measurement, top: float) -> Iterator[Markup]:
    """Yield a bar for each leader in the colour of its term, from its election to the next."""
    yield tag("text", "leader", class_="caption end", x=LEFT - 8, y=top + 16)
    leaders = measurement.replay.leaders
    ends = [at for at, _, _ in leaders[1:]] + [measurement.replay.end_ms]
    for (at, term, name), end in zip(leaders, ends, strict=True):
        x, x_end = x_of_time(measurement, at), x_of_time(measurement, end)
        label = tag(
            "text", f"{name}" if x_end - x < 70 else f"{name} · term {term}", class_="caption", x=x + 4, y=top + 16
        )
        bar = tag("rect", x=x, y=top, width=max(1.0, x_end - x), height=LEADER_HEIGHT, fill="none", stroke="var(--ink)")
        yield tag("g", bar, label if x_end - x > 24 else None)


def latency_marks(measurement: Measurement, top: float) -> Iterator[Markup]:
    """Yield the latency of each call over the time at which it was due, and above them the stale reads."""
    bottom = top + LATENCY_HEIGHT
    yield tag("text", "ms", class_="caption end", x=LEFT - 8, y=top + 14)
    for tick in LATENCY_TICKS[:-1]:
        y = y_of_latency(tick, bottom)
        yield tag("line", class_="rule", x1=LEFT, y1=y, x2=LEFT + WIDTH, y2=y)
        yield tag("text", f"{tick:g}", class_="caption end", x=LEFT - 8, y=y + 4)
    replay = measurement.replay
    for calls, colour in ((replay.reads, "var(--c1)"), (replay.writes, "var(--c4)")):
        step = -(-len(calls) // DOT_LIMIT) if calls else 1
        size = 1.6 if len(calls) > FEW_DOTS else 3.2
        path = "".join(
            f"M{x_of_time(measurement, due):.1f} {y_of_latency(ms, bottom):.1f}h{size}" for due, ms in calls[::step]
        )
        yield tag("path", d=path or "M0 0", stroke=colour, stroke_width=1.5 * size, fill="none")
    if replay.stale:
        yield tag("text", "stale", class_="caption end", x=LEFT - 8, y=top - 3)
    yield from (stale_mark(x_of_time(measurement, at), top - 12) for at, _, _ in replay.stale)
    names = [("var(--c4)", "writes"), ("var(--c1)", "reads")] if replay.reads else [("var(--c4)", "writes")]
    names += [("var(--c2)", f"{len(replay.stale)} stale reads")] if replay.stale else []
    for number, (colour, name) in enumerate(names):
        x, y = LEFT + WIDTH - 110, top + 18 + 18 * number
        square = tag("rect", x=x - 14, y=y - 9, width=9, height=9, fill=colour)
        yield tag("g", stale_mark(x - 10, y - 9) if "stale" in name else square, tag("text", name, x=x, y=y))


def stale_mark(x: float, top: float) -> Markup:
    """Return the cross of a stale read, with its middle at `x`."""
    return tag("path", d=f"M{x - 4:.1f} {top}l8 8m0 -8l-8 8", stroke="var(--c2)", stroke_width=2, fill="none")


def y_of_latency(ms: float, bottom: float) -> float:
    """Return the y of a latency on the logarithmic scale."""
    low, high = math.log10(LATENCY_TICKS[0]), math.log10(LATENCY_TICKS[-1])
    part = (math.log10(max(ms, LATENCY_TICKS[0])) - low) / (high - low)
    return bottom - LATENCY_HEIGHT * min(part, 1.0)


def log_curve(measurement: Measurement, top: float) -> Iterator[Markup]:
    """Yield the length of the longest log over time."""
    longest = max(1, measurement.figures.log_length)
    bottom = top + LOG_HEIGHT
    yield tag("text", "log", class_="caption end", x=LEFT - 8, y=top + 12)
    yield tag("text", f"at most {longest} entries", class_="caption", x=LEFT + 4, y=top + 12)
    yield tag("line", class_="rule", x1=LEFT, y1=bottom, x2=LEFT + WIDTH, y2=bottom)
    highest: dict[int, int] = {}
    for at, size in measurement.replay.log_sizes:
        column = round(x_of_time(measurement, at))
        highest[column] = max(highest.get(column, 0), size)
    points = [f"{x} {bottom - LOG_HEIGHT * size / longest:.1f}" for x, size in sorted(highest.items())]
    yield tag("path", d=f"M{'L'.join(points)}" if points else "M0 0", class_="curve", stroke="var(--c5)")


def time_axis(measurement: Measurement, bottom: float) -> Iterator[Markup]:
    """Yield the seconds below the picture."""
    start, end = measurement.replay.start_ms, measurement.replay.end_ms
    step = 1000 if end - start > SHORT_PART_MS else 100
    for at in range(math.ceil(start / step) * step, int(end) + 1, step):
        x = x_of_time(measurement, at)
        yield tag("line", class_="rule", x1=x, y1=bottom - 6, x2=x, y2=bottom)
        yield tag("text", f"{at / 1000:g}", class_="caption middle", x=x, y=bottom + 16)
    yield tag("text", "seconds since the clients began", class_="middle", x=LEFT + WIDTH / 2, y=bottom + 34)
