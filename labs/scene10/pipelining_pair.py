"""Servers and exchanges for the checks of this scene."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

import msgspec

from raftlab.checks import CheckFailure
from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.server import AppendEntries, AppendEntriesReply, Command, Entry, Options, RequestVoteReply

PLAIN = Options(preVote=False, checkQuorum=False)
DISK = Options(preVote=False, checkQuorum=False, disk="background")
DISK_DEPLOYMENTS = (DISK, msgspec.structs.replace(DISK, window_messages=16, calls_in_order=True))
"""Options with background writes: with appends one after the other, and with many on their way."""
PLAIN_DEPLOYMENTS = (PLAIN, msgspec.structs.replace(PLAIN, window_messages=16))
"""Options without background writes, with the same."""
BESIDE_A_WINDOW: tuple[dict[str, str], ...] = ({}, {"disk": "background"})
"""What a deployment may set beside a window: nothing of it changes what is sent to a follower, and when."""
TERM = 2
ELECTION_TIMEOUTS = ((150, 300), (40, 120), (1000, 1500))
"""Election timeouts of deployments: the usual one, a short one and a long one."""


@contextlib.contextmanager
def name_options_on_failure(options: Options, *, may_lack_holes: bool = False) -> Iterator[None]:
    """Name the options of a case where it fails. may_lack_holes: a method that is still to be written is no fault."""
    try:
        yield
    except UnwrittenHoleError:
        if not may_lack_holes:
            raise
    except AssertionError as failure:
        words = options_text(options, PLAIN)
        failure.args = (f"{failure} (The options of this server: {words}.)" if words else str(failure),)
        raise


def finish_writes(server: PlacedServer, now: float) -> None:
    """Let all writes that are under way end well."""
    while server.pending_writes:
        server.complete_write(now=now)


def window_options(
    messages: int, entries: int = 1, *, window_bytes: int = 0, message_bytes: int = 0, **others: str
) -> Options:
    """Return options with this window and this batch, and others; 0 bytes: no limit."""
    limits = {"window_bytes": window_bytes, "bytes_per_append": message_bytes}
    return Options(
        preVote=False,
        checkQuorum=False,
        window_messages=messages,
        entriesPerAppend=entries,
        **{name: limit for name, limit in limits.items() if limit},
        **others,
    )


def make_put_command(number: int, size: int = 1, client: str = "c") -> Command:
    """Return the client's call of that number; its value has `size` letters."""
    return Command("put", "x", f"{number:0{size}d}", client=client, sequence=number)


