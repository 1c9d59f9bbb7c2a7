"""The adversary's path drawn: who tells what, which message arrives when, and what can still be decided after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from raftlab.checks import Broken
from raftlab.checks.placed import Placed
from raftlab.checks.words import returned
from raftlab.errors import SubmissionFault, Unwritten
from raftlab.labs.scene01.adversary import Play, Step, go_on
from raftlab.labs.scene01.flp import SERVERS, begin, explored, from_round_one
from raftlab.labs.scene01.timeouts import LIMIT_MS, decided_at, is_window, stubborn_network
from raftlab.pages.look import Look
from raftlab.pages.markup import Markup, tag

HANDOUT = ("S3 -> S1", "S4 -> S1", "S1 -> S3", "S4 -> S3", "S3 -> S4")
"""The schedule of the handout: it settles the outcome."""
VALUES = "0011"
STEPS = 36
RUNS = 100
COLOURS = ("t3", "t4")
"""The classes that colour 0 and 1; the digit stands in each mark."""

LEFT, TOP, LANE, RADIUS = 132, 48, 52, 11
WIDE, NARROW = 92, 34
FEW = 12
"""So many steps are drawn with wide columns."""


# ---- what there is to see --------------------------------------------------------------------------------------------


def picture() -> Markup:
    """Return the handout's picture: a schedule that settles the outcome before anybody has decided."""
    played = Play(VALUES, begin(VALUES))
    try:
        go_on(played, HANDOUT, len(HANDOUT))
    except Broken:
        return drawn(played)
    raise ValueError("the handout's schedule settles nothing; it must")


def look(server: Placed) -> Sequence[Look]:
    """Return the path of the submission's schedule, and when its waiting times end such a stall."""
    return stall_seen(server), window_seen(server)


def stall_seen(server: Placed) -> Look:
    """Return the path of stall's schedule, up to the step that settles the outcome, if one does."""
    title = f"stall({VALUES!r}, {STEPS}), as the four servers play it"
    try:
        schedule = server.call("stall", None, VALUES, STEPS).result
    except Unwritten as fault:
        return Look(title, (str(fault),))
    played = Play(VALUES, begin(VALUES))
    try:
        go_on(played, schedule, STEPS)
    except Broken as fault:
        ended = [fault.seen.partition("\n")[0]]
    else:
        ended = list(open_end(played))
    return Look(title, (*played.path(STEPS).splitlines(), "", *ended), drawn(played) if played.steps else None)


def open_end(played: Play) -> Iterator[str]:
    """Yield that nothing is settled at the end, and for each value a schedule that comes to decide it from there."""
    yield f"After step {len(played.steps)} nobody has decided, and both values are still possible:"
    for value in (0, 1):
        way = explored(from_round_one(played.now), value).way or ()
        told = ", ".join(f"{receiver} hears {sender}" for sender, receiver in way)
        yield f"{value} is decided if next {told}."


def window_seen(server: Placed) -> Look:
    """Return when servers that draw their waiting times from the submission's window decide."""
    title = f"timeout_window(), on a network that stalls equal waiting times from {' '.join(VALUES)}"
    try:
        window = server.call("timeout_window").result
    except SubmissionFault as fault:
        return Look(title, (str(fault),))
    if not is_window(window):
        return Look(
            title,
            (f"timeout_window() returned {returned(window):.60}; it returns (low, high) in ms, 0 <= low <= high.",),
        )
    low, high = window  # type: ignore[misc]
    times = [decided_at(VALUES, stubborn_network(VALUES), (low, high), run, LIMIT_MS) for run in range(RUNS)]
    found = sorted(at for at in times if at is not None)
    lines = [f"Each waits from {low} to {high} ms. Of {RUNS} runs {len(found)} decided within {LIMIT_MS / 1000:.0f} s."]
    if found:
        lines.append(
            f"The fastest took {found[0]:,.0f} ms, the middle one {found[len(found) // 2]:,.0f} ms, "
            f"the slowest {found[-1]:,.0f} ms."
        )
    return Look(title, tuple(lines))


# ---- the picture -----------------------------------------------------------------------------------------------------


