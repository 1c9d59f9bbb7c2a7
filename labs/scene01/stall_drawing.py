"""Draw a schedule: the value of each server in each round, each message, and the values that can still be decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from raftlab.checks import CheckFailure
from raftlab.checks.placed_server import PlacedServer
from raftlab.checks.worker_request_text import value_text
from raftlab.errors import SubmissionError, UnwrittenHoleError
from raftlab.labs.scene01.flp import SERVERS, find_decision, initial_configuration, renumber_rounds
from raftlab.labs.scene01.schedule_run import Arrival, ScheduleRun, continue_schedule
from raftlab.labs.scene01.timed_runs import LIMIT_MS, decision_time_ms, is_window, stalling_network
from raftlab.pages.drawing_plugin import SceneDrawing
from raftlab.pages.html.markup import Markup, tag

HANDOUT_SCHEDULE = ("S3 -> S1", "S4 -> S1", "S1 -> S3", "S4 -> S3", "S3 -> S4")
"""The schedule of the handout: it fixes the outcome."""
INITIAL_VALUES = "0011"
STEPS = 36
RUNS = 100
COLOURS = ("t3", "t4")
"""The CSS classes that colour 0 and 1; each mark also shows the digit."""

LEFT, TOP, LANE, RADIUS = 132, 48, 52, 11
WIDE, NARROW = 92, 34
WIDE_STEP_LIMIT = 12
"""Up to so many steps, columns are wide."""


# ---- drawings and results --------------------------------------------------------------------------------------------


def handout_picture() -> Markup:
    """Return the handout's picture: a schedule that fixes the outcome before a server has decided."""
    played = ScheduleRun(INITIAL_VALUES, initial_configuration(INITIAL_VALUES))
    try:
        continue_schedule(played, HANDOUT_SCHEDULE, len(HANDOUT_SCHEDULE))
    except CheckFailure:
        return schedule_svg(played)
    raise ValueError("the handout's schedule does not fix the outcome; it must")


def draw_submission(server: PlacedServer) -> Sequence[SceneDrawing]:
    """Return the drawing of the submission's schedule, and the result of its waiting times."""
    return draw_stall(server), summarize_decision_times(server)


def draw_stall(server: PlacedServer) -> SceneDrawing:
    """Return the drawing of stall's schedule, up to the step that fixes the outcome, if there is one."""
    title = f"stall({INITIAL_VALUES!r}, {STEPS}), as the four servers play it"
    try:
        schedule = server.call("stall", None, INITIAL_VALUES, STEPS).result
    except UnwrittenHoleError as fault:
        return SceneDrawing(title, (str(fault),))
    played = ScheduleRun(INITIAL_VALUES, initial_configuration(INITIAL_VALUES))
    try:
        continue_schedule(played, schedule, STEPS)
    except CheckFailure as fault:
        end_lines = [fault.seen.partition("\n")[0]]
    else:
        end_lines = list(open_outcome_lines(played))
    return SceneDrawing(
        title, (*played.path_text(STEPS).splitlines(), "", *end_lines), schedule_svg(played) if played.steps else None
    )


def open_outcome_lines(run: ScheduleRun) -> Iterator[str]:
    """Yield that both values are possible at the end, and for each value a schedule that decides it from there."""
    yield f"After step {len(run.steps)} nobody has decided, and both values are still possible:"
    for value in (0, 1):
        schedule = find_decision(renumber_rounds(run.configuration), value).schedule or ()
        arrivals = ", ".join(f"{receiver} hears {sender}" for sender, receiver in schedule)
        yield f"{value} is decided if next {arrivals}."


def summarize_decision_times(server: PlacedServer) -> SceneDrawing:
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
    decided = sorted(at for at in times if at is not None)
    lines = [
        f"Each waits from {low} to {high} ms. Of {RUNS} runs {len(decided)} decided within {LIMIT_MS / 1000:.0f} s."
    ]
    if decided:
        lines.append(
            f"The fastest took {decided[0]:,.0f} ms, the middle one {decided[len(decided) // 2]:,.0f} ms, "
            f"the slowest {decided[-1]:,.0f} ms."
        )
    return SceneDrawing(title, tuple(lines))


