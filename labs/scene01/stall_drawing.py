"""The adversary's path drawn: who tells what, which message arrives when, and what can still be decided after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from raftlab.checks import CheckFailure
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.request_text import value_text
from raftlab.errors import SubmissionError, UnwrittenHoleError
from raftlab.labs.scene01.adversary import Arrival, ScheduleRun, continue_schedule
from raftlab.labs.scene01.flp import SERVERS, find_decision, initial_configuration, renumber_rounds
from raftlab.labs.scene01.timed_runs import LIMIT_MS, decision_time_ms, is_window, stalling_network
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.scene_drawing import SceneDrawing

HANDOUT_SCHEDULE = ("S3 -> S1", "S4 -> S1", "S1 -> S3", "S4 -> S3", "S3 -> S4")
"""The schedule of the handout: it settles the outcome."""
INITIAL_VALUES = "0011"
STEPS = 36
RUNS = 100
COLOURS = ("t3", "t4")
"""The classes that colour 0 and 1; the digit stands in each mark."""

LEFT, TOP, LANE, RADIUS = 132, 48, 52, 11
WIDE, NARROW = 92, 34
WIDE_STEP_LIMIT = 12
"""So many steps are drawn with wide columns."""


# ---- what there is to see --------------------------------------------------------------------------------------------


def handout_picture() -> Markup:
    """Return the handout's picture: a schedule that settles the outcome before anybody has decided."""
    played = ScheduleRun(INITIAL_VALUES, initial_configuration(INITIAL_VALUES))
    try:
        continue_schedule(played, HANDOUT_SCHEDULE, len(HANDOUT_SCHEDULE))
    except CheckFailure:
        return path_svg(played)
    raise ValueError("the handout's schedule settles nothing; it must")


def draw_submission(server: PlacedServer) -> Sequence[SceneDrawing]:
    """Return the path of the submission's schedule, and when its waiting times end such a stall."""
    return stall_path(server), window_result(server)


def stall_path(server: PlacedServer) -> SceneDrawing:
    """Return the path of stall's schedule, up to the step that settles the outcome, if one does."""
    title = f"stall({INITIAL_VALUES!r}, {STEPS}), as the four servers play it"
    try:
        schedule = server.call("stall", None, INITIAL_VALUES, STEPS).result
    except UnwrittenHoleError as fault:
        return SceneDrawing(title, (str(fault),))
    played = ScheduleRun(INITIAL_VALUES, initial_configuration(INITIAL_VALUES))
    try:
        continue_schedule(played, schedule, STEPS)
    except CheckFailure as fault:
        ended = [fault.seen.partition("\n")[0]]
    else:
        ended = list(open_outcome_lines(played))
    return SceneDrawing(
        title, (*played.path_text(STEPS).splitlines(), "", *ended), path_svg(played) if played.steps else None
    )


def open_outcome_lines(run: ScheduleRun) -> Iterator[str]:
    """Yield that nothing is settled at the end, and for each value a schedule that comes to decide it from there."""
    yield f"After step {len(run.steps)} nobody has decided, and both values are still possible:"
    for value in (0, 1):
        way = find_decision(renumber_rounds(run.configuration), value).schedule or ()
        told = ", ".join(f"{receiver} hears {sender}" for sender, receiver in way)
        yield f"{value} is decided if next {told}."


def window_result(server: PlacedServer) -> SceneDrawing:
    """Return when servers that draw their waiting times from the submission's window decide."""
    title = f"timeout_window(), on a network that stalls equal waiting times from {' '.join(INITIAL_VALUES)}"
    try:
        window = server.call("timeout_window").result
    except SubmissionError as fault:
        return SceneDrawing(title, (str(fault),))
    if not is_window(window):
        return SceneDrawing(
            title,
            (f"timeout_window() returned {value_text(window):.60}; it returns (low, high) in ms, 0 <= low <= high.",),
        )
    low, high = window  # type: ignore[misc]
    times = [
        decision_time_ms(INITIAL_VALUES, stalling_network(INITIAL_VALUES), (low, high), run, LIMIT_MS)
        for run in range(RUNS)
    ]
    found = sorted(at for at in times if at is not None)
    lines = [f"Each waits from {low} to {high} ms. Of {RUNS} runs {len(found)} decided within {LIMIT_MS / 1000:.0f} s."]
    if found:
        lines.append(
            f"The fastest took {found[0]:,.0f} ms, the middle one {found[len(found) // 2]:,.0f} ms, "
            f"the slowest {found[-1]:,.0f} ms."
        )
    return SceneDrawing(title, tuple(lines))


# ---- the picture -----------------------------------------------------------------------------------------------------


