"""Clusters, options, times and logs in which the rules of this scene hold: each check asks a server in each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import msgspec

from raftlab.checks.deployments import options_text
from raftlab.checks.lab_fixture import Lab
from raftlab.checks.placed_server import PlacedServer, ServerStep
from raftlab.errors import UnwrittenHoleError
from raftlab.labs.scene10.pipelining_pair import PLAIN
from raftlab.server import CancelTimer, Entry, Options, RequestVoteReply, Snapshot


class Setting(msgspec.Struct, frozen=True):
    """Where a check places a server: the size of its cluster, the time, its term, the end of its snapshot, options."""

    cluster: int
    now: float
    term: int
    covered: int  # a snapshot covers the log up to here; 0: there is none
    options: Options

    def with_options(self, **others: str | int) -> Setting:
        """Return the same setting with these options besides."""
        return msgspec.structs.replace(self, options=msgspec.structs.replace(self.options, **others))  # type: ignore[arg-type]

    def __str__(self) -> str:
        words = f"a cluster of {self.cluster}, term {self.term}, {self.now:.0f} ms after the start"
        words += f", a snapshot up to {self.covered}" if self.covered else ""
        options = options_text(self.options, PLAIN)
        return f"{words}{f'; the options of this server: {options}' if options else ''}"


SETTINGS = (
    Setting(2, 1, 2, 0, Options()),
    Setting(5, 3_600_000, 70_000, 6, Options(no_op=True, checkQuorum=False)),
    Setting(7, 90_000, 9, 6, Options(preVote=False)),
    Setting(4, 20, 3, 0, Options(no_op=True, calls_in_order=True)),
    Setting(6, 3_600_000, 2, 6, Options(preVote=False, checkQuorum=False, no_op=True, reads="index")),
)


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
    return lab.place(
        "S1",
        cluster=setting.cluster,
        role=role,
        term=setting.term,
        log=added if covered else (1, *added),
        commit_index=covered or 1,
        leader=leader,
        voted_for=leader,
        options=setting.options,
        **(compacted if covered else {}),  # type: ignore[arg-type]
    )


def elect_in(lab: Lab, setting: Setting, added: tuple[int | Entry, ...] = ()) -> PlacedServer:
    """Return S1, which has just won the election of the setting's term; its disk has what it began with."""
    server = place_in(lab, setting, "candidate", added)
    for number in range(2, setting.cluster // 2 + 2):
        server.deliver(RequestVoteReply(setting.term, f"S{number}", True), now=setting.now)
    while server.pending_writes:
        server.complete_write(now=setting.now)
    return server


def begin_handover(server: PlacedServer, now: float) -> None:
    """Ask a leader to hand over to S2. Where those methods are still to be written it just leads on."""
    with contextlib.suppress(UnwrittenHoleError):
        server.transfer("S2", now=now)


def stopped_timers(step: ServerStep) -> list[str]:
    """Return the timers that a step stopped."""
    return [effect.name for effect in step.effects if isinstance(effect, CancelTimer)]
