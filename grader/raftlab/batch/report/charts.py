"""Charts as SVG; each has its numbers as a label for screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.html.markup import Markup, join, tag

WIDTH, HEIGHT = 340, 190
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 20, 34
BAR_WIDTH_LIMIT = 48.0
"""The widest bar."""
Bars = Sequence[tuple[str, int]]
"""A label and a count for each bar."""


def column_chart(bars: Bars, caption: str, axis_label: str) -> Markup:
    """Return a figure with a vertical bar for each count; `axis_label` names the axis."""
    most = max((count for _, count in bars), default=0) or 1
    step = (WIDTH - LEFT - RIGHT) / max(1, len(bars))
    floor = HEIGHT - BOTTOM
    drawn = [
        column_bar(LEFT + n * step, step, floor, (floor - TOP) * count / most, (label, count))
        for n, (label, count) in enumerate(bars)
    ]
    line = tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=floor, y2=floor, class_="axis")
    name = tag("text", axis_label, x=WIDTH / 2, y=HEIGHT - 4, class_="axis-name")
    picture = tag(
        "svg",
        *drawn,
        line,
        name,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        class_="chart",
        role="img",
        aria_label=f"{caption}: {bars_text(bars)}",
    )
    return figure(picture, caption)


def column_bar(x: float, column_width: float, baseline: float, height: float, bar: tuple[str, int]) -> Markup:
    """Return one vertical bar with its count above it and its label below the axis."""
    label, count = bar
    middle, width = x + column_width / 2, min(BAR_WIDTH_LIMIT, max(1.0, column_width - 4))
    return join(
        tag("rect", x=middle - width / 2, y=baseline - height, width=width, height=height, class_="amount"),
        tag("text", str(count), x=middle, y=baseline - height - 4, class_="count") if count else None,
        tag("text", label, x=middle, y=baseline + 14, class_="tick"),
    )


def rate_bar(part: int, total: int) -> Markup:
    """Return a horizontal bar filled to part of total; hidden from screen readers, as the numbers are beside it."""
    share = 100 * part / total if total else 0.0
    return tag(
        "svg",
        tag("rect", width=100, height=10, class_="track"),
        tag("rect", width=share, height=10, class_="amount") if share else None,
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        class_="rate",
        aria_hidden="true",
    )


def figure(picture: Markup, caption: str) -> Markup:
    """Return a picture with its caption."""
    return tag("figure", tag("figcaption", caption), picture)


def bars_text(bars: Bars) -> str:
    """Return the bars that are not empty as text."""
    return ", ".join(f"{label}: {count}" for label, count in bars if count) or "nothing"
