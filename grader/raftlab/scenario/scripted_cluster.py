"""The cluster of a scenario: it turns scenario steps into acts, and drives the exchanges that a step needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from raftlab.scenario.language import parse_command
from raftlab.server import LEADER, AppendEntries, Entry
from raftlab.simulator.background_writes import servers_writing
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import InFlight, Step, World
from raftlab.trace import Act, CompleteWrite, Deliver, Drop, Timeout, command_label

REPLICATION_MESSAGES = ("AppendEntries", "InstallSnapshot")
"""The messages by which a leader brings a follower up to date."""

MESSAGE_TYPES = {
    "append": "AppendEntries",
    "append-reply": "AppendEntriesReply",
    "vote": "RequestVote",
    "vote-reply": "RequestVoteReply",
    "pre-vote": "PreVote",
    "pre-vote-reply": "PreVoteReply",
    "install": "InstallSnapshot",
    "install-reply": "InstallSnapshotReply",
    "timeout-now": "TimeoutNow",
    "transfer-vote": "TransferVote",
}
"""The word of a line -> the type of message."""

MAX_EXCHANGES = 60
"""The exchanges after which `replicate_to` gives up: more than any scenario's log needs."""


class StepFailedError(Exception):
    """A step of the scenario could not be done. The text says what was seen."""


