"""Stepping through a run in the terminal with the keyboard."""

from __future__ import annotations

import os
import sys
import termios
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from raftlab.pages.trace_analysis.cluster_states import ClusterState, cluster_states
from raftlab.pages.trace_analysis.event_text import act_text, changes_text, crash_point_text
from raftlab.pages.trace_analysis.state_machines import MachineHistory, MachineState, machines_after_event
from raftlab.timeline.run_lines import (
    decisive_step,
    failure_lines,
    one_line,
    run_header_line,
    term_style,
    violation_line,
    violations_by_step,
)
from raftlab.trace import Trace

KEY_HELP = "← → step   Home End first, last   v violation   q quit"
MOST_EVENTS_BEFORE = 5
"""The events that the screen shows before the current one, at most; after it one fewer."""
ESCAPE_KEYS = {
    b"\x1b[D": "back",
    b"\x1bOD": "back",
    b"\x1b[C": "on",
    b"\x1bOC": "on",
    **dict.fromkeys((b"\x1b[H", b"\x1bOH", b"\x1b[1~", b"\x1b[7~"), "first"),
    **dict.fromkeys((b"\x1b[F", b"\x1bOF", b"\x1b[4~", b"\x1b[8~"), "last"),
}
"""The bytes of arrows, Home and End: of xterm, of its application mode, of tmux and the Linux console, of rxvt."""
LETTER_KEYS = {
    b"h": "back",
    b"k": "back",
    b"l": "on",
    b"j": "on",
    b" ": "on",
    b"v": "violation",
    b"q": "quit",
    b"\x03": "quit",
}


def step_through(trace: Trace, console: Console, state_machines: MachineHistory = ()) -> None:
    """Show one state at a time, and step with the keys until q. Standard input and output must be a terminal."""
    states = cluster_states(trace)
    last = len(states) - 1
    at = violation = decisive_step(trace) - 1
    with raw_key_mode():
        while True:
            console.clear()
            for line in fitting_screen_lines(console, trace, states, at, state_machines):
                print_screen_line(console, line)
            key = read_key_action()
            if key == "quit":
                return
            moves = {"back": at - 1, "on": at + 1, "first": 0, "last": last, "violation": violation}
            at = min(last, max(0, moves.get(key, at)))


def print_screen_line(console: Console, line: Text) -> None:
    """Print a line of the screen: cut where it says so, else broken between words."""
    console.print(line, soft_wrap=False, no_wrap=line.no_wrap, overflow=line.overflow)


def fitting_screen_lines(
    console: Console, trace: Trace, states: Sequence[ClusterState], position: int, state_machines: MachineHistory = ()
) -> list[Text]:
    """Return the lines of the screen, with as many events before and after the current one as the terminal has room."""
    for events_before in range(MOST_EVENTS_BEFORE, -1, -1):
        lines = list(screen_lines(trace, states, position, state_machines, events_before, console.width))
        if sum(len(console.render_lines(line, pad=False)) for line in lines) < console.height:
            break
    return lines


def screen_lines(
    trace: Trace,
    states: Sequence[ClusterState],
    position: int,
    state_machines: MachineHistory = (),
    events_before: int = MOST_EVENTS_BEFORE,
    width: int = 1000,
) -> Iterator[Text]:
    """Yield the lines of the screen for the state at `position`; events before and after it are cut to `width`."""
    state = states[position]
    yield run_header_line(trace)
    yield Text()
    for other in states[max(0, position - events_before) : position + max(1, events_before)]:
        line = Text("> ", style="bold") if other is state else Text("  ")
        what = one_line(act_text(other.event.act) + crash_point_text(other.event))
        line.append(f"{other.event.step:>4} {other.event.at_ms:>7.0f} ms  {what}")
        line.append("   " + one_line(changes_text(other.view_before, other.event)), style="bold")
        yield line if other is state else cut_at_blank(line, width)
    yield Text()
    for server in trace.servers:
        yield server_line(state, server, machines_after_event(state_machines, position).get(server))
    yield Text()
    for step, broken in sorted(violations_by_step(trace).items()):
        if step <= state.event.step:
            yield from map(violation_line, broken)
    if trace.failure and trace.failure.step <= state.event.step:
        yield from failure_lines(trace.failure)
    yield Text(KEY_HELP, style="dim")


def cut_at_blank(line: Text, width: int) -> Text:
    """Return the line, cut after a whole word and with … at its end if it is wider than `width` cells."""
    if line.cell_len <= width:
        return line
    end = line.plain.rfind(" ", 0, width - 1)
    kept = line[: max(end, 0)]
    kept.rstrip()
    return kept.append(" …", style="dim")


def server_line(state: ClusterState, server: str, machine: MachineState | None = None) -> Text:
    """Return the line of one server: role, term, log with the commit mark, and its state machine."""
    view = state.views.get(server)
    if view is None:
        return Text(f"  {one_line(server)}  not started", style="dim")
    role = one_line(view.role) if view.up else "down"
    style = "bold" if role == "leader" else ""
    line = Text(
        f"  {one_line(server)}  {role:<13} term {view.currentTerm:<3} ", style, no_wrap=True, overflow="ellipsis"
    )
    for index, entry in enumerate(view.log, start=1):
        line.append(f"{entry.term:>2} ", style=term_style(entry.term))
        if index == view.commitIndex:
            line.append("|", style="bold")
    if machine is not None and view.up:
        line.append(f"   holds {machine}")
    return line


@contextmanager
def raw_key_mode() -> Iterator[None]:
    """Read single keys without echo; restore the terminal at the end."""
    fd = sys.stdin.fileno()
    before = termios.tcgetattr(fd)
    try:
        tty.setcbreak(fd)
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSADRAIN, before)


def read_key_action() -> str:
    """Return the action of the next key; "" for a key without one."""
    data = os.read(sys.stdin.fileno(), 8)
    return ESCAPE_KEYS.get(data) or LETTER_KEYS.get(data[:1], "") if data else "quit"