def elect_leader(
    lab: Lab, options: Options, log: Iterable[int | Entry] = (1,), cluster: int = 3, commit: int = 1
) -> PlacedServer:
    """Return S1, which has just won term 2 with a majority's votes."""
    server = lab.place(
        "S1", cluster=cluster, role="candidate", term=TERM, log=log, commit_index=commit, options=options
    )
    for number in range(2, cluster // 2 + 2):
        server.deliver(RequestVoteReply(TERM, f"S{number}", True))
    return server


def win_election(server: PlacedServer, term: int, now: float) -> None:
    """Let a follower's election timer fire, and S2 vote for it in `term`, the next one."""
    server.fire_timer("election", now=now)
    if server.options.preVote:
        server.deliver(PreVoteReply(term - 1, "S2", term, True), now=now)
    server.deliver(RequestVoteReply(term, "S2", True), now=now + 1)


def propose_and_heartbeat(server: PlacedServer, command: Command, now: float = 1) -> list[ServerStep]:
    """Let a leader take a call, and its next heartbeat pass: entries may go out with either."""
    return [server.propose(command, now=now), server.fire_timer("heartbeat", now=now)]


def sent_appends(steps: ServerStep | Iterable[ServerStep], follower: str = "S2") -> list[AppendEntries]:
    """Return the appends with entries that these steps sent to a follower, in order."""
    steps = [steps] if isinstance(steps, ServerStep) else steps
    sent = [message for step in steps for to, message in step.sent_messages if to == follower]
    return [message for message in sent if isinstance(message, AppendEntries) and message.entries]


def sent_heartbeats(step: ServerStep, follower: str = "S2") -> list[AppendEntries]:
    """Return the appends without entries that a step sent to a follower."""
    sent = [message for to, message in step.sent_messages if to == follower]
    return [message for message in sent if isinstance(message, AppendEntries) and not message.entries]


def last_index_in(message: AppendEntries) -> int:
    """Return the index of the last entry of a message."""
    return message.prevLogIndex + len(message.entries)


def success_reply(index: int, prev: int = 0, follower: str = "S2", term: int = TERM) -> AppendEntriesReply:
    """Return the acknowledgement of the log up to `index`."""
    return AppendEntriesReply(term, follower, True, prev, index)


def refusal_reply(prev: int, hint: int = 0, follower: str = "S2", term: int = TERM) -> AppendEntriesReply:
    """Return the refusal of a message after `prev`: the follower's log ends before `hint`."""
    return AppendEntriesReply(term, follower, False, prev, 0, 0, hint)


def acked_indexes(step: ServerStep, to: str = "S2") -> list[int]:
    """Return the indexes that a step acknowledged to a leader, in order."""
    sent = [message for receiver, message in step.sent_messages if receiver == to]
    return [message.matchIndex for message in sent if isinstance(message, AppendEntriesReply) and message.success]


def entries_message(
    prev: int, terms: Iterable[int], commit: int = 0, term: int = TERM, prev_term: int = 1
) -> AppendEntries:
    """Return an append of S2 with entries of these terms after `prev`."""
    return AppendEntries(term, "S2", prev, prev_term if prev else 0, tuple(map(Entry, terms)), commit)


class PipeliningPair:
    """S1, a leader, and its follower S2, each a server of the submission; a check decides which messages arrive."""

    def __init__(self, leader: PlacedServer, follower: PlacedServer) -> None:
        self.leader, self.follower = leader, follower
        self.now = 1.0

    def beat(self, arrives: Callable[[AppendEntries], bool] = lambda message: True, exchanges: int = 40) -> None:
        """Let one heartbeat pass: carry what S1 sends and the answers, round by round, until both are silent."""
        self.now += 50
        waiting = self._to_follower(self.leader.fire_timer("heartbeat", now=self.now))
        for _ in range(exchanges):
            if not waiting:
                return
            steps = [self.follower.deliver(message, now=self.now) for message in waiting if arrives(message)]
            replies = [message for step in steps for to, message in step.sent_messages if to == "S1"]
            answers = [self.leader.deliver(reply, now=self.now) for reply in replies]
            waiting = [message for step in answers for message in self._to_follower(step)]
        if len(waiting) > 200:
            raise CheckFailure(
                f"after {exchanges} exchanges in one heartbeat S1 has {len(waiting)} messages on their way."
            )

    @staticmethod
    def _to_follower(step: ServerStep) -> list[AppendEntries]:
        return [message for to, message in step.sent_messages if to == "S2" and isinstance(message, AppendEntries)]

    def beats_until_equal(
        self, limit: int, arrives: Callable[[AppendEntries], bool] = lambda message: True
    ) -> int | None:
        """Return after how many heartbeats S2 has S1's log; None if not within `limit`."""
        for number in range(1, limit + 1):
            self.beat(arrives)
            if self.follower.log == self.leader.log and self.leader.matchIndex["S2"] == self.leader.lastIndex:
                return number
        return None


def place_pair(
    lab: Lab, options: Options, entries: int, *, size: int = 1, follower_log: Iterable[int | Entry] = (1,)
) -> PipeliningPair:
    """Return S1, which leads term 2 with `entries` new entries, and S2 with `follower_log`; nothing has arrived."""
    leader = elect_leader(lab, options)
    for number in range(1, entries + 1):
        propose_and_heartbeat(leader, make_put_command(number, size))
    follower = lab.place("S2", term=TERM, log=follower_log, commit_index=1, options=options)
    return PipeliningPair(leader, follower)
