"""Clusters, members, options, times and logs in which the rules of this scene hold: checks ask a server in each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import msgspec

from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene03a.messages import PreVoteReply
from raftlab.labs.scene07.members import parse_configuration
from raftlab.labs.scene10.pipelining_pair import (
    PLAIN,
    finish_writes,
    make_put_command,
    propose_and_heartbeat,
    success_reply,
)
from raftlab.server import AppendEntries, CancelTimer, Entry, Options, RequestVoteReply, SetTimer, Snapshot

LEADS, HANDS_OVER, GAVE_UP = "leads", "hands over to S2", "gave up a transfer to S2 after its TimeoutNow"
PHASES = (LEADS, HANDS_OVER, GAVE_UP)
"""What a leader does, or did in its term, while a rule is asked of it."""


class Setting(msgspec.Struct, frozen=True):
    """Where a check places a server: the size of its cluster, the time, its term, the end of its snapshot, options.

    members: the last configuration in its log, not committed; "": there is none. followers: those whose messages a
    check looks at. phase: what a leader does, or did in its term. has_led: S1 also led two terms before.
    """

    cluster: int
    now: float
    term: int
    covered: int  # a snapshot covers the log up to here; 0: there is none
    options: Options
    members: str = ""
    followers: tuple[str, ...] = ("S2",)
    phase: str = LEADS
    has_led: bool = False

    @property
    def commit_index(self) -> int:
        """Return what is committed when a server is placed."""
        return self.covered or 1

    @property
    def end(self) -> int:
        """Return the last index of a server that is placed with nothing added."""
        return self.commit_index + bool(self.members)

    @property
    def voters(self) -> tuple[str, ...]:
        """Return servers that with S1 are a quorum, and without it are none."""
        return tuple(f"S{number}" for number in range(2, self.cluster // 2 + 2))

    def with_options(self, **others: str | int) -> Setting:
        """Return the same setting with these options besides."""
        return msgspec.structs.replace(self, options=msgspec.structs.replace(self.options, **others))  # type: ignore[arg-type]

    def __str__(self) -> str:
        words = f"a cluster of {self.cluster}, term {self.term}, {self.now:.0f} ms after the start"
        words += f", a snapshot up to {self.covered}" if self.covered else ""
        words += f", members {self.members}" if self.members else ""
        words += f", and S1 led term {self.term - 2} before" if self.has_led else ""
        options = options_text(self.options, PLAIN)
        return f"{words}{f'; the options of this server: {options}' if options else ''}"


JOINT = Setting(
    4, 400, 5, 0, Options(calls_in_order=True), "S1 S3 S4 | S1 S2 S3 + S9", ("S2", "S4", "S9"), has_led=True
)
"""A change of members is under way: S4 leaves, S2 joins; S9 learns, and was not there at first."""
SETTINGS = (
    Setting(2, 1, 2, 0, Options(), phase=HANDS_OVER),
    Setting(
        5,
        3_600_000,
        70_000,
        6,
        Options(no_op=True, checkQuorum=False, reads="index"),
        "S1 S2 S3 S4 + S5",
        ("S2", "S5"),
        GAVE_UP,
    ),
    Setting(8, 90_000, 9, 6, Options(preVote=False, window_messages=4), "", ("S2", "S3"), HANDS_OVER),
    JOINT,
)
"""What may make a rule wrong occurs in one of them at least: each size, option, configuration, hour, term and phase."""
ALONE = Setting(1, 90_000, 9, 0, Options())
"""A cluster of one server: it leads."""
LEARNER = Setting(3, 400, 4, 0, Options(), "S2 S3 + S1")
"""A cluster of which S1 is a learner: it follows."""


@contextlib.contextmanager
def name_setting_on_failure(setting: Setting) -> Iterator[None]:
    """Name the setting of a case where it fails."""
    try:
        yield
    except AssertionError as failure:
        failure.args = (f"{failure} (Placed in: {setting}.)",)
        raise


def place_in(
    lab: Lab, setting: Setting, role: str, added: tuple[int | Entry, ...] = (), leader: str | None = None
) -> PlacedServer:
    """Return S1 with one entry of term 1 that is committed, at the end of its snapshot if there is one, and others."""
    covered = setting.covered
    compacted = {"log_start": (covered, 1), "snapshot": Snapshot(covered, 1, None, '[{"x":"1"},{}]')}
    members = (Entry(1, None, parse_configuration(setting.members)),) if setting.members else ()
    return lab.place(
        "S1",
        cluster=setting.cluster,
        role=role,
        term=setting.term,
        log=(*(() if covered else (1,)), *members, *added),
        commit_index=setting.commit_index,
        leader=leader,
        voted_for=leader,
        options=setting.options,
        **(compacted if covered else {}),  # type: ignore[arg-type]
    )


def elect_in(lab: Lab, setting: Setting, added: tuple[int | Entry, ...] = ()) -> PlacedServer:
    """Return S1, which has just won the election of the setting's term; its disk has what it began with."""
    if setting.has_led:
        server = lead_earlier_term(lab, setting, added)
        heard = AppendEntries(setting.term - 1, "S2", setting.end, 1, (), setting.commit_index)
        server.deliver(heard, now=setting.now)
        win_in(server, setting)
    elif setting.cluster == 1:
        server = place_in(lab, msgspec.structs.replace(setting, term=setting.term - 1), "follower", added)
        server.fire_timer("election", now=setting.now)
    else:
        server = place_in(lab, setting, "candidate", added)
        take_votes(server, setting)
    finish_writes(server, setting.now)
    return server


