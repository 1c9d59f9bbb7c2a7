"""The times without a leader as curves: of each window, how many of the runs had a leader again by when.

The experiment of Raft's Figure 16, drawn as that figure is: time on a logarithmic axis, the share of runs upwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from raftlab.failover import Curve, Failovers, Window
from raftlab.pages.markup import Markup, tag
from raftlab.pages.page import page, standalone

LEFT, TOP, WIDTH, HEIGHT = 62, 20, 560, 300
KEY = 172
"""The room to the right of the axes, for the key."""
BELOW = 52
STEPS = (1, 2, 5)
SHADES = 6
"""How many curves have a colour and a dash of their own in the stylesheet."""


def curves_page(found: Failovers) -> str:
    """Return the page of one experiment: the picture, the same as a table, and what was done."""
    title = f"{found.scene}: the time without a leader, by the window of the election timeout"
    scrolled = tag("div", picture(found), class_="scroll", tabindex=0, role="group", aria_label="the curves")
    body = tag(
        "main",
        tag("header", tag("h1", title), tag("p", facts(found), class_="muted")),
        scrolled,
        table(found.curves),
        tag("h2", "What was done"),
        tag("p", experiment(found)),
        *(tag("p", each, class_="note") for each in departures(found.curves)),
    )
    return page(f"{title} · raftlab", body)


def facts(found: Failovers) -> str:
    """Return whose server it was, and how it was run."""
    return (
        f"{found.file} · {found.servers} servers · {found.seeds:,} runs a curve, a fifth for no width · "
        f"jail {found.isolation} · kit {found.kit}"
    )


def experiment(found: Failovers) -> str:
    """Return what was done, in words."""
    low, high = found.latency_ms
    return (
        f"A cluster of {found.servers} servers has a leader; its heartbeats come twice in a minimum election timeout. "
        f"At a random moment it crashes; the clock runs until another server leads, {found.limit_ms / 1000:g} s at "
        f"most. A message takes {low} to {high} ms, and nothing else goes wrong. All times are virtual: the same file "
        "gives the same page. The paper's Figure 16 shows the experiment on real machines (Raft §9.3)."
    )


def departures(curves: Sequence[Curve]) -> Iterator[str]:
    """Yield the windows that the servers did not draw from as they were asked to."""
    for each in curves:
        if each.drawn != each.asked:
            yield f"Asked for {span(each.asked)}, these servers drew from {span(each.drawn)}."


def table(curves: Sequence[Curve]) -> Markup:
    """Return the curves as numbers."""
    heads = ("window", "a tenth had a leader within", "half", "95 of 100", "no leader in time")
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))
    rows = (
        tag(
            "tr",
            tag("th", span(each.asked), scope="row"),
            *(tag("td", told_ms(each.within(percent))) for percent in (10, 50, 95)),
            tag("td", f"{each.leaderless:,} of {each.runs:,}"),
        )
        for each in curves
    )
    return tag(
        "table", tag("caption", "Time from the crash to the next leader"), tag("thead", head), tag("tbody", *rows)
    )


def told_ms(time_ms: float | None) -> str:
    """Return a time in words."""
    return "never" if time_ms is None else f"{time_ms:,.0f} ms"


def span(window: Window) -> str:
    """Return a window in words."""
    return f"{window[0]} to {window[1]} ms"


# ---- the picture -----------------------------------------------------------------------------------------------------


def curves_file(found: Failovers) -> bytes:
    """Return the picture as a file of its own."""
    return standalone(picture(found))


def picture(found: Failovers) -> Markup:
    """Return the curves over one logarithmic time axis, with a key that tells each by name, colour and dash."""
    start = axis_start(found.curves)
    shown = [(n, each) for n, each in enumerate(found.curves)]
    width, height = LEFT + WIDTH + KEY, TOP + HEIGHT + BELOW
    return tag(
        "svg",
        tag("title", "The time without a leader after a crash, by the window of the election timeout"),
        tag("desc", " ".join(sentence(each) for each in found.curves)),
        *grid(start, found.limit_ms),
        *(line(n, each, start, found.limit_ms) for n, each in shown),
        *(key(n, each) for n, each in shown),
        role="img",
        class_="curves",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def sentence(curve: Curve) -> str:
    """Return one curve in words."""
    half = curve.within(50)
    within = f"half of the runs had a leader within {told_ms(half)}" if half is not None else "fewer than half had one"
    return f"{span(curve.asked)}: {within}, {curve.leaderless} of {curve.runs} had none in time."


def axis_start(curves: Sequence[Curve]) -> float:
    """Return where the time axis begins: the last of 1, 2, 5, 10, 20, … that no run was faster than."""
    fastest = min((each.times_ms[0] for each in curves if each.times_ms), default=100.0)
    return max((at for at in marks(1.0, max(fastest, 1.0))), default=1.0)


def marks(low: float, high: float) -> Iterator[float]:
    """Yield 1, 2, 5, 10, 20, 50, … from `low` to `high`."""
    for exponent in range(7):
        for step in STEPS:
            if low <= step * 10**exponent <= high:
                yield float(step * 10**exponent)


def x_of(time_ms: float, start: float, end: float) -> float:
    """Return where a time stands."""
    return LEFT + WIDTH * math.log(max(time_ms, start) / start) / math.log(end / start)


def y_of(share: float) -> float:
    """Return where a share of the runs stands."""
    return TOP + HEIGHT * (1 - share)


def grid(start: float, end: float) -> Iterator[Markup]:
    """Yield the axes, their lines and their numbers."""
    for percent in (0, 25, 50, 75, 100):
        y = y_of(percent / 100)
        yield tag("line", class_="rule", x1=LEFT, y1=y, x2=LEFT + WIDTH, y2=y)
        yield tag("text", f"{percent} %", class_="caption end", x=LEFT - 8, y=y + 4)
    for at in marks(start, end):
        x = x_of(at, start, end)
        yield tag("line", class_="rule", x1=x, y1=TOP, x2=x, y2=TOP + HEIGHT)
        yield tag("text", f"{at:g}", class_="caption middle", x=x, y=TOP + HEIGHT + 17)
    middle, bottom = LEFT + WIDTH / 2, TOP + HEIGHT + 38
    yield tag("text", "time without a leader, in ms (logarithmic)", class_="middle", x=middle, y=bottom)
    turned = f"rotate(-90 14 {TOP + HEIGHT // 2})"
    yield tag("text", "runs with a leader again", class_="middle", x=14, y=TOP + HEIGHT // 2, transform=turned)


def line(number: int, curve: Curve, start: float, end: float) -> Markup:
    """Return one curve: it rises by a step at the time of each run."""
    path = [f"M{x_of(start, start, end):.1f} {y_of(0):.1f}"]
    for count, time_ms in enumerate(curve.times_ms, start=1):
        path.append(f"H{x_of(time_ms, start, end):.1f}V{y_of(count / curve.runs):.1f}")
    path.append(f"H{LEFT + WIDTH}")
    return tag("path", d="".join(path), class_=shade(number))


def key(number: int, curve: Curve) -> Markup:
    """Return the key's line for one curve."""
    x, y = LEFT + WIDTH + 16, TOP + 14 + 26 * number
    sample = tag("path", d=f"M{x} {y}h34", class_=shade(number))
    return tag("g", sample, tag("text", span(curve.asked), x=x + 42, y=y + 4))


def shade(number: int) -> str:
    """Return the class that draws the curve of that number."""
    return f"curve c{number % SHADES}"
