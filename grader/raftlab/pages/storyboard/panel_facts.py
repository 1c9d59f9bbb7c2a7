"""The facts of a panel that choose the story's texts: who leads, who holds the entry, whether it is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from raftlab.pages.drawing.log_strip import ReplacedEntry
from raftlab.pages.storyboard.storyboard_models import StoryboardRun
from raftlab.pages.trace_analysis.cluster_states import ClusterState, Views, cluster_states, position_of_step
from raftlab.pages.trace_analysis.event_text import entry_content_text
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.server import LEADER, Entry, Reply
from raftlab.trace import Propose, ServerView, StoryboardPanel

Cell = tuple[str, int]
"""A server and an index of its log."""


@dataclass(frozen=True)
class PanelFacts:
    """The state at the end of a panel, and the facts that the story's conditions use."""

    panel: StoryboardPanel
    state: ClusterState
    facts: Mapping[str, str]
    replaced: Mapping[Cell, ReplacedEntry]
    electable: tuple[str, ...]


def panel_facts_of(run: StoryboardRun, choices: Mapping[str, str]) -> tuple[PanelFacts, ...]:
    """Return the facts of each panel of a run. `choices`: the toggles and the chosen keys, which are facts too."""
    trace = run.trace
    if not trace.events:
        return ()
    states = cluster_states(trace)
    index = find_ringed_index(trace)
    story_entry = ringed_entry(trace.panels, states, trace.events[-1].step, index)
    stop_step = min((miss.step for miss in run.misses if not miss.text.startswith("expect")), default=None)
    replaced: dict[Cell, ReplacedEntry] = {}
    shown: list[PanelFacts] = []
    views_before: Views = {}
    for panel in trace.panels:
        position = position_of_step(trace, panel.last)
        committed = committed_entries(states[: position + 1])
        views = states[position].views
        replaced = replaced_entries(views_before, views, committed)
        absent = panel.badge.server if panel.badge else ""
        winners = electable_servers(trace.servers, views, absent)
        facts = {
            **choices,
            "as_written": "no" if stop_step is not None and stop_step <= panel.last else "yes",
            "leader": names_text(leaders(views)),
            "votes": names_text(voters_of_leader(views)),
            "electable": names_text(winners),
            "server_count": str(len(trace.servers)),
            "last_answer": answer_to_last_call(states[: position + 1]),
            **entry_facts(index, story_entry, views, committed, replaced, winners),
        }
        shown.append(PanelFacts(panel, states[position], facts, replaced, winners))
        views_before = views
    return tuple(shown)


def leaders(views: Views) -> list[str]:
    """Return the servers that lead."""
    return sorted(server for server, view in views.items() if view.up and view.role == LEADER)


def voters_of_leader(views: Views) -> list[str]:
    """Return the other servers that voted for the leader of the newest term."""
    newest = max(leaders(views), key=lambda server: views[server].currentTerm, default="")
    return sorted(
        server
        for server, view in views.items()
        if newest and server != newest
        if (view.votedFor, view.currentTerm) == (newest, views[newest].currentTerm)
    )


def answer_to_last_call(states: Sequence[ClusterState]) -> str:
    """Return what the last call of a client has heard by then: an outcome, "waits", or "none" without a call."""
    events = [state.event for state in states]
    commands = [event.act.command for event in events if isinstance(event.act, Propose)]
    calls = [(command.client, command.sequence) for command in commands if command.client]
    if not calls:
        return "none"
    replies = (effect for event in events for effect in event.effects if isinstance(effect, Reply))
    return next((reply.outcome for reply in replies if (reply.client, reply.sequence) == calls[-1]), "waits")


def names_text(servers: Iterable[str]) -> str:
    """Return server names in one text, "none" without one."""
    return " ".join(servers) or "none"


def ringed_entry(
    panels: Sequence[StoryboardPanel], states: Sequence[ClusterState], last_step: int, index: int | None
) -> Entry | None:
    """Return the entry that the story is about: the badge's, None without a badge."""
    badge_panel = next((panel for panel in panels if panel.badge), None)
    if badge_panel is None or badge_panel.badge is None or index is None:
        return None
    state = next(state for state in states if state.event.step >= min(badge_panel.last, last_step))
    view = state.views.get(badge_panel.badge.server)
    return view.log[index - 1] if view and len(view.log) >= index else None


def committed_entries(states: Sequence[ClusterState]) -> set[tuple[int, Entry]]:
    """Return each entry, with its index, that any server had committed by then."""
    committed: set[tuple[int, Entry]] = set()
    for state in states:
        view = state.event.view
        server = state.event.server
        if view is not None and server is not None and view.up:
            committed |= {(n + 1, entry) for n, entry in enumerate(state.views[server].log[: view.commitIndex])}
    return committed


def replaced_entries(before: Views, after: Views, committed: set[tuple[int, Entry]]) -> dict[Cell, ReplacedEntry]:
    """Return the cells whose entry differs from the one in the panel before."""
    replaced = {}
    for server, view in after.items():
        old_log = before[server].log if server in before else ()
        for n, (old, new) in enumerate(zip(old_log, view.log, strict=False)):
            if old != new:
                replaced[server, n + 1] = ReplacedEntry(old, (n + 1, old) in committed)
    return replaced


def electable_servers(servers: Sequence[str], views: Views, absent: str) -> tuple[str, ...]:
    """Return the servers that can win without `absent`: their log is as good as those of a majority. (§5.4.1)"""
    others = [server for server in servers if server != absent and server in views]

    def rank(server: str) -> tuple[int, int]:
        log = views[server].log
        return (log[-1].term if log else 0, len(log))

    return tuple(server for server in others if 2 * sum(rank(voter) <= rank(server) for voter in others) > len(servers))


def entry_facts(
    index: int | None,
    entry: Entry | None,
    views: Views,
    committed: set[tuple[int, Entry]],
    replaced: Mapping[Cell, ReplacedEntry],
    winners: Sequence[str],
) -> dict[str, str]:
    """Return the facts about the ringed entry, {} without one."""
    if index is None or entry is None:
        return {}
    holders = [server for server, view in sorted(views.items()) if holds_entry(view, index, entry)]
    gone = [each for (_, at), each in replaced.items() if at == index and each.entry == entry]
    lost = "promised" if any(each.is_promised for each in gone) else "legally" if gone else "no"
    return {
        "index": str(index),
        "entry": entry_content_text(entry),
        "term": str(entry.term),
        "holders": names_text(holders),
        "electable_without": names_text(server for server in winners if server not in holders),
        "committed": "yes" if (index, entry) in committed else "no",
        "lost": lost,
    }


def holds_entry(view: ServerView, index: int, entry: Entry) -> bool:
    """Return whether a log holds the entry at the index."""
    return len(view.log) >= index and view.log[index - 1] == entry