# ---- the picture -----------------------------------------------------------------------------------------------------


def schedule_svg(run: ScheduleRun) -> Markup:
    """Return the schedule as SVG: a lane for each server, a mark for each round, an arrow for each message."""
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


def x_of_step(step: int, column: int) -> int:
    """Return the x of a step; step 0 is the start."""
    return LEFT + column * step


def y_of_server(server: str) -> int:
    """Return the y of a server's lane."""
    return TOP + LANE * SERVERS.index(server)


def step_number_marks(steps: Sequence[Arrival], column: int) -> Iterator[Markup]:
    """Yield the step's number above each column."""
    yield tag("text", "begin", class_="caption middle", x=LEFT, y=14)
    for step in steps:
        x = x_of_step(step.number, column)
        yield tag(
            "text", f"step {step.number}" if column == WIDE else str(step.number), class_="caption middle", x=x, y=14
        )


def lane_marks(run: ScheduleRun, column: int) -> Iterator[Markup]:
    """Yield each server's name and its lane, in the colour of the value that it sends."""
    end = x_of_step(len(run.steps), column) + column // 2
    for server in SERVERS:
        y = y_of_server(server)
        yield tag("text", server, class_="name", x=16, y=y + 5)
        marks = [*round_starts(run, server), (len(run.steps) + 1, 0)]
        for (start_step, value), (end_step, _) in pairwise(marks):
            start, stop = x_of_step(start_step, column), min(end, x_of_step(end_step, column))
            yield tag("rect", class_=COLOURS[value], x=start, y=y - 3, width=max(0, stop - start), height=6)


def begins_round(step: Arrival) -> bool:
    """Tell whether the receiver's next round begins at a step."""
    peer = step.configuration[SERVERS.index(step.link[1])]
    return not step.is_late and not peer.heard_from


def round_starts(run: ScheduleRun, server: str) -> list[tuple[int, int]]:
    """Return each step at which a server began a round, and the value that it sends in it."""
    position = SERVERS.index(server)
    starts = [(0, int(run.values[position]))]
    for step in run.steps:
        if step.link[1] == server and begins_round(step):
            starts.append((step.number, step.configuration[position].values[-1]))
    return starts


def round_marks(run: ScheduleRun, column: int) -> Iterator[Markup]:
    """Yield a mark where each server begins a round: the value that it sends in it."""
    for server in SERVERS:
        for number, (start_step, value) in enumerate(round_starts(run, server), start=1):
            yield value_mark(
                x_of_step(start_step, column), y_of_server(server), value, f"{server} tells {value} in round {number}"
            )


def value_mark(x: int, y: int, value: int, title: str) -> Markup:
    """Return a disc with the value, in its colour."""
    disc = tag("rect", x=x - RADIUS, y=y - RADIUS, width=2 * RADIUS, height=2 * RADIUS, rx=RADIUS)
    digit = tag("text", str(value), class_="term", x=x, y=y + 5.5)
    return tag("g", tag("title", title), disc, digit, class_=f"cell {COLOURS[value]}")


def message_arrow(step: Arrival, column: int) -> Markup:
    """Return the arrow of the message that arrives at a step; dashed if it came too late."""
    sender, receiver = step.link
    x, y = x_of_step(step.sent_step, column), y_of_server(sender)
    to_x, to_y = x_of_step(step.number, column), y_of_server(receiver)
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
            x = x_of_step(number, column)
            yield (
                value_mark(x, y, value, f"after step {number} {value} can be decided")
                if value in left
                else impossible_mark(x, y, value)
            )


def impossible_mark(x: int, y: int, value: int) -> Markup:
    """Return the sign that a value can no longer be decided."""
    sign = tag("path", class_="glyph", d=f"M{x - 6} {y - 6}L{x + 6} {y + 6}M{x + 6} {y - 6}L{x - 6} {y + 6}")
    return tag("g", tag("title", f"{value} can be decided no more"), sign)
