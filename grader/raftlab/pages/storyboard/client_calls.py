"""The clients' calls of a run that is not linearizable: bars in time, and the time in which an answer was false."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.linearizability.client_history import Operation
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.illegal_part import find_illegal_part
from raftlab.linearizability.operation_text import value_text
from raftlab.pages.history_intervals import FalseInterval, draw_intervals
from raftlab.pages.html.markup import Markup, tag
from raftlab.simulator.linearizability import STATE_LIMIT, history_of_run
from raftlab.trace import Trace


def illegal_calls_figure(trace: Trace) -> Markup | None:
    """Return the calls that prove a run not linearizable, drawn as bars; None if it breaks no Linearizability."""
    proof = illegal_calls(trace)
    if proof is None:
        return None
    read, operations = proof
    false_time = stale_interval(read, operations)
    caption = (
        "The clients' calls, by the steps of the run. A bar begins when a client calls, and ends when it hears ok."
    )
    if false_time is not None:
        caption += (
            f" The shaded time begins when a client has heard that the value is another: from then on "
            f"{value_text(read.result)} is false."
        )
    picture = draw_intervals(operations, read, false_time)
    box = tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label="the clients' calls in time")
    return tag("figure", box, tag("figcaption", caption))


def false_answer_text(trace: Trace) -> str:
    """Return the sentence about a client that was told a replaced value; "" if no answer was false."""
    proof = illegal_calls(trace)
    if proof is None:
        return ""
    read, operations = proof
    false_time = stale_interval(read, operations)
    newer = next(
        (each for each in operations if false_time and each.kind == "put" and each.end == false_time.start), None
    )
    if newer is None:
        return ""
    key, told = value_text(read.key), value_text(read.result)
    return (
        f"A client heard ok for {key}={value_text(newer.value)}. A client that asked later was told that "
        f"{key} is still {told}."
    )


def illegal_calls(trace: Trace) -> tuple[Operation, Sequence[Operation]] | None:
    """Return the answer that no order of the calls explains, with the calls that prove it; None without one."""
    if not any(each.property == "Linearizability" for each in trace.violations):
        return None
    history = history_of_run(trace.events)
    answer = check_history(history, STATE_LIMIT).illegal
    return (answer.operation, find_illegal_part(history, answer)) if answer else None


def stale_interval(read: Operation, operations: Sequence[Operation]) -> FalseInterval | None:
    """Return the time from which on the value of a get was already replaced; None if no write tells."""
    if read.kind != "get":
        return None
    written = [each for each in operations if each.kind == "put" and each.value == read.result]
    ends = [
        each.end
        for each in operations
        if each.kind == "put" and each.value != read.result and each.end <= read.start
        if all(other.end < each.start for other in written)
    ]
    return FalseInterval(min(ends), f"{value_text(read.result)} is false") if ends else None
