"""A leader and one follower that talk to each other, one AppendEntries at a time, until their logs are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from raftlab.checks import CheckFailure
from raftlab.checks.lab import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene04.table_rows import append_mismatch, append_text, terms_text
from raftlab.server import AppendEntries, Options

IDLE_HEARTBEAT_LIMIT = 3
"""Heartbeats in a row that may pass without an AppendEntries to the follower."""


@dataclass
class ReplicationPair:
    """S1 leads, S2 follows; every message between them arrives, in order. `appends` counts what S2 was sent."""

    leader: PlacedServer
    follower: PlacedServer
    append_count: int = 0
    last_append: AppendEntries | None = None

    def replicate_all(self, append_limit: int) -> int:
        """Exchange until S2 holds the leader's log and S1 knows it; return the number of AppendEntries it took.

        CheckFailure after `bound` of them, and for an append that is not what the leader's log holds.
        """
        return self.exchange_until(self.is_replicated, append_limit)

    def find_match(self, append_limit: int) -> int:
        """Exchange until S2 holds an entry more than now; return and raise as settle does."""
        held = len(self.follower.log)
        return self.exchange_until(lambda: len(self.follower.log) > held, append_limit)

    def exchange_until(self, is_done: Callable[[], bool], append_limit: int) -> int:
        """Exchange until `done`; return the number of AppendEntries it took, CheckFailure after `bound` of them."""
        waiting: list[AppendEntries] = []
        quiet = 0
        while not is_done():
            if not waiting:
                waiting += self.checked_appends(self.leader.fire_timer("heartbeat"))
                quiet = 0 if waiting else quiet + 1
            if self.append_count >= append_limit or quiet > IDLE_HEARTBEAT_LIMIT:
                raise CheckFailure(self.logs_text())
            if waiting:
                waiting += self.exchange(waiting.pop(0))
        return self.append_count

    def is_replicated(self) -> bool:
        last = len(self.leader.log)
        return self.follower.log == self.leader.log and self.leader.matchIndex.get("S2", 0) == last

    def exchange(self, append: AppendEntries) -> list[AppendEntries]:
        """Let one append arrive, and the answers to it; return the appends that these bring."""
        self.append_count += 1
        answers = [message for to, message in self.follower.deliver(append).sent_messages if to == "S1"]
        return [each for reply in answers for each in self.checked_appends(self.leader.deliver(reply))]

    def checked_appends(self, step: ServerStep) -> list[AppendEntries]:
        """Return the step's appends to S2, each checked against the leader's log."""
        found = [message for to, message in step.sent_messages if to == "S2" and isinstance(message, AppendEntries)]
        for message in found:
            wrong = append_mismatch(message, self.leader)
            if wrong:
                raise CheckFailure(f"S1 (log {terms_text(self.leader.log_terms)}) sent S2 {wrong}.")
        self.last_append = found[-1] if found else self.last_append
        return found

    def logs_text(self) -> str:
        """Return what the two logs are after the last exchange."""
        sent = f"; last it sent {append_text(self.last_append)}" if self.last_append else "; it sent nothing"
        match = self.leader.matchIndex.get("S2", 0)
        return (
            f"After {self.append_count} AppendEntries S1 has log {terms_text(self.leader.log_terms)} and "
            f"matchIndex[S2] {match}, S2 has log {terms_text(self.follower.log_terms)}{sent}."
        )


def place_pair(
    lab: Lab, leader_terms: list[int], follower_terms: list[int], *, next_index: int | None = None, entry_limit: int = 0
) -> ReplicationPair:
    """Return S1, leader of the term after both logs (terms), and S2; next is nextIndex[S2] (default: past the end)."""
    term = max([1, *leader_terms, *follower_terms])
    options = Options(entriesPerAppend=entry_limit)
    knows = {"S2": next_index if next_index is not None else len(leader_terms) + 1}
    leader = lab.place("S1", role="leader", term=term, log=leader_terms, next_index=knows, options=options)
    follower = lab.place("S2", role="follower", term=term, log=follower_terms, options=options)
    return ReplicationPair(leader, follower)
