"""The page of a client history that is not linearizable: the operations of its proof as intervals in time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from raftlab.count_text import count_text
from raftlab.linearizability.client_history import NEVER, ClientHistory, Operation, operations_by_key
from raftlab.linearizability.history_check import HistoryVerdict
from raftlab.linearizability.illegal_part import IllegalAnswer, find_illegal_part
from raftlab.linearizability.operation_text import operation_label, time_range, time_text, value_text
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import render_page, standalone_svg
from raftlab.server import Record

WIDTH, TOP, ROW, BAR = 1000, 48, 44, 16
"""Of the picture, of the ruler above, of one operation and of its bar, in px."""
NAME_LETTER, MINIMUM_BAR, MARK_WIDTH = 9, 18, 240
"""Of a letter of a client's name, of the shortest bar, and of the words that mark an answer, in px."""
MARK = "no order explains this answer"
FALSE_COLOUR = "#D55E00"
"""Of the time in which an answer was false."""
TICKS = 6
NO_OUTCOMES: Mapping[str, str] = {}
MAX_ROWS = 60
"""Operations that a picture shows, at most."""


class FalseInterval(Record, frozen=True):
    """The time from `start` on in which an answer was already false, and what it is called in a picture."""

    start: float
    label: str


def history_page(title: str, history: ClientHistory, verdict: HistoryVerdict) -> str:
    """Return the page of a history: the verdict in words, and a picture and a table of the proof if it is illegal."""
    parts: list[Markup | None] = [tag("header", tag("h1", title), tag("p", summary_text(history), class_="muted"))]
    if verdict.illegal is None:
        parts.append(tag("p", verdict_text(verdict)))
    else:
        parts += illegal_answer_sections(history, verdict.illegal)
    return render_page(f"{title} · raftlab", tag("main", join(*parts)))


def summary_text(history: ClientHistory) -> str:
    """Return how much there is in a history."""
    keys = len({each.key for each in history.operations})
    clients = len({each.client for each in history.operations})
    unanswered = sum(not each.is_answered for each in history.operations)
    return (
        f"{count_text(len(history.operations), 'operation')} on {count_text(keys, 'key')} by "
        f"{count_text(clients, 'client')}, {unanswered:,} without an answer"
    )


def verdict_text(verdict: HistoryVerdict) -> str:
    """Return the verdict on a history of which no part is illegal."""
    if verdict.undecided:
        return (
            f"Not decided: {verdict.states:,} states were visited, and no order was found or ruled out for "
            f"{count_text(len(verdict.undecided), 'key')}."
        )
    return "Linearizable: the operations on each key have an order that explains every answer."


def illegal_answer_sections(history: ClientHistory, answer: IllegalAnswer) -> list[Markup | None]:
    """Return the sections about an answer that no order explains."""
    first, operations = answer.operation, find_illegal_part(history, answer)
    return [
        tag("p", "Not linearizable: no order of the operations explains every answer.", class_="bad"),
        tag("p", illegal_answer_text(answer)),
        tag("h2", f"{count_text(len(operations), 'operation')} that have no order among themselves"),
        tag(
            "div",
            draw_intervals(operations, first),
            class_="scroll",
            tabindex=0,
            role="group",
            aria_label="the operations as intervals in time",
        ),
        tag(
            "p",
            "A bar begins when a client calls and ends when it hears the answer. In a linearizable history each "
            "operation takes effect at one moment inside its bar. A dashed end: no answer came, or it does not matter "
            "for the proof.",
        ),
        operations_table(operations, first),
        nearby_operations_section(history, answer, operations),
    ]


def illegal_answer_text(answer: IllegalAnswer) -> str:
    """Return, in words, the first answer that no order explains."""
    first = answer.operation
    before = {0: "No answer on this key came before it", 1: "The one answer before it has an order"}.get(
        answer.legal_count, f"The {answer.legal_count:,} answers on this key before it have an order"
    )
    return (
        f"The first answer that no order explains: {value_text(first.client)}, {operation_label(first)}, "
        f"{time_text(first)}. {before}."
    )


def nearby_operations_section(
    history: ClientHistory, answer: IllegalAnswer, operations: Sequence[Operation]
) -> Markup | None:
    """Return all operations on the key in the same span of time, drawn, None if there are no others or too many."""
    start, end = time_range(operations)
    near = [
        each for each in operations_by_key(history.operations)[answer.key] if each.start <= end and each.end >= start
    ]
    if not len(operations) < len(near) <= MAX_ROWS:
        return None
    picture = tag("div", draw_intervals(near, answer.operation), class_="scroll", tabindex=0, role="group")
    return tag("details", tag("summary", f"All {len(near)} operations on this key in that time"), picture)


def operations_table(operations: Sequence[Operation], first_answer: Operation) -> Markup:
    """Return the operations as a table."""
    head = tag("tr", *(tag("th", each, scope="col") for each in ("client", "operation", "time", "")))
    rows = (
        tag(
            "tr",
            tag("th", value_text(each.client), scope="row"),
            tag("td", operation_label(each)),
            tag("td", time_text(each)),
            tag("td", "no order explains this answer" if is_same_call(each, first_answer) else ""),
        )
        for each in operations
    )
    return tag("table", tag("caption", "The same as a table"), tag("thead", head), tag("tbody", *rows))


