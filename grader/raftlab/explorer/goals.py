"""Named goals: what a state must show. A search can be led by them, stage by stage, or asked whether it met them.

A goal is written in words, and several joined by "and" make one:

    leader                       some server leads
    leader of term 2             some server leads term 2
    entry at 1 on 2 servers      equal entries at index 1 on exactly that many servers
    rivals at 1                  two servers hold entries of different terms at index 1
    late rival at 1              a leader's own entry at index 1 differs from one of an older term elsewhere
    commit at 1                  some server calls index 1 committed
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from raftlab.errors import UsageFault
from raftlab.explorer.judge import log_of
from raftlab.explorer.local import Local
from raftlab.server import LEADER, Entry

Holds = Callable[[Sequence[Local]], bool]


@dataclass(frozen=True)
class Goal:
    """What to reach, in words, and the test for it."""

    text: str
    holds: Holds


def parse_goal(text: str) -> Goal:
    """Return the goal that `text` says. UsageFault for words that say none."""
    parts = [one_goal(part.strip()) for part in re.split(r"\band\b", text.lower())]
    return Goal(text, lambda locals_: all(part(locals_) for part in parts))


def one_goal(text: str) -> Holds:
    """Return the test of a goal without "and"."""
    for pattern, make in PATTERNS:
        found = re.fullmatch(pattern, text)
        if found:
            return make(*(int(group) for group in found.groups()))
    known = "leader, leader of term 2, entry at 1 on 2 servers, rivals at 1, late rival at 1, commit at 1"
    raise UsageFault(f"goal {text!r}: not a goal; write one of: {known}")


def entries_at(locals_: Sequence[Local], index: int) -> list[Entry]:
    """Return the entries at `index` on the servers that hold one."""
    return [log[index - 1] for log in map(log_of, locals_) if len(log) >= index]


def leader() -> Holds:
    return lambda locals_: any(local.seen is not None and local.seen.role == LEADER for local in locals_)


def leader_of(term: int) -> Holds:
    return lambda locals_: any(
        local.seen is not None and local.seen.role == LEADER and local.seen.currentTerm == term for local in locals_
    )


def entry_on(index: int, count: int) -> Holds:
    return lambda locals_: count in Counter(entries_at(locals_, index)).values()


def rivals(index: int) -> Holds:
    return lambda locals_: len({entry.term for entry in entries_at(locals_, index)}) > 1


def late_rival(index: int) -> Holds:
    def holds(locals_: Sequence[Local]) -> bool:
        terms = {entry.term for entry in entries_at(locals_, index)}
        seen = [local.seen for local in locals_ if local.seen is not None and local.seen.role == LEADER]
        own = [
            each.currentTerm for each in seen if len(each.log) >= index and each.log[index - 1].term == each.currentTerm
        ]
        return any(term > min(terms) for term in own)

    return holds


def commit(index: int) -> Holds:
    return lambda locals_: any(local.seen is not None and local.seen.commitIndex >= index for local in locals_)


PATTERNS: tuple[tuple[str, Callable[..., Holds]], ...] = (
    (r"leader", leader),
    (r"leader of term (\d+)", leader_of),
    (r"entry at (\d+) on (\d+) servers?", entry_on),
    (r"rivals at (\d+)", rivals),
    (r"late rival at (\d+)", late_rival),
    (r"commit at (\d+)", commit),
)
