"""The times without a leader as curves: for each window, the share of runs that found a leader within a time.

This is the experiment of Raft's Figure 16, drawn like that figure, with a logarithmic time axis.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from raftlab.failover_experiment import FailoverExperiment, OutageCurve, RangeMs
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page, standalone_svg

LEFT, TOP, WIDTH, HEIGHT = 62, 20, 560, 300
KEY_WIDTH = 172
"""The width of the key, right of the axes."""
AXIS_HEIGHT = 52
TICK_DIGITS = (1, 2, 5)
CURVE_STYLES = 6
"""The number of curves with their own colour and dash in the stylesheet."""


def failover_page(failovers: FailoverExperiment) -> str:
    """Return the page of one experiment: the picture, the numbers as a table, and how it was measured."""
    title = f"{failovers.scene}: the time without a leader, by the window of the election timeout"
    scrolled = tag("div", draw_curves(failovers), class_="scroll", tabindex=0, role="group", aria_label="the curves")
    body = tag(
        "main",
        tag("header", tag("h1", title), tag("p", setup_text(failovers), class_="muted")),
        scrolled,
        curves_table(failovers.curves),
        tag("h2", "How this was measured"),
        tag("p", experiment_text(failovers)),
        *(tag("p", text, class_="note") for text in timeout_mismatches(failovers.curves)),
    )
    return render_page(f"{title} · raftlab", body)


def setup_text(failovers: FailoverExperiment) -> str:
    """Return the file that was measured, and the settings."""
    return (
        f"{failovers.file} · {failovers.servers} servers · {failovers.seeds:,} runs per curve, "
        "a fifth of them where all timeouts are equal · "
        f"jail {failovers.isolation} · kit {failovers.kit}"
    )


def experiment_text(failovers: FailoverExperiment) -> str:
    """Return the description of the experiment."""
    low, high = failovers.latency_ms
    return (
        f"A cluster of {failovers.servers} servers has a leader, which sends two heartbeats in each minimum election "
        f"timeout. The leader crashes at a random time. The clock runs until another server leads, or for "
        f"{failovers.limit_ms / 1000:g} s. A message takes {low} to {high} ms, and there are no other faults. All "
        "times are virtual: the same file gives the same page. The paper's Figure 16 shows the experiment on real "
        "machines (Raft §9.3)."
    )


def timeout_mismatches(curves: Sequence[OutageCurve]) -> Iterator[str]:
    """Yield a note for each window that the servers did not draw from."""
    for each in curves:
        if each.drawn != each.asked:
            yield f"The window was {window_text(each.asked)}, but these servers drew from {window_text(each.drawn)}."


def curves_table(curves: Sequence[OutageCurve]) -> Markup:
    """Return the curves as numbers."""
    heads = ("window", "10 % found a leader within", "50 %", "95 %", "found none")
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    rows = (
        tag(
            "tr",
            tag("th", window_text(each.asked), scope="row"),
            *(tag("td", time_text(each.percentile_ms(percent))) for percent in (10, 50, 95)),
            tag("td", f"{each.leaderless:,} of {each.run_count:,}"),
        )
        for each in curves
    )
    return tag(
        "table", tag("caption", "Time from the crash to the next leader"), tag("thead", head), tag("tbody", *rows)
    )


def time_text(time_ms: float | None) -> str:
    """Return a time in words, "never" for None."""
    return "never" if time_ms is None else f"{time_ms:,.0f} ms"


def window_text(window: RangeMs) -> str:
    """Return a window in words."""
    return f"{window[0]} to {window[1]} ms"


# ---- the picture -----------------------------------------------------------------------------------------------------


def curves_svg(failovers: FailoverExperiment) -> bytes:
    """Return the picture as an SVG file."""
    return standalone_svg(draw_curves(failovers))


def draw_curves(failovers: FailoverExperiment) -> Markup:
    """Return the curves over a logarithmic time axis, with a key of colours and dashes."""
    start = axis_start(failovers.curves)
    shown = [(n, each) for n, each in enumerate(failovers.curves)]
    width, height = LEFT + WIDTH + KEY_WIDTH, TOP + HEIGHT + AXIS_HEIGHT
    return tag(
        "svg",
        tag("title", "The time without a leader after a crash, by the window of the election timeout"),
        tag("desc", " ".join(curve_text(each) for each in failovers.curves)),
        *draw_axes(start, failovers.limit_ms),
        *(draw_curve(n, each, start, failovers.limit_ms) for n, each in shown),
        *(draw_legend_line(n, each) for n, each in shown),
        role="img",
        class_="curves",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def curve_text(curve: OutageCurve) -> str:
    """Return one curve in words."""
    half = curve.percentile_ms(50)
    within = (
        f"half of the runs had a leader within {time_text(half)}" if half is not None else "fewer than half had one"
    )
    return f"{window_text(curve.asked)}: {within}, {curve.leaderless} of {curve.run_count} had none in time."


def axis_start(curves: Sequence[OutageCurve]) -> float:
    """Return the start of the time axis: the last of 1, 2, 5, 10, 20, … below the fastest run."""
    fastest = min((each.times_ms[0] for each in curves if each.times_ms), default=100.0)
    return max((at for at in axis_ticks(1.0, max(fastest, 1.0))), default=1.0)


def axis_ticks(low: float, high: float) -> Iterator[float]:
    """Yield 1, 2, 5, 10, 20, 50, … from `low` to `high`."""
    for exponent in range(7):
        for step in TICK_DIGITS:
            if low <= step * 10**exponent <= high:
                yield float(step * 10**exponent)


def x_of_time(time_ms: float, start: float, end: float) -> float:
    """Return the x of a time."""
    return LEFT + WIDTH * math.log(max(time_ms, start) / start) / math.log(end / start)


def y_of_share(share: float) -> float:
    """Return the y of a share of the runs."""
    return TOP + HEIGHT * (1 - share)


def draw_axes(start: float, end: float) -> Iterator[Markup]:
    """Yield the axes, their lines and their numbers."""
    for percent in (0, 25, 50, 75, 100):
        y = y_of_share(percent / 100)
        yield tag("line", class_="rule", x1=LEFT, y1=y, x2=LEFT + WIDTH, y2=y)
        yield tag("text", f"{percent} %", class_="caption end", x=LEFT - 8, y=y + 4)
    for at in axis_ticks(start, end):
        x = x_of_time(at, start, end)
        yield tag("line", class_="rule", x1=x, y1=TOP, x2=x, y2=TOP + HEIGHT)
        yield tag("text", f"{at:g}", class_="caption middle", x=x, y=TOP + HEIGHT + 17)
    middle, bottom = LEFT + WIDTH / 2, TOP + HEIGHT + 38
    yield tag("text", "time without a leader, in ms (logarithmic)", class_="middle", x=middle, y=bottom)
    turned = f"rotate(-90 14 {TOP + HEIGHT // 2})"
    yield tag("text", "runs with a leader again", class_="middle", x=14, y=TOP + HEIGHT // 2, transform=turned)


def draw_curve(curve_number: int, curve: OutageCurve, start: float, end: float) -> Markup:
    """Return one curve: it rises one step at the time of each run."""
    path = [f"M{x_of_time(start, start, end):.1f} {y_of_share(0):.1f}"]
    for count, time_ms in enumerate(curve.times_ms, start=1):
        path.append(f"H{x_of_time(time_ms, start, end):.1f}V{y_of_share(count / curve.run_count):.1f}")
    path.append(f"H{LEFT + WIDTH}")
    return tag("path", d="".join(path), class_=curve_class(curve_number))


def draw_legend_line(curve_number: int, curve: OutageCurve) -> Markup:
    """Return the key's line for one curve."""
    x, y = LEFT + WIDTH + 16, TOP + 14 + 26 * curve_number
    sample = tag("path", d=f"M{x} {y}h34", class_=curve_class(curve_number))
    return tag("g", sample, tag("text", window_text(curve.asked), x=x + 42, y=y + 4))


def curve_class(curve_number: int) -> str:
    """Return the CSS class of the curve with this number."""
    return f"curve c{curve_number % CURVE_STYLES}"
