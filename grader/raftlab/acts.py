"""The acts of a run: what can be done to the cluster. A replay needs only the acts."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from raftlab.server import Change, Command, Entry, Record

Number = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A number in a file that anyone may have written: no picture or loop counts beyond it."""


class Act(Record, frozen=True, tag=True, omit_defaults=True):
    """Base of the acts. If an act has `crash_after` k, its server crashes after k effects of the handler."""


class Boot(Act, frozen=True):
    """A server starts for the first time, with this log, term and commitIndex. Committed entries count as applied.

    `voters` is the initial configuration that it knows; empty: all servers of the run.
    """

    server: str
    term: Number = 0
    log: tuple[Entry, ...] = ()
    commit: Number = 0
    voted_for: str | None = None
    role: str = "follower"
    voters: tuple[str, ...] = ()
    crash_after: Number | None = None


class Deliver(Act, frozen=True):
    """A message arrives. `message` is plain data; `id` is the id of its Send in this trace.

    disk_fails: the server cannot save a snapshot while it handles the message.
    """

    source: str
    to: str
    message: Any
    id: Number = 0
    crash_after: Number | None = None
    disk_fails: bool = False


class Drop(Act, frozen=True):
    """A message in flight is lost."""

    source: str
    to: str
    message: Any
    id: Number = 0


class Duplicate(Act, frozen=True):
    """The network makes a second copy of a message in flight."""

    source: str
    to: str
    message: Any
    id: Number = 0


class Timeout(Act, frozen=True):
    """A timer of a server fires."""

    server: str
    timer: str
    crash_after: Number | None = None


class Propose(Act, frozen=True):
    """A client's call reaches a server."""

    server: str
    command: Command
    crash_after: Number | None = None


class Reconfigure(Act, frozen=True):
    """An operator asks a server to change the configuration. `joint`: by way of a joint configuration."""

    server: str
    changes: tuple[Change, ...]
    joint: bool = False
    crash_after: Number | None = None


class Compact(Act, frozen=True):
    """An operator asks a server to replace its log up to `index` by a snapshot. disk_fails: it cannot be saved."""

    server: str
    index: Number
    crash_after: Number | None = None
    disk_fails: bool = False


class Transfer(Act, frozen=True):
    """An operator asks a server to hand its leadership over to `target`."""

    server: str
    target: str
    crash_after: Number | None = None


class CompleteWrite(Act, frozen=True):
    """The oldest background write of a server ends. failed: the disk reported an error.

    number: of the write; lastIndex: the last index that it made durable, 0 if it changed nothing.
    """

    server: str
    failed: bool = False
    number: Number = 0
    lastIndex: Number = 0
    crash_after: Number | None = None


class StallDisk(Act, frozen=True):
    """The disk of a server hangs: no write ends until it is resumed, and whoever calls `persist` waits for it."""

    server: str


class ResumeDisk(Act, frozen=True):
    """The disk of a server works again; if the server waited for it inside an event, that event now happens."""

    server: str


class Inject(Act, frozen=True):
    """A message that `source` sent before the run is put in flight."""

    source: str
    to: str
    message: Any
    id: Number = 0


class Learn(Act, frozen=True):
    """A server gets `log`, committed up to `commit`, in one event: the effect of replication, without its messages."""

    server: str
    log: tuple[Entry, ...]
    commit: Number
    crash_after: Number | None = None


class Crash(Act, frozen=True):
    """A server stops and loses what it has not persisted."""

    server: str


class Restart(Act, frozen=True):
    """A crashed server starts again from its persisted state.

    late_writes: how many of the background writes that it had begun its disk ended all the same; lastIndex: the last
    index that they made durable, 0 if they changed nothing.
    """

    server: str
    late_writes: Number = 0
    lastIndex: Number = 0
    crash_after: Number | None = None


class Wipe(Act, frozen=True):
    """A server stops, and its disk is lost. It can boot again with nothing.

    removed: it happens only if the cluster has forgotten the server; see raftlab.simulator.forgotten_servers.
    """

    server: str
    removed: bool = False


class Cut(Act, frozen=True):
    """The link from `source` to `to` is cut, one way: messages sent on it are lost from now on."""

    source: str
    to: str


class Heal(Act, frozen=True):
    """The link from `source` to `to` works again."""

    source: str
    to: str


CLOCK_RATE_BOUNDS = msgspec.Meta(ge=0.01, le=100)
CLOCK_JUMP_BOUNDS = msgspec.Meta(ge=-(10**9), le=10**9)
"""The clocks that a run can have: a slower clock, or one that jumps farther, is refused where it comes in."""


class ClockRate(Act, frozen=True):
    """From now on the clock of a server, and what its timers measure, runs `rate` times as fast as the true time."""

    server: str
    rate: Annotated[float, CLOCK_RATE_BOUNDS]


class ClockJump(Act, frozen=True):
    """The clock of a server is set: forward by `ms`, or back. A timer that runs measures a duration, and goes on."""

    server: str
    ms: Annotated[float, CLOCK_JUMP_BOUNDS]


class Pause(Act, frozen=True):
    """A server stands still until it resumes, as a stopped process does. It loses nothing, and its clock runs on.

    is_inside: it still takes its next event and reads its clock, and stands still before it acts.
    """

    server: str
    is_inside: bool = False


class Resume(Act, frozen=True):
    """A server that stands still goes on; if it had taken an event, it now acts on it, with the clock of then."""

    server: str


AnyAct = (
    Boot
    | Deliver
    | Drop
    | Duplicate
    | Timeout
    | Propose
    | Reconfigure
    | Compact
    | Transfer
    | CompleteWrite
    | StallDisk
    | ResumeDisk
    | Inject
    | Learn
    | Crash
    | Restart
    | Wipe
    | Cut
    | Heal
    | ClockRate
    | ClockJump
    | Pause
    | Resume
)