def drawn(played: Play) -> Markup:
    """Return the path as a picture: a lane a server, a mark a round with its value, an arrow a message."""
    column = WIDE if len(played.steps) <= FEW else NARROW
    width, height = LEFT + column * len(played.steps) + column // 2 + 20, TOP + LANE * len(SERVERS) + 44
    return tag(
        "svg",
        tag("title", f"Four servers begin with {' '.join(played.values)}: {len(played.steps)} messages arrive"),
        tag("desc", " ".join(sentence(step) for step in played.steps)),
        *numbers(played.steps, column),
        *lanes(played, column),
        *(arrow(step, column) for step in played.steps),
        *rounds(played, column),
        *possible(played.steps, column),
        role="img",
        class_="undecided",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def sentence(step: Step) -> str:
    """Return a step in words."""
    left = "0 or 1 can still be decided" if len(step.left) > 1 else f"only {step.left[0]} can still be decided"
    return f"Step {step.number}, {' -> '.join(step.link)}: {step.came}; {left}."


def x_of(step: int, column: int) -> int:
    """Return where a step stands; step 0 is the beginning."""
    return LEFT + column * step


def y_of(server: str) -> int:
    """Return where a server's lane lies."""
    return TOP + LANE * SERVERS.index(server)


def numbers(steps: Sequence[Step], column: int) -> Iterator[Markup]:
    """Yield the step's number above each column, and which message arrives where there is room."""
    yield tag("text", "begin", class_="caption middle", x=LEFT, y=14)
    for step in steps:
        x = x_of(step.number, column)
        yield tag(
            "text", f"step {step.number}" if column == WIDE else str(step.number), class_="caption middle", x=x, y=14
        )


def lanes(played: Play, column: int) -> Iterator[Markup]:
    """Yield each server's name and its lane, in the colour of the value that it tells at each time."""
    end = x_of(len(played.steps), column) + column // 2
    for server in SERVERS:
        y = y_of(server)
        yield tag("text", server, class_="name", x=16, y=y + 5)
        marks = [*tellings(played, server), (len(played.steps) + 1, 0)]
        for (begun, value), (over, _) in pairwise(marks):
            start, stop = x_of(begun, column), min(end, x_of(over, column))
            yield tag("rect", class_=COLOURS[value], x=start, y=y - 3, width=max(0, stop - start), height=6)


def begins_round(step: Step) -> bool:
    """Tell whether the receiver's next round begins at a step."""
    peer = step.now[SERVERS.index(step.link[1])]
    return not step.late and not peer.heard


def tellings(played: Play, server: str) -> list[tuple[int, int]]:
    """Return each step at which a server began a round, and the value that it tells in it."""
    position = SERVERS.index(server)
    found = [(0, int(played.values[position]))]
    for step in played.steps:
        if step.link[1] == server and begins_round(step):
            found.append((step.number, step.now[position].values[-1]))
    return found


def rounds(played: Play, column: int) -> Iterator[Markup]:
    """Yield a mark where each server begins a round: the value that it tells in it."""
    for server in SERVERS:
        for number, (begun, value) in enumerate(tellings(played, server), start=1):
            yield mark(x_of(begun, column), y_of(server), value, f"{server} tells {value} in round {number}")


def mark(x: int, y: int, value: int, words: str) -> Markup:
    """Return a value in a disc of its colour."""
    disc = tag("rect", x=x - RADIUS, y=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS, rx=RADIUS)
    digit = tag("text", str(value), class_="term", x=x, y=y + 5.5)
    return tag("g", tag("title", words), disc, digit, class_=f"cell {COLOURS[value]}")


def arrow(step: Step, column: int) -> Markup:
    """Return the way of the message that arrives at a step; a dashed one came too late."""
    sender, receiver = step.link
    x, y = x_of(step.sent, column), y_of(sender)
    to_x, to_y = x_of(step.number, column), y_of(receiver)
    short = RADIUS + 2 if begins_round(step) else 4
    end = to_y - short if to_y > y else to_y + short
    path = tag("path", d=f"M{x} {y}L{to_x} {end}", marker_end="url(#head)")
    return tag("g", tag("title", sentence(step)), path, class_="tells late" if step.late else "tells")


def possible(steps: Sequence[Step], column: int) -> Iterator[Markup]:
    """Yield the two rows below: after which steps 0, and after which 1, can still be decided."""
    top = TOP + LANE * len(SERVERS) - 8
    for value in (0, 1):
        y = top + 30 * value
        yield tag("text", f"{value} is possible", class_="role", x=16, y=y + 5)
        for number, left in enumerate([(0, 1), *(step.left for step in steps)]):
            x = x_of(number, column)
            yield (
                mark(x, y, value, f"after step {number} {value} can be decided") if value in left else gone(x, y, value)
            )


def gone(x: int, y: int, value: int) -> Markup:
    """Return the sign that a value can no longer be decided."""
    sign = tag("path", class_="glyph", d=f"M{x - 6} {y - 6}L{x + 6} {y + 6}M{x + 6} {y - 6}L{x - 6} {y + 6}")
    return tag("g", tag("title", f"{value} can be decided no more"), sign)
