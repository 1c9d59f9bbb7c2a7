"""Search goals: conditions on a state. They can lead a search, stage by stage, or be checked after it.

A goal is written in words. Several goals joined by "and" make one goal:

    leader                       some server leads
    leader of term 2             some server leads term 2
    entry at 1 on 2 servers      equal entries at index 1 on exactly that many servers
    rivals at 1                  two servers have entries of different terms at index 1
    late rival at 1              a leader's own entry at index 1 differs from one of an older term elsewhere
    commit at 1                  some server has committed index 1
    configuration at 2           some server has a configuration at index 2, committed or not
    two leaders                  two servers lead, by their own account: the older one has not heard of the newer term
    unwritten at 1               a leader has committed index 1, which its own disk has not written yet
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from raftlab.errors import UsageError
from raftlab.explorer.local_state import LocalState
from raftlab.explorer.property_checks import log_of
from raftlab.server import LEADER, Entry

StateTest = Callable[[Sequence[LocalState]], bool]


@dataclass(frozen=True)
class SearchGoal:
    """A condition on a state, as text and as a test."""

    text: str
    holds: StateTest


def parse_goal(text: str) -> SearchGoal:
    """Return the goal that `text` describes. UsageError if it describes none."""
    parts = [parse_condition(part.strip()) for part in re.split(r"\band\b", text.lower())]
    return SearchGoal(text, lambda locals_: all(part(locals_) for part in parts))


def parse_condition(text: str) -> StateTest:
    """Return the test of a condition without "and"."""
    for pattern, make in GOAL_PATTERNS:
        found = re.fullmatch(pattern, text)
        if found:
            return make(*(int(group) for group in found.groups()))
    known = (
        "leader, leader of term 2, entry at 1 on 2 servers, rivals at 1, late rival at 1, commit at 1, "
        "configuration at 2, two leaders, unwritten at 1"
    )
    raise UsageError(f"goal {text!r}: not a goal; write one of: {known}")


def entries_at(local_states: Sequence[LocalState], index: int) -> list[Entry]:
    """Return the entries at `index` on the servers that have one."""
    return [log[index - 1] for log in map(log_of, local_states) if len(log) >= index]


def leader_condition() -> StateTest:
    return lambda locals_: any(local.observed is not None and local.observed.role == LEADER for local in locals_)


def term_leader_condition(term: int) -> StateTest:
    return lambda locals_: any(
        local.observed is not None and local.observed.role == LEADER and local.observed.currentTerm == term
        for local in locals_
    )


def entry_on_servers_condition(index: int, server_count: int) -> StateTest:
    return lambda locals_: server_count in Counter(entries_at(locals_, index)).values()


def rival_entries_condition(index: int) -> StateTest:
    return lambda locals_: len({entry.term for entry in entries_at(locals_, index)}) > 1


def newer_leader_entry_condition(index: int) -> StateTest:
    def holds(locals_: Sequence[LocalState]) -> bool:
        terms = {entry.term for entry in entries_at(locals_, index)}
        seen = [local.observed for local in locals_ if local.observed is not None and local.observed.role == LEADER]
        own = [
            each.currentTerm for each in seen if len(each.log) >= index and each.log[index - 1].term == each.currentTerm
        ]
        return any(term > min(terms) for term in own)

    return holds


def commit_condition(index: int) -> StateTest:
    return lambda locals_: any(local.observed is not None and local.observed.commitIndex >= index for local in locals_)


def configuration_entry_condition(index: int) -> StateTest:
    return lambda locals_: any(entry.configuration is not None for entry in entries_at(locals_, index))


def two_leaders_condition() -> StateTest:
    return lambda locals_: sum(each.observed is not None and each.observed.role == LEADER for each in locals_) > 1


def unwritten_entry_condition(index: int) -> StateTest:
    return lambda locals_: any(
        each.observed is not None
        and each.observed.role == LEADER
        and each.observed.commitIndex >= index
        and each.disk.log[:index] != each.observed.log[:index]
        for each in locals_
    )


GOAL_PATTERNS: tuple[tuple[str, Callable[..., StateTest]], ...] = (
    (r"leader", leader_condition),
    (r"leader of term (\d+)", term_leader_condition),
    (r"entry at (\d+) on (\d+) servers?", entry_on_servers_condition),
    (r"rivals at (\d+)", rival_entries_condition),
    (r"late rival at (\d+)", newer_leader_entry_condition),
    (r"commit at (\d+)", commit_condition),
    (r"configuration at (\d+)", configuration_entry_condition),
    (r"two leaders", two_leaders_condition),
    (r"unwritten at (\d+)", unwritten_entry_condition),
)