def path_svg(run: ScheduleRun) -> Markup:
    """Return the path as a picture: a lane a server, a mark a round with its value, an arrow a message."""
    column = WIDE if len(run.steps) <= WIDE_STEP_LIMIT else NARROW
    width, height = LEFT + column * len(run.steps) + column // 2 + 20, TOP + LANE * len(SERVERS) + 44
    return tag(
        "svg",
        tag("title", f"Four servers begin with {' '.join(run.values)}: {len(run.steps)} messages arrive"),
        tag("desc", " ".join(step_text(step) for step in run.steps)),
        *step_number_marks(run.steps, column),
        *lane_marks(run, column),
        *(message_arrow(step, column) for step in run.steps),
        *round_marks(run, column),
        *possible_value_marks(run.steps, column),
        role="img",
        class_="undecided",
        width=width,
        height=height,
        viewBox=f"0 0 {width} {height}",
    )


def step_text(step: Arrival) -> str:
    """Return a step in words."""
    left = (
        "0 or 1 can still be decided"
        if len(step.possible_values) > 1
        else f"only {step.possible_values[0]} can still be decided"
    )
    return f"Step {step.number}, {' -> '.join(step.link)}: {step.effect_text}; {left}."


def x_of(step: int, column: int) -> int:
    """Return where a step stands; step 0 is the beginning."""
    return LEFT + column * step


def y_of(server: str) -> int:
    """Return where a server's lane lies."""
    return TOP + LANE * SERVERS.index(server)


def step_number_marks(steps: Sequence[Arrival], column: int) -> Iterator[Markup]:
    """Yield the step's number above each column, and which message arrives where there is room."""
    yield tag("text", "begin", class_="caption middle", x=LEFT, y=14)
    for step in steps:
        x = x_of(step.number, column)
        yield tag(
            "text", f"step {step.number}" if column == WIDE else str(step.number), class_="caption middle", x=x, y=14
        )


def lane_marks(run: ScheduleRun, column: int) -> Iterator[Markup]:
    """Yield each server's name and its lane, in the colour of the value that it tells at each time."""
    end = x_of(len(run.steps), column) + column // 2
    for server in SERVERS:
        y = y_of(server)
        yield tag("text", server, class_="name", x=16, y=y + 5)
        marks = [*round_starts(run, server), (len(run.steps) + 1, 0)]
        for (begun, value), (over, _) in pairwise(marks):
            start, stop = x_of(begun, column), min(end, x_of(over, column))
            yield tag("rect", class_=COLOURS[value], x=start, y=y - 3, width=max(0, stop - start), height=6)


def begins_round(step: Arrival) -> bool:
    """Tell whether the receiver's next round begins at a step."""
    peer = step.configuration[SERVERS.index(step.link[1])]
    return not step.is_late and not peer.heard_from


def round_starts(run: ScheduleRun, server: str) -> list[tuple[int, int]]:
    """Return each step at which a server began a round, and the value that it tells in it."""
    position = SERVERS.index(server)
    found = [(0, int(run.values[position]))]
    for step in run.steps:
        if step.link[1] == server and begins_round(step):
            found.append((step.number, step.configuration[position].values[-1]))
    return found


def round_marks(run: ScheduleRun, column: int) -> Iterator[Markup]:
    """Yield a mark where each server begins a round: the value that it tells in it."""
    for server in SERVERS:
        for number, (begun, value) in enumerate(round_starts(run, server), start=1):
            yield value_mark(x_of(begun, column), y_of(server), value, f"{server} tells {value} in round {number}")


def value_mark(x: int, y: int, value: int, title: str) -> Markup:
    """Return a value in a disc of its colour."""
    disc = tag("rect", x=x - RADIUS, y=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS, rx=RADIUS)
    digit = tag("text", str(value), class_="term", x=x, y=y + 5.5)
    return tag("g", tag("title", title), disc, digit, class_=f"cell {COLOURS[value]}")


def message_arrow(step: Arrival, column: int) -> Markup:
    """Return the way of the message that arrives at a step; a dashed one came too late."""
    sender, receiver = step.link
    x, y = x_of(step.sent_step, column), y_of(sender)
    to_x, to_y = x_of(step.number, column), y_of(receiver)
    short = RADIUS + 2 if begins_round(step) else 4
    end = to_y - short if to_y > y else to_y + short
    path = tag("path", d=f"M{x} {y}L{to_x} {end}", marker_end="url(#head)")
    return tag("g", tag("title", step_text(step)), path, class_="tells late" if step.is_late else "tells")


def possible_value_marks(steps: Sequence[Arrival], column: int) -> Iterator[Markup]:
    """Yield the two rows below: after which steps 0, and after which 1, can still be decided."""
    top = TOP + LANE * len(SERVERS) - 8
    for value in (0, 1):
        y = top + 30 * value
        yield tag("text", f"{value} is possible", class_="role", x=16, y=y + 5)
        for number, left in enumerate([(0, 1), *(step.possible_values for step in steps)]):
            x = x_of(number, column)
            yield (
                value_mark(x, y, value, f"after step {number} {value} can be decided")
                if value in left
                else impossible_mark(x, y, value)
            )


def impossible_mark(x: int, y: int, value: int) -> Markup:
    """Return the sign that a value can no longer be decided."""
    sign = tag("path", class_="glyph", d=f"M{x - 6} {y - 6}L{x + 6} {y + 6}M{x + 6} {y - 6}L{x - 6} {y + 6}")
    return tag("g", tag("title", f"{value} can be decided no more"), sign)