def is_same_call(operation: Operation, other: Operation) -> bool:
    """Return whether two operations are one call."""
    return (operation.client, operation.start) == (other.client, other.start)


def intervals_svg(history: ClientHistory, answer: IllegalAnswer) -> bytes:
    """Return the picture of the operations that have no order as an SVG file."""
    return standalone_svg(draw_intervals(find_illegal_part(history, answer), answer.operation))


def draw_intervals(
    operations: Sequence[Operation],
    first_answer: Operation | None,
    false_time: FalseInterval | None = None,
    axis_title: str = "time",
    outcomes: Mapping[str, str] = NO_OUTCOMES,
) -> Markup:
    """Return the operations as bars over time, one a row; the first answer that no order explains is marked.

    `outcomes`: client -> what it heard instead of ok.
    """
    scale = TimeScale(*time_range(operations), name_width(operations))
    height = TOP + ROW * len(operations) + 14
    return tag(
        "svg",
        tag("title", "Operations as intervals in time"),
        tag(
            "desc", ". ".join(f"{each.client}: {label_text(each, outcomes)}, {time_text(each)}" for each in operations)
        ),
        *(draw_false_interval(false_time, scale, height) if false_time else ()),
        tag("text", f"{axis_title} →", x=scale.left - 4, y=16),
        *draw_ruler(scale, height),
        *(
            draw_interval(row, each, scale, bool(first_answer and is_same_call(each, first_answer)), outcomes)
            for row, each in enumerate(operations)
        ),
        role="img",
        class_="intervals",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH} {height}",
    )


def name_width(operations: Sequence[Operation]) -> int:
    """Return the width of the column of the clients' names."""
    return 24 + NAME_LETTER * max(len(value_text(each.client)) for each in operations)


@dataclass(frozen=True)
class TimeScale:
    """The times at the left and at the right end of the axis, and the x of its left end."""

    start: float
    end: float
    left: int

    def x(self, time: float) -> float:
        """Return the x of a time."""
        share = (time - self.start) / (self.end - self.start) if self.end > self.start else 0.0
        return self.left + (WIDTH - self.left - 40) * share


def draw_false_interval(false_time: FalseInterval, scale: TimeScale, height: int) -> Iterator[Markup]:
    """Yield the shaded time in which an answer was already false, to the end of the picture, with its label."""
    left, right = scale.x(false_time.start), WIDTH - 12
    yield tag(
        "rect", fill=FALSE_COLOUR, fill_opacity=0.16, x=left, y=TOP - 8, width=right - left, height=height - TOP + 2
    )
    label = tag("text", false_time.label, class_="end", x=right - 4, y=height - 1)
    yield tag("g", label, class_="interval first-answer")


def draw_ruler(scale: TimeScale, height: int) -> Iterator[Markup]:
    """Yield the lines of the time axis, with their times."""
    for time in ruler_times(scale.start, scale.end):
        x = scale.x(time)
        yield tag("line", class_="rule", x1=x, y1=TOP - 8, x2=x, y2=height - 6)
        yield tag("text", f"{time:.4g}", class_="middle", x=x, y=TOP - 13)


def ruler_times(start: float, end: float) -> list[float]:
    """Return the times to mark: whole ones, if the first and the last are, since no step of a run is a fraction."""
    span = end - start
    if not span:
        return [start]
    if float(start).is_integer() and float(end).is_integer():
        stride = math.ceil(span / TICKS)
        return [start + stride * number for number in range(int(span // stride) + 1)]
    return [start + span * number / TICKS for number in range(TICKS + 1)]


def draw_interval(
    row: int, operation: Operation, scale: TimeScale, is_marked: bool, outcomes: Mapping[str, str]
) -> Markup:
    """Return one operation: its client, its bar, above the bar what it did, and beside it the mark."""
    y = TOP + ROW * row
    x1 = scale.x(operation.start)
    is_open = operation.end == NEVER
    x2 = WIDTH - 12.0 if is_open else max(x1 + MINIMUM_BAR, scale.x(operation.end))
    bar_y = y + ROW - BAR - 4
    classes = f"interval {operation.kind}" + (" open" if is_open else "") + (" first-answer" if is_marked else "")
    side = {"x": x1} if x1 < WIDTH * 0.6 else {"x": min(x2, WIDTH - 12), "class_": "end"}
    return tag(
        "g",
        tag("text", value_text(operation.client), class_="name", x=8, y=bar_y + 13),
        tag("rect", class_="span", x=x1, y=bar_y, width=x2 - x1, height=BAR, rx=3),
        tag("text", label_text(operation, outcomes), y=bar_y - 5, **side),
        draw_mark(x1, x2, bar_y + 13) if is_marked else None,
        class_=classes,
    )


def label_text(operation: Operation, outcomes: Mapping[str, str]) -> str:
    """Return what an operation did, or what its client heard instead of ok."""
    if operation.client not in outcomes:
        return operation_label(operation)
    return f"{operation_label(msgspec.structs.replace(operation, end=NEVER))}: {outcomes[operation.client]}"


def draw_mark(bar_x: float, bar_end_x: float, y: int) -> Markup:
    """Return the words that mark an answer, with an arrow to its bar, on the side that has room for them."""
    if bar_end_x + MARK_WIDTH < WIDTH:
        return tag("text", f"← {MARK}", x=bar_end_x + 6, y=y)
    return tag("text", f"{MARK} →", class_="end", x=bar_x - 6, y=y)
