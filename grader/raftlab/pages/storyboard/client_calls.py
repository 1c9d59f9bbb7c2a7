"""The clients' calls of a run that is not linearizable: bars in time, and the time in which an answer was false."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from raftlab.linearizability.client_history import Operation
from raftlab.linearizability.history_check import check_history
from raftlab.linearizability.illegal_part import find_illegal_part
from raftlab.linearizability.operation_text import value_text
from raftlab.pages.history_intervals import FalseInterval, draw_intervals
from raftlab.pages.html.markup import Markup, tag
from raftlab.server import OK, Reply
from raftlab.simulator.linearizability import STATE_LIMIT, history_of_run
from raftlab.trace import Trace


def calls_figure(trace: Trace, with_legal_calls: bool) -> Markup | None:
    """Return the clients' calls, drawn as bars: those that prove a run not linearizable.

    Of a run that breaks no Linearizability: all calls `with_legal_calls`, else None.
    """
    proof = illegal_calls(trace)
    if proof is None:
        return legal_calls_figure(trace) if with_legal_calls else None
    read, operations = proof
    false_time = stale_interval(read, operations)
    caption = CAPTION
    if false_time is not None:
        caption += (
            f" The shaded time begins when a client has heard that the value is another: from then on "
            f"{value_text(read.result)} is false."
        )
    named = [named_call(each) for each in operations]
    return figure_of(draw_intervals(named, named_call(read), false_time, AXIS_TITLE), caption)


CAPTION = (
    "The clients' calls, by the steps of the run. A bar begins when a client calls, and ends when it hears an answer."
)
AXIS_TITLE = "step of the run"


def legal_calls_figure(trace: Trace) -> Markup | None:
    """Return all calls of a run; one that hears no ok ends with what it hears instead, or is open."""
    operations = history_of_run(trace.events).operations
    refusals = {
        f"{effect.client}.{effect.sequence}": (event.step, effect.outcome)
        for event in trace.events
        for effect in event.effects
        if isinstance(effect, Reply) and effect.outcome != OK
    }
    refused = {
        each.client: refusals[each.client] for each in operations if not each.is_answered and each.client in refusals
    }
    named = [
        named_call(msgspec.structs.replace(each, end=refused[each.client][0]) if each.client in refused else each)
        for each in operations
    ]
    outcomes = {call_name(client): outcome for client, (_, outcome) in refused.items()}
    return figure_of(draw_intervals(named, None, None, AXIS_TITLE, outcomes), CAPTION) if named else None


def named_call(operation: Operation) -> Operation:
    """Return an operation with its client as the picture names it."""
    return msgspec.structs.replace(operation, client=call_name(operation.client))


def call_name(client: str) -> str:
    """Return the name of a call in a history of a run, "c3.1", in words: "c3, call 1"."""
    return f"{client_name(client)}, call {client.rpartition('.')[2]}"


def client_name(client: str) -> str:
    """Return the client of a call in a history of a run: "c3" of "c3.1"."""
    return client.rpartition(".")[0]


def figure_of(picture: Markup, caption: str) -> Markup:
    """Return a picture of calls in a box that scrolls, with its caption."""
    box = tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label="the clients' calls in time")
    return tag("figure", box, tag("figcaption", caption), class_="calls")


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
        f"{client_name(newer.client)} heard ok for {key}={value_text(newer.value)}. {client_name(read.client)} asked "
        f"later, and was told that {key} is still {told}."
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
