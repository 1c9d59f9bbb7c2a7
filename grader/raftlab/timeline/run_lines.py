"""The lines of a run: each event, what it changed, and the logs of all servers in the colours of their terms."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from raftlab.pages.html.markup import visible_text
from raftlab.pages.trace_analysis.cluster_states import ClusterState, cluster_states
from raftlab.pages.trace_analysis.event_text import act_text, changes_text, crash_point_text
from raftlab.pages.trace_analysis.state_machines import EMPTY_MACHINE, MachineHistory, machines_after_event
from raftlab.simulator.property_monitor import worst_violation
from raftlab.trace import Boot, RunFailure, Trace, Violation

TERM_COLOURS = ("#BBBBBB", "#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#F0E442", "#D55E00")
"""The colours of terms 1 to 7 (Okabe and Ito); later terms are in reverse video. Each cell also shows its term."""

SHOWN_CELLS = 24
"""How long a log may be until only its end is drawn."""
LEGEND = "* leader   ✗ down   numbers are terms   | commitIndex   … events without effect"


def one_line(text: str) -> str:
    """Return `text` as one line that cannot drive a terminal."""
    return visible_text(text).replace("\n", " ")


def run_header_line(trace: Trace) -> Text:
    """Return the header of the run: title, scene, servers, and its length before it was shrunk."""
    told = Text(one_line(trace.title), style="bold")
    facts = [one_line(trace.scene), f"{len(trace.servers)} servers", f"{len(trace.events)} steps"]
    if trace.shrunk_from and trace.shrunk_from > len(trace.events):
        facts[-1] += f", shrunk from {trace.shrunk_from}"
    if trace.options.entriesPerAppend:
        facts.append(f"entries per append {trace.options.entriesPerAppend}")
    told.append("   " + " · ".join(facts), style="not bold dim")
    return told


def run_lines(trace: Trace, show_all: bool = False, state_machines: MachineHistory = ()) -> Iterator[Text]:
    """Yield the run's lines up to the key step; all lines, with quiet events too, if `show_all`."""
    yield run_header_line(trace)
    yield Text(LEGEND, style="dim")
    stop = len(trace.events) if show_all else decisive_step(trace)
    panels = {panel.first: panel for panel in trace.panels}
    broken = violations_by_step(trace)
    skipped = False
    for position, moment in enumerate(cluster_states(trace)):
        step = moment.event.step
        if step in panels:
            yield Text("\n" + one_line(f"{panels[step].name}  {panels[step].title}"), style="bold")
        booting = isinstance(moment.event.act, Boot) and step < len(trace.servers)
        failed = trace.failure if trace.failure and trace.failure.step == step else None
        quiet = moment.is_quiet or moment.has_link_event_next
        if not show_all and step not in broken and not failed and (quiet or booting):
            if not skipped and quiet:
                yield Text("   …", style="dim")
            skipped = True
        else:
            skipped = False
            yield from event_lines(moment, trace)
            yield from state_machine_line(moment, state_machines, position)
        for violation in broken.get(step, ()):
            yield violation_line(violation)
        if failed:
            yield from failure_lines(failed)
        if step >= stop:
            break
    yield from summary_lines(trace, stop)


def decisive_step(trace: Trace) -> int:
    """Return the key step: that of the worst violation, else of the failure, else the last."""
    if trace.violations:
        return worst_violation(trace.violations).step
    return trace.failure.step if trace.failure else len(trace.events)


def violations_by_step(trace: Trace) -> dict[int, list[Violation]]:
    """Return the violations of each step."""
    found: dict[int, list[Violation]] = {}
    for violation in trace.violations:
        found.setdefault(violation.step, []).append(violation)
    return found


def event_lines(state: ClusterState, trace: Trace) -> Iterator[Text]:
    """Yield the line of one event, and the line of the logs if a log changed."""
    event = state.event
    line = Text(f"{event.step:>4} {event.at_ms:>7.0f} ms  ")
    line.append(one_line(boot_text(state, trace) or act_text(event.act)))
    line.append(one_line(crash_point_text(event)), style="bold")
    changed = one_line(changes_text(state.view_before, event))
    if changed:
        line.append("   " + changed, style="bold")
    yield line
    if isinstance(event.act, Boot) or is_log_change(state):
        yield logs_line(state, trace)


