"""What a telling of a scenario comes to, in words: the property it broke, or that nothing promised was lost."""

from __future__ import annotations

from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.storyboard.runs import StoryboardRun
from raftlab.simulator.monitor import RULE_PROPERTIES
from raftlab.trace import ServerView, Trace, Violation, command_label


def broken_promises(trace: Trace) -> list[Violation]:
    """Return the first violation of each property that is a promise."""
    return [each for each in first_violations(trace) if each.property not in RULE_PROPERTIES]


def run_summary(storyboard_run: StoryboardRun) -> Markup:
    """Return the verdict line of one telling, with what else it did not do as the file expects."""
    trace = storyboard_run.trace
    broken = broken_promises(trace)
    told = [tag("p", tag("span", f"{v.property} is broken. ", class_="bad"), v.seen) for v in broken]
    if storyboard_run.error_text:
        told.insert(0, tag("p", tag("span", "Your code stopped the run: ", class_="bad"), storyboard_run.error_text))
    stopped = next((m for m in storyboard_run.misses if not m.text.startswith("expect")), None)
    if stopped:
        told.append(tag("p", "The story cannot go on as written: ", tag("code", stopped.text), f" — {stopped.seen}"))
    if not broken and not storyboard_run.error_text:
        calm = None if storyboard_run.misses else "good"
        told.append(tag("p", tag("span", "No promise is broken. ", class_=calm), ringed_index_text(trace)))
    told += [
        tag("p", f"The rule {v.property} is broken: ", v.seen)
        for v in first_violations(trace)
        if v.property in RULE_PROPERTIES
    ]
    return tag(
        "div",
        *told,
        *missed_expectations(storyboard_run, is_open=not broken),
        class_="broken-run" if broken or storyboard_run.error_text else "fine",
    )


def first_violations(trace: Trace) -> list[Violation]:
    """Return the first violation of each property."""
    found: dict[str, Violation] = {}
    for violation in trace.violations:
        found.setdefault(violation.property, violation)
    return list(found.values())


def missed_expectations(storyboard_run: StoryboardRun, is_open: bool) -> list[Markup]:
    """Return the expectations that did not hold: folded away where a broken promise says more."""
    missed = [miss for miss in storyboard_run.misses if miss.text.startswith("expect")]
    if not missed:
        return []
    items = (tag("li", tag("code", f"line {m.line}: {m.text}"), f" — {m.seen}") for m in missed)
    many = f"{len(missed)} expectations of the file do" if len(missed) > 1 else "1 expectation of the file does"
    return [tag("details", tag("summary", f"{many} not hold"), tag("ul", *items), open=is_open)]


def ringed_index_text(trace: Trace) -> str:
    """Return what happened to the ringed index where nothing was broken."""
    index = find_ringed_index(trace)
    if index is None:
        return ""
    lost = overwritten_servers(trace, index)
    if lost:
        return f"Index {index} was overwritten on {', '.join(lost)}, but never promised: legal."
    holder, view = highest_commit(trace)
    if view and view.commitIndex >= index:
        entry = view.log[index - 1]
        what = f"{command_label(entry.command) if entry.command else 'the entry'} of term {entry.term}"
        return f"Index {index} is committed: {what}, as {holder} has it; it was not overwritten anywhere."
    return f"Index {index} was neither overwritten nor committed."


def find_ringed_index(trace: Trace) -> int | None:
    """Return the index that the panels ring: the badge's, else the first that a violation names."""
    asked = next((panel.badge.index for panel in trace.panels if panel.badge), None)
    return asked or next((v.index for v in trace.violations if v.index), None)


def overwritten_servers(trace: Trace, index: int) -> list[str]:
    """Return the servers whose entry at `index` was there and then was not, or was another."""
    logs: dict[str, ServerView] = {}
    lost: dict[str, None] = {}
    for event in trace.events:
        if event.server is None or event.view is None:
            continue
        before = logs.get(event.server)
        if before and len(before.log) >= index and event.view.log[index - 1 : index] != before.log[index - 1 : index]:
            lost[event.server] = None
        logs[event.server] = event.view
    return sorted(lost)


def highest_commit(trace: Trace) -> tuple[str, ServerView | None]:
    """Return the server, and its view, with the highest commitIndex that the run saw."""
    seen = [(event.server, event.view) for event in trace.events if event.server and event.view]
    return max(seen, key=lambda pair: pair[1].commitIndex, default=("", None))