def lead_earlier_term(lab: Lab, setting: Setting, added: tuple[int | Entry, ...] = ()) -> PlacedServer:
    """Return S1, which leads two terms before the setting's; a client waits at it."""
    earlier = msgspec.structs.replace(setting, term=setting.term - 2)
    server = place_in(lab, earlier, "candidate", added)
    take_votes(server, earlier)
    server.propose(make_put_command(1, client="b"), now=setting.now)
    return server


def win_in(server: PlacedServer, setting: Setting) -> None:
    """Let a follower in the term before the setting's win the setting's."""
    server.fire_timer("election", now=setting.now)
    if setting.options.preVote:
        for voter in setting.voters:
            server.deliver(PreVoteReply(setting.term - 1, voter, setting.term, True), now=setting.now)
    take_votes(server, setting)


def take_votes(server: PlacedServer, setting: Setting) -> None:
    """Let a candidate get the votes that it needs."""
    for voter in setting.voters:
        server.deliver(RequestVoteReply(setting.term, voter, True), now=setting.now)


def lead_in(lab: Lab, setting: Setting, follower: str = "S2") -> PlacedServer:
    """Return a new leader in this setting, whose log `follower` stores, after a transfer if that is its phase.

    begin_phase() lets it hand over when it has taken the calls of a check.
    """
    server, now = elect_in(lab, setting), setting.now
    for each in dict.fromkeys(("S2", follower) if setting.phase == GAVE_UP else (follower,)):
        if setting.cluster > 1:
            server.deliver(success_reply(server.lastIndex, 1, each, setting.term), now=now)
    if setting.phase == GAVE_UP:
        begin_handover(server, now)
        server.fire_timer("heartbeat", now=now)
        server.fire_timer("transfer", now=now)
    return server


def begin_phase(server: PlacedServer, setting: Setting, now: float) -> list[ServerStep]:
    """Let a leader that has taken its calls begin to hand over, if that is its phase; return the steps."""
    return begin_handover(server, now) if setting.phase == HANDS_OVER else []


def take_calls(server: PlacedServer, count: int, now: float) -> list[ServerStep]:
    """Let a leader take so many calls; entries may go out with each, or with a heartbeat. Return the steps."""
    first = propose_and_heartbeat(server, make_put_command(1), now)
    steps = [server.propose(make_put_command(number), now=now) for number in range(2, count + 1)]
    return [*first, *steps, server.fire_timer("heartbeat", now=now)]


def begin_handover(server: PlacedServer, now: float) -> list[ServerStep]:
    """Ask a leader to hand over to S2. Where those methods are still to be written it just leads on."""
    with contextlib.suppress(UnwrittenHoleError):
        return [server.transfer("S2", now=now)]
    return []


def stopped_timers(step: ServerStep) -> list[str]:
    """Return the timers that a step stopped."""
    return [effect.name for effect in step.effects if isinstance(effect, CancelTimer)]


def touched_timers(steps: Sequence[ServerStep]) -> list[str]:
    """Return the timers that these steps started or stopped."""
    return [effect.name for step in steps for effect in step.effects if isinstance(effect, CancelTimer | SetTimer)]
