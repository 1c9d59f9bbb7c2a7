"""Draw how many entries a server's log holds while entries keep arriving, with snapshots and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from raftlab.checks.placed_server import PlacedServer
from raftlab.errors import SubmissionError
from raftlab.pages.drawing_plugin import SceneDrawing
from raftlab.pages.html.markup import Markup, tag
from raftlab.server import AppendEntries, Command, Entry

ENTRIES = 200
"""How many entries arrive, one in each message, each committed at once."""
COMPACT_AT = 16
"""An operator compacts the log when it holds so many applied entries."""
KEPT = 4
"""The applied entries that stay."""
LEFT, TOP, WIDTH, HEIGHT = 56, 16, 520, 220
KEY_WIDTH = 190
AXIS_HEIGHT = 48
RULES = (0, 50, 100, 150, 200)


def handout_picture() -> Markup:
    """Return the handout's picture: a server that compacts as it is asked to, and one that never does."""
    return lengths_svg(expected_lengths(), "with snapshots")


def expected_lengths() -> list[int]:
    """Return the length of the log after each entry, if every request is carried out."""
    lengths, start = [], 0
    for number in range(1, ENTRIES + 1):
        if number - start >= COMPACT_AT:
            start = number - KEPT
        lengths.append(number - start)
    return lengths


def draw_submission(server: PlacedServer) -> Sequence[SceneDrawing]:
    """Return the drawing of the submission's log as entries arrive."""
    title = f"the length of S1's log while {ENTRIES} entries arrive"
    try:
        lengths = measured_lengths(server)
    except SubmissionError as fault:
        return (SceneDrawing(title, (str(fault),)),)
    lines = (
        f"The log is compacted when it holds {COMPACT_AT} applied entries; {KEPT} of them stay.",
        f"The longest it was: {max(lengths)} entries. At the end it held {lengths[-1]} of {ENTRIES}.",
    )
    return (SceneDrawing(title, lines, lengths_svg(lengths, "your server")),)


def measured_lengths(server: PlacedServer) -> list[int]:
    """Return how many entries the server's log holds after each of them, compacted as an operator asks."""
    lengths = []
    for number in range(1, ENTRIES + 1):
        entry = Entry(1, Command("put", f"k{number % 5}", str(number), client="load", sequence=number))
        server.deliver(AppendEntries(1, "S2", number - 1, min(1, number - 1), (entry,), number))
        if server.lastApplied - server.log_start[0] >= COMPACT_AT:
            server.compact(server.lastApplied - KEPT)
        lengths.append(len(server.log))
    return lengths


def lengths_svg(lengths: Sequence[int], label: str) -> Markup:
    """Return the curve of a log that is compacted, and of one that never is."""
    width, height = LEFT + WIDTH + KEY_WIDTH, TOP + HEIGHT + AXIS_HEIGHT
    growing = range(1, len(lengths) + 1)
    return tag(
        "svg",
        tag("title", f"The entries in a server's log while {len(lengths)} entries arrive"),
        tag("desc", f"{label}: at most {max(lengths)} entries. Without snapshots: {len(lengths)} at the end."),
        *axes(),
        tag("path", d=curve_path(growing), class_="curve c1"),
        tag("path", d=curve_path(lengths), class_="curve c0"),
        *legend_lines((label, "without snapshots")),
        role="img",
        class_="curves",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def axes() -> Iterator[Markup]:
    """Yield the rules of both axes with their numbers."""
    for count in RULES:
        x, y = x_of_entry_count(count), y_of_log_length(count)
        yield tag("line", class_="rule", x1=LEFT, y1=y, x2=LEFT + WIDTH, y2=y)
        yield tag("text", str(count), class_="caption end", x=LEFT - 8, y=y + 4)
        yield tag("text", str(count), class_="caption middle", x=x, y=TOP + HEIGHT + 17)
    yield tag("text", "entries that have arrived", class_="middle", x=LEFT + WIDTH / 2, y=TOP + HEIGHT + 38)
    middle = TOP + HEIGHT // 2
    yield tag("text", "entries in the log", class_="middle", x=12, y=middle, transform=f"rotate(-90 12 {middle})")


def x_of_entry_count(count: float) -> float:
    """Return the x of a number of entries that have arrived."""
    return LEFT + WIDTH * count / ENTRIES


def y_of_log_length(count: float) -> float:
    """Return the y of a number of entries in the log."""
    return TOP + HEIGHT * (1 - count / ENTRIES)


def curve_path(lengths: Sequence[int]) -> str:
    """Return the path of a curve that begins with an empty log."""
    points = (
        f"L{x_of_entry_count(number):.1f} {y_of_log_length(length):.1f}"
        for number, length in enumerate(lengths, start=1)
    )
    return f"M{x_of_entry_count(0):.1f} {y_of_log_length(0):.1f}" + "".join(points)


def legend_lines(labels: Sequence[str]) -> Iterator[Markup]:
    """Yield the key: a line in each curve's colour and dash, and its name."""
    for number, label in enumerate(labels):
        x, y = LEFT + WIDTH + 16, TOP + 14 + 26 * number
        sample = tag("path", d=f"M{x} {y}h34", class_=f"curve c{number}")
        yield tag("g", sample, tag("text", label, x=x + 42, y=y + 4))