@dataclass
class ScriptedCluster:
    """A monitored world. Messages and timers wait until a step delivers or fires them."""

    world: World
    monitor: Monitor = field(default_factory=Monitor)
    pending_crashes: dict[str, int] = field(default_factory=dict)
    pending_disk_failures: set[str] = field(default_factory=set)

    def do_act(self, act: Act) -> Step | None:
        step = self.world.apply(act)
        if step is not None:
            self.monitor.observe(step, self.world)
        return step

    def require_act(self, act: Act, failure_text: str) -> Step:
        step = self.do_act(act)
        if step is None:
            server = getattr(act, "server", "")
            if self.world.stands_still(server):
                raise StepFailedError(f"{server} is paused: `{self.repair(server)}` comes first.")
            raise StepFailedError(failure_text)
        return step

    def repair(self, server: str) -> str:
        """Return the statement that lets a server that stands still go on."""
        return f"recover disk of {server}" if server in self.world.blocked_servers else f"resume {server}"

    def deliverable_messages(self) -> tuple[InFlight, ...]:
        """Return the messages in flight, but for those to servers that stand still: they have to wait."""
        return tuple(m for m in self.world.in_flight if not self.world.stands_still(m.to))

    def pop_crash_after(self, server: str) -> int | None:
        return self.pending_crashes.pop(server, None)

    def pop_disk_failure(self, server: str) -> bool:
        fails = server in self.pending_disk_failures
        self.pending_disk_failures.discard(server)
        return fails

    def fire_timer(self, server: str, timer: str) -> None:
        self.require_act(
            Timeout(server, timer, self.pop_crash_after(server)), f"no {timer} timer is running on {server}."
        )

    def deliver(self, message: InFlight) -> None:
        """Deliver a message; it is lost if its server is down. StepFailed if it stands still."""
        if self.world.stands_still(message.to):
            raise StepFailedError(
                f"{message.to} is paused: messages to it have to wait for `{self.repair(message.to)}`."
            )
        crash_after, disk_fails = self.pop_crash_after(message.to), self.pop_disk_failure(message.to)
        act = Deliver(message.source, message.to, message.message, message.id, crash_after, disk_fails)
        if self.do_act(act) is None:
            self.do_act(Drop(message.source, message.to, message.message, message.id))

    def campaign(self, candidate: str, voters: tuple[str, ...]) -> None:
        """Fire the candidate's election timer, and deliver the requests to `voters` and their votes, but no others."""
        self.world.now_ms += self.world.options.electionTimeout[1]
        since = self.world.sent_count
        self.fire_timer(candidate, "election")
        while messages := [
            m for m in self.deliverable_messages() if m.id > since and self._is_election_message(m, candidate, voters)
        ]:
            for message in messages:
                self.deliver(message)

    @staticmethod
    def _is_election_message(message: InFlight, candidate: str, voters: tuple[str, ...]) -> bool:
        is_append = isinstance(message.message, AppendEntries)
        is_request = message.source == candidate and message.to in voters and not is_append
        return is_request or (message.to == candidate and message.source in voters)

    def index_in_log(self, server: str, index: str, command: str) -> int:
        """Return the index that a line names: as a number, or as the command of an entry; 0 if it names none."""
        if not command:
            return int(index or 0)
        for position, entry in enumerate(self.world.log_of(server)):
            if entry.command is not None and command_label(entry.command) == command_label(parse_command(command)):
                return position + 1
        raise StepFailedError(
            f"{server} has no entry {command}; its log is {log_terms_text(self.world.log_of(server))}."
        )

    def replicate_to(self, leader: str, follower: str, index: int) -> None:
        """Exchange appends and replies until the follower has the leader's log, or its part up to `index`."""
        for _ in range(MAX_EXCHANGES):
            if self._is_replicated(leader, follower, index):
                return
            self._exchange(leader, follower)
        log = log_terms_text(self.world.log_of(follower))
        raise StepFailedError(f"after {MAX_EXCHANGES} exchanges the log of {follower} is still {log}.")

    def _is_replicated(self, leader: str, follower: str, index: int) -> bool:
        seen = self.world.running_servers.get(leader)
        if seen is None or seen.role != LEADER:
            raise StepFailedError(f"{leader} does not lead: it is {f'a {seen.role}' if seen else 'down'}.")
        log = seen.log[:index] if index else seen.log
        match = dict(seen.matchIndex).get(follower, 0)
        return self.world.log_of(follower)[: len(log)] == log and match >= len(log)

    def _exchange(self, leader: str, follower: str) -> None:
        """Deliver the oldest append of the leader's term, or its next heartbeat, and the replies to it."""
        message = self._oldest_append(leader, follower)
        if message is None:
            self.world.now_ms += self.world.options.heartbeatInterval
            self.fire_timer(leader, "heartbeat")
            message = self._oldest_append(leader, follower)
        if message is None:
            raise StepFailedError(f"{leader} sent nothing to {follower}.")
        since = self.world.sent_count
        self.deliver(message)
        self._complete_writes(follower)
        for reply in [
            m for m in self.deliverable_messages() if m.source == follower and m.to == leader and m.id > since
        ]:
            self.deliver(reply)

    def _complete_writes(self, server: str) -> None:
        """Let the background writes of a server end, unless its disk hangs."""
        while server in servers_writing(self.world):
            self.do_act(CompleteWrite(server))

    def _oldest_append(self, leader: str, follower: str) -> InFlight | None:
        term = self.world.running_servers[leader].currentTerm if leader in self.world.running_servers else 0
        for m in self.world.in_flight:
            if (
                m.source == leader
                and m.to == follower
                and type(m.message).__name__ in REPLICATION_MESSAGES
                and m.message.term == term
            ):
                return m
        return None

    def heartbeat(self, leader: str, targets: tuple[str, ...]) -> None:
        """Fire the leader's heartbeat; deliver it to each target, and the replies. Older appends stay in flight."""
        self.world.now_ms += self.world.options.heartbeatInterval
        since = self.world.sent_count
        self.fire_timer(leader, "heartbeat")
        for target in targets:
            self._deliver_since(leader, target, since)
            self._deliver_since(target, leader, since)

    def _deliver_since(self, source: str, to: str, last_id: int) -> None:
        """Deliver the messages from `source` to `to` that were sent after the one with id `last_id`."""
        for message in [m for m in self.deliverable_messages() if m.id > last_id and m.source == source and m.to == to]:
            self.deliver(message)


def log_terms_text(entries: Sequence[Entry]) -> str:
    """Return a log by its terms: "[term 1]", "[terms 1 1 2]" or "empty"."""
    terms = " ".join(str(entry.term) for entry in entries)
    return f"[term{'' if len(entries) == 1 else 's'} {terms}]" if entries else "empty"
