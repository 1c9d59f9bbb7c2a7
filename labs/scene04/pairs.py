"""A leader and one follower that talk to each other, one AppendEntries at a time, until their logs are one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from raftlab.checks import Broken
from raftlab.checks.lab import Lab
from raftlab.checks.placed import Placed, Step
from raftlab.labs.scene04.rows import append_in_words, in_terms, misfit
from raftlab.server import AppendEntries, Options

QUIET = 3
"""Heartbeats in a row that may pass without an AppendEntries to the follower."""


@dataclass
class Pair:
    """S1 leads, S2 follows; every message between them arrives, in order. `appends` counts what S2 was sent."""

    leader: Placed
    follower: Placed
    appends: int = 0
    last: AppendEntries | None = None

    def settle(self, bound: int) -> int:
        """Exchange until S2 holds the leader's log and S1 knows it; return the number of AppendEntries it took.

        Broken after `bound` of them, and for an append that is not what the leader's log holds.
        """
        return self.exchange_until(self.settled, bound)

    def find(self, bound: int) -> int:
        """Exchange until S2 holds an entry more than now; return and raise as settle does."""
        held = len(self.follower.log)
        return self.exchange_until(lambda: len(self.follower.log) > held, bound)

    def exchange_until(self, done: Callable[[], bool], bound: int) -> int:
        """Exchange until `done`; return the number of AppendEntries it took, Broken after `bound` of them."""
        waiting: list[AppendEntries] = []
        quiet = 0
        while not done():
            if not waiting:
                waiting += self.sent(self.leader.timeout("heartbeat"))
                quiet = 0 if waiting else quiet + 1
            if self.appends >= bound or quiet > QUIET:
                raise Broken(self.unsettled())
            if waiting:
                waiting += self.exchange(waiting.pop(0))
        return self.appends

    def settled(self) -> bool:
        last = len(self.leader.log)
        return self.follower.log == self.leader.log and self.leader.matchIndex.get("S2", 0) == last

    def exchange(self, append: AppendEntries) -> list[AppendEntries]:
        """Let one append arrive, and the answers to it; return the appends that these bring."""
        self.appends += 1
        answers = [message for to, message in self.follower.deliver(append).sent if to == "S1"]
        return [each for reply in answers for each in self.sent(self.leader.deliver(reply))]

    def sent(self, step: Step) -> list[AppendEntries]:
        """Return the step's appends to S2, each checked against the leader's log."""
        found = [message for to, message in step.sent if to == "S2" and isinstance(message, AppendEntries)]
        for message in found:
            wrong = misfit(message, self.leader)
            if wrong:
                raise Broken(f"S1 (log {in_terms(self.leader.log_terms)}) sent S2 {wrong}.")
        self.last = found[-1] if found else self.last
        return found

    def unsettled(self) -> str:
        """Return what the two logs are after the last exchange."""
        sent = f"; last it sent {append_in_words(self.last)}" if self.last else "; it sent nothing"
        match = self.leader.matchIndex.get("S2", 0)
        return (
            f"After {self.appends} AppendEntries S1 has log {in_terms(self.leader.log_terms)} and "
            f"matchIndex[S2] {match}, S2 has log {in_terms(self.follower.log_terms)}{sent}."
        )


def pair(lab: Lab, leads: list[int], follows: list[int], *, next: int | None = None, limit: int = 0) -> Pair:
    """Return S1, leader of the term after both logs (terms), and S2; next is nextIndex[S2] (default: past the end)."""
    term = max([1, *leads, *follows])
    options = Options(entriesPerAppend=limit)
    knows = {"S2": next if next is not None else len(leads) + 1}
    leader = lab.place("S1", role="leader", term=term, log=leads, next=knows, options=options)
    follower = lab.place("S2", role="follower", term=term, log=follows, options=options)
    return Pair(leader, follower)