def boot_text(state: ClusterState, trace: Trace) -> str:
    """Return "S1, S2, S3 start" for the last event of the initial boots; "" for any other event."""
    is_last_boot = isinstance(state.event.act, Boot) and state.event.step == len(trace.servers)
    return f"{', '.join(trace.servers)} start" if is_last_boot else ""


def state_machine_line(state: ClusterState, state_machines: MachineHistory, position: int) -> Iterator[Text]:
    """Yield the state machine of the event's server, if the event changed it."""
    server = state.event.server or ""
    before = (
        machines_after_event(state_machines, position - 1).get(server, EMPTY_MACHINE) if position else EMPTY_MACHINE
    )
    after = machines_after_event(state_machines, position).get(server, before)
    if after != before:
        yield Text(f"{' ' * 16}{one_line(server)} holds {after}")


def is_log_change(state: ClusterState) -> bool:
    """Return whether the event changed what the line of the logs shows."""
    before, after = state.view_before, state.event.view
    if after is None or before is None:
        return after is not None
    shown = (before.up, before.log, before.commitIndex, before.role == "leader")
    return shown != (after.up, after.log, after.commitIndex, after.role == "leader")


def logs_line(state: ClusterState, trace: Trace) -> Text:
    """Return the logs of all servers side by side, the event's server in bold."""
    line = Text(" " * 16)
    for server in trace.servers:
        view = state.views.get(server)
        mark = " " if view is None else "✗" if not view.up else "*" if view.role == "leader" else " "
        line.append(f"{one_line(server)}{mark}", style="bold" if server == state.event.server else "")
        entries = view.log if view else ()
        commit = view.commitIndex if view else 0
        first = first_shown_index(state)
        if first > 1:
            line.append(f" …{first}:", style="dim")
        for index, entry in enumerate(entries[first - 1 :], start=first):
            line.append(f"{entry.term:>2} ", style=term_style(entry.term))
            if index == commit:
                line.append("|", style="bold")
        line.append("   ")
    return line


def first_shown_index(state: ClusterState) -> int:
    """Return the first index that is drawn of each log: 1, or where the logs are long, one near the longest's end."""
    longest = max((len(view.log) for view in state.views.values()), default=0)
    return 1 if longest <= SHOWN_CELLS else longest - SHOWN_CELLS * 2 // 3


def term_style(term: int) -> str:
    """Return the style of a cell."""
    if 1 <= term <= len(TERM_COLOURS):
        return f"black on {TERM_COLOURS[term - 1]}"
    return "reverse"


def violation_line(violation: Violation) -> Text:
    """Return the line of a broken property."""
    line = Text(f"  >> {one_line(violation.property)}  ", style="bold red")
    line.append(one_line(violation.seen), style="not bold red")
    return line


def failure_lines(failure: RunFailure) -> Iterator[Text]:
    """Yield the lines of a failure: the scenario's line and what was seen, or the error and its traceback lines."""
    line = Text("  >> ", style="bold red")
    line.append(one_line(failure_text(failure)))
    yield line
    for detail in (failure.seen,) if failure.file else failure.at:
        yield Text(f"     {one_line(detail)}", style="red")


def failure_text(failure: RunFailure) -> str:
    """Return the scenario's line that failed, or the error."""
    if not failure.file:
        return failure.seen
    return f"line {failure.line} of {failure.file} failed: {failure.text}"


def summary_lines(trace: Trace, last_shown_step: int) -> Iterator[Text]:
    """Yield the summary of the run."""
    last, failure = len(trace.events), trace.failure
    if trace.undecided and not trace.violations and failure is None:
        yield Text(f"\nNo property was seen to break in {last} steps, but {trace.undecided}.", style="bold magenta")
        return
    if not trace.violations and failure is None:
        yield Text(f"\nNo property broke in {last} steps.", style="bold")
        return
    told = []
    if trace.violations:
        worst = worst_violation(trace.violations)
        told.append(f"{worst.property} broke at step {worst.step} of {last}")
        if len(worst.commands) > 1 and worst.index is not None:
            told[0] += f": at index {worst.index}, {worst.commands[1]} replaced {worst.commands[0]}"
    if failure is not None:
        place = "After step" if failure.file else "Failed at step"
        told.append(f"{place} {failure.step} of {last}: {failure_text(failure)}")
    for number, line in enumerate(told):
        yield Text(("" if number else "\n") + one_line(line).removesuffix(".") + ".", style="bold red")
    if last_shown_step < last:
        yield Text(f"{last - last_shown_step} later steps are left out; --whole shows them.", style="dim")
