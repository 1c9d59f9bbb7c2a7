"""The result of a storyboard's run in words: the broken property, or that no promise is broken."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.storyboard.client_calls import calls_figure, false_answer_text
from raftlab.pages.storyboard.panel_facts import PanelFacts
from raftlab.pages.storyboard.storyboard_models import StoryboardRun
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.server import OK, Entry, Reply
from raftlab.simulator.property_monitor import RULE_PROPERTIES
from raftlab.trace import Propose, ServerView, Trace, Violation, command_label, entry_label


def promise_violations(trace: Trace) -> list[Violation]:
    """Return the first violation of each safety property, without the rules that only protect one."""
    return [each for each in first_violations(trace) if each.property not in RULE_PROPERTIES]


def run_summary(
    storyboard_run: StoryboardRun,
    panel_states: Sequence[PanelFacts] = (),
    scripted_choices: str = "",
    is_reference: bool = False,
    with_calls: bool = False,
) -> Markup:
    """Return the verdict on one run: what happened to the entry, the properties, what the script expected otherwise.

    `scripted_choices`: the choices for which the script was written, "" if there are none. `with_calls`: the
    clients' calls are drawn, since another run of the storyboard breaks Linearizability.
    """
    if storyboard_run.unavailable_text:
        return tag("div", tag("p", storyboard_run.unavailable_text, class_="plain"), class_="fine")
    trace = storyboard_run.trace
    broken = promise_violations(trace)
    plain = plain_verdict(trace, panel_states)
    paragraphs = [tag("p", plain, class_="plain")] if plain else []
    paragraphs += [tag("p", tag("span", f"{v.property} is broken. ", class_="bad"), v.seen) for v in broken]
    if storyboard_run.error_text:
        paragraphs.insert(
            0, tag("p", tag("span", "Your code stopped the run: ", class_="bad"), storyboard_run.error_text)
        )
    stopped = next((m for m in storyboard_run.misses if not m.text.startswith("expect")), None)
    if stopped:
        paragraphs.append(
            tag("p", "The scenario cannot continue as written: ", tag("code", stopped.text), f" — {stopped.seen}")
        )
    if not broken and not storyboard_run.error_text:
        class_name = None if storyboard_run.misses and not is_reference else "good"
        paragraphs.append(
            tag("p", tag("span", "No safety property is broken. ", class_=class_name), ringed_index_text(trace))
        )
    paragraphs += [
        tag("p", f"The rule {v.property} is broken, so other runs may break a safety property: ", v.seen)
        for v in first_violations(trace)
        if v.property in RULE_PROPERTIES
    ]
    return tag(
        "div",
        *paragraphs,
        calls_figure(trace, with_calls),
        *(
            ()
            if is_reference and not broken
            else missed_expectations(storyboard_run, scripted_choices, is_open=not broken)
        ),
        class_="broken-run" if broken or storyboard_run.error_text else "fine",
    )


def plain_verdict(trace: Trace, panel_states: Sequence[PanelFacts]) -> str:
    """Return what happened to the story's entry, from the point of view of its client.

    Without such an entry: what a client was told that does not hold. "" if nobody was told anything false.
    """
    facts = panel_states[-1].facts if panel_states else {}
    if "entry" not in facts:
        return false_answer_text(trace) or missing_entry_text(trace)
    entry, index = facts["entry"], facts["index"]
    fates = {each.facts["lost"] for each in panel_states}
    if "promised" in fates:
        return f"{acknowledgement_text(trace, entry)}; {entry} is gone."
    if "legally" in fates:
        return f"{entry} is gone from index {index}. It had not been committed: this is legal."
    if any(v.property == "LeaderCompleteness" and str(v.index) == index for v in trace.violations):
        return f"{entry} was committed; the leader of a later term does not have it, and will overwrite it."
    if facts["committed"] == "yes":
        return f"{entry} is committed, and it stays: {facts['holders']} hold it at index {index}."
    return f"{entry} is neither committed nor lost so far."


def acknowledgement_text(trace: Trace, label: str) -> str:
    """Return who relies on the command with that label: a client, or a server that applied it."""
    if is_command_confirmed(trace, label):
        return f"A client heard ok for {label}"
    return f"{label} was committed, and a server applied it"


def missing_entry_text(trace: Trace) -> str:
    """Return which command was committed and is missing at a later leader; "" if each leader has all of them."""
    lost = next((v for v in trace.violations if v.property == "LeaderCompleteness" and v.commands), None)
    if lost is None:
        return ""
    return f"{acknowledgement_text(trace, lost.commands[0])}; {lost.servers[-1]} then led a later term without it."


def is_command_confirmed(trace: Trace, label: str) -> bool:
    """Return whether a client heard ok for the command with that label."""
    calls = {
        (act.command.client, act.command.sequence)
        for act in (event.act for event in trace.events)
        if isinstance(act, Propose) and command_label(act.command) == label
    }
    replies = (effect for event in trace.events for effect in event.effects if isinstance(effect, Reply))
    return any(reply.outcome == OK and (reply.client, reply.sequence) in calls for reply in replies)


def first_violations(trace: Trace) -> list[Violation]:
    """Return the first violation of each property."""
    first: dict[str, Violation] = {}
    for violation in trace.violations:
        first.setdefault(violation.property, violation)
    return list(first.values())


def missed_expectations(storyboard_run: StoryboardRun, scripted_choices: str, is_open: bool) -> list[Markup]:
    """Return the expectations that did not hold, in a fold that is open if no promise is broken."""
    missed = [miss for miss in storyboard_run.misses if miss.text.startswith("expect")]
    if not missed:
        return []
    panels = storyboard_run.trace.panels
    places = (next((f"in ({panel.name}): " for panel in panels if m.step <= panel.last), "") for m in missed)
    items = (tag("li", place, tag("code", m.text), f" — {m.seen}") for place, m in zip(places, missed, strict=True))
    head = f"The script was written for {scripted_choices or 'another run'}; with your choices this differs:"
    return [tag("details", tag("summary", head), tag("ul", *items), open=is_open)]


def ringed_index_text(trace: Trace) -> str:
    """Return what happened to the ringed index in a run that broke nothing."""
    index = find_ringed_index(trace)
    if index is None:
        return ""
    overwritten = overwritten_entries(trace, index)
    if overwritten:
        texts = " and ".join(f"{entry} on {', '.join(servers)}" for entry, servers in overwritten.items())
        were = "these entries were" if len(overwritten) > 1 else "this entry was"
        return f"Overwritten at index {index}: {texts}. It is legal: {were} never committed."
    holder, view = highest_commit_server(trace)
    if view and view.commitIndex >= index:
        what = entry_with_term(view.log[index - 1])
        return f"Index {index} is committed: {what}, as {holder} has it; it was not overwritten anywhere."
    return f"Index {index} was neither overwritten nor committed."


def entry_with_term(entry: Entry) -> str:
    """Return an entry in words, with its term."""
    return f"{entry_label(entry) if entry.command or entry.configuration else 'the entry'} of term {entry.term}"


def overwritten_entries(trace: Trace, index: int) -> dict[str, list[str]]:
    """Return the entries that were removed or replaced at `index`, in words, each with its servers."""
    logs: dict[str, ServerView] = {}
    lost: dict[str, set[str]] = {}
    for event in trace.events:
        if event.server is None or event.view is None:
            continue
        before = logs.get(event.server)
        if before and len(before.log) >= index and event.view.log[index - 1 : index] != before.log[index - 1 : index]:
            lost.setdefault(entry_with_term(before.log[index - 1]), set()).add(event.server)
        logs[event.server] = event.view
    return {entry: sorted(servers) for entry, servers in lost.items()}


def highest_commit_server(trace: Trace) -> tuple[str, ServerView | None]:
    """Return the server with the highest commitIndex of the run, and its view at that event."""
    seen = [(event.server, event.view) for event in trace.events if event.server and event.view]
    return max(seen, key=lambda pair: pair[1].commitIndex, default=("", None))
