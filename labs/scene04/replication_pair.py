"""A leader and one follower that exchange messages, one AppendEntries at a time, until their logs are equal."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.labs.scene04.table_rows import append_mismatch_text, append_text, row_log, terms_text
from raftlab.server import AppendEntries, Entry, Options

IDLE_HEARTBEAT_LIMIT = 3
"""Heartbeats in a row that may pass without an AppendEntries to the follower."""


@dataclass
class ReplicationPair:
    """S1 leads, S2 follows; every message between them arrives, in order. `append_count` counts the appends to S2.

    `progress_count` counts those of them after which more of S2's log is the leader's.
    """

    leader: PlacedServer
    follower: PlacedServer
    append_count: int = 0
    progress_count: int = 0
    last_append: AppendEntries | None = None

    def replicate_all(self, append_limit: int) -> int:
        """Exchange until S2 holds the leader's log and S1 knows it; return the number of AppendEntries it took.

        CheckFailure after `append_limit` of them, and for an append that differs from the leader's log. A leader may
        send few entries in a message: of the appends that make progress only the first one counts for the limit.
        """
        return self.exchange_until(self.is_replicated, append_limit)

    def replicate_call(self, append_limit: int) -> int:
        """Give S1 one more call and exchange until S2 holds it too; return and raise as replicate_all does."""
        self.append_count = self.progress_count = 0
        waiting = self.checked_appends(self.leader.propose("x=1"))
        return self.exchange_until(self.is_replicated, append_limit, waiting)

    def find_match(self, append_limit: int) -> int:
        """Exchange until S2 holds an entry more than now; return and raise as replicate_all does."""
        held = len(self.follower.log)
        return self.exchange_until(lambda: len(self.follower.log) > held, append_limit)

    def exchange_until(
        self, is_done: Callable[[], bool], append_limit: int, under_way: Sequence[AppendEntries] = ()
    ) -> int:
        """Exchange until `is_done`; return the number of AppendEntries, CheckFailure after `append_limit` of them."""
        waiting = list(under_way)
        quiet = 0
        while not is_done():
            if not waiting:
                waiting += self.checked_appends(self.leader.fire_timer("heartbeat"))
                quiet = 0 if waiting else quiet + 1
            if self.append_count - max(0, self.progress_count - 1) >= append_limit or quiet > IDLE_HEARTBEAT_LIMIT:
                raise CheckFailure(self.logs_text())
            if waiting:
                waiting += self.exchange(waiting.pop(0))
        return self.append_count

    def is_replicated(self) -> bool:
        last = len(self.leader.log)
        return self.follower.log == self.leader.log and self.leader.matchIndex.get("S2", 0) == last

    def exchange(self, append: AppendEntries) -> list[AppendEntries]:
        """Deliver one append and the answers to it; return the appends that the leader then sends."""
        self.append_count += 1
        agreed = common_length(self.leader.log, self.follower.log)
        answers = [message for to, message in self.follower.deliver(append).sent_messages if to == "S1"]
        self.progress_count += common_length(self.leader.log, self.follower.log) > agreed
        return [each for reply in answers for each in self.checked_appends(self.leader.deliver(reply))]

    def checked_appends(self, step: ServerStep) -> list[AppendEntries]:
        """Return the step's appends to S2, each checked against the leader's log."""
        appends = [message for to, message in step.sent_messages if to == "S2" and isinstance(message, AppendEntries)]
        for message in appends:
            wrong = append_mismatch_text(message, self.leader)
            if wrong:
                raise CheckFailure(f"S1 (log {terms_text(self.leader.log_terms)}) sent S2 {wrong}.")
        self.last_append = appends[-1] if appends else self.last_append
        return appends

    def logs_text(self) -> str:
        """Return the two logs after the last exchange, in words."""
        sent = f"; last it sent {append_text(self.last_append)}" if self.last_append else "; it sent nothing"
        match = self.leader.matchIndex.get("S2", 0)
        return (
            f"After {self.append_count} AppendEntries S1 has log {terms_text(self.leader.log_terms)} and "
            f"matchIndex[S2] {match}, S2 has log {terms_text(self.follower.log_terms)}{sent}."
        )


def common_length(first: tuple[Entry, ...], second: tuple[Entry, ...]) -> int:
    """Return how many entries two logs share from index 1 on."""
    agreeing = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return sum(1 for _ in agreeing)


def place_pair(
    lab: Lab,
    leader_terms: list[int],
    follower_terms: list[int],
    *,
    next_index: int | None = None,
    entry_limit: int = 0,
    commit_index: int = 0,
) -> ReplicationPair:
    """Place S1, leader of the last term of both logs, and S2; `next_index` is nextIndex[S2] (default: past the end).

    S3 stores the whole log of a leader that has committed anything.
    """
    term = max([1, *leader_terms, *follower_terms])
    options = Options(entriesPerAppend=entry_limit)
    knows = {"S2": next_index if next_index is not None else len(leader_terms) + 1}
    leader = lab.place(
        "S1",
        role="leader",
        term=term,
        log=row_log(leader_terms),
        next_index=knows,
        commit_index=commit_index,
        match_index={"S3": len(leader_terms)} if commit_index else None,
        options=options,
    )
    follower = lab.place("S2", role="follower", term=term, log=row_log(follower_terms), options=options)
    return ReplicationPair(leader, follower)
