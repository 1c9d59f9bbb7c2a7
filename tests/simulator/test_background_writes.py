"""Disks that take their time: background writes, stalls and errors, in a run and in a check."""

from __future__ import annotations

import pytest
from kit_servers import open_server

from raftlab.checks.check_exceptions import CheckFailure
from raftlab.checks.placed_server import PlacedServer
from raftlab.kit import find_kit
from raftlab.server import Command, Options, Reply
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.load_run import Load, LoadRun, MachineCosts, quantile
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.world import World
from raftlab.trace import (
    Act,
    Boot,
    CompleteWrite,
    Crash,
    Pause,
    PersistedState,
    Propose,
    Restart,
    ResumeDisk,
    StallDisk,
    StartedWrite,
    Timeout,
)
from raftlab.worker.wire import BootServer, Codec

OPTIONS = Options(preVote=False, checkQuorum=False)
WRITES_LOG_IN_BACKGROUND = """
from raftlab.server import Server


class Wrong(Server):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.ended = []

    def persist(self):
        if self.votedFor is None or self.log.lastIndex() == 0:
            super().persist()
        else:
            self.persist_in_background()

    def onPersisted(self, completion):
        self.ended.append((completion.number, completion.failed))
"""


def world_of(*acts: Act, source: str | None = WRITES_LOG_IN_BACKGROUND) -> tuple[World, Monitor]:
    """Return a cluster of one that has done these acts, and its monitor."""
    host, codec = open_server(find_kit(), source)
    world, monitor = World(host, codec, ("S1",), OPTIONS), Monitor()
    for act in (Boot("S1"), Timeout("S1", "election"), *acts):
        step = world.apply(act)
        if step is not None:
            monitor.observe(step, world)
    return world, monitor


def put(number: int) -> Propose:
    """Return a client's call."""
    return Propose("S1", Command("put", "x", str(number), client="c", sequence=number))


def stored(world: World) -> int:
    """Return how many entries are on the disk of S1."""
    return world.view("S1").stored


def test_write_is_durable_when_it_ends() -> None:
    """A background write changes the disk when it ends; a crash before that loses it."""
    world, _ = world_of(put(1), put(2))
    assert stored(world) == 0
    effects = [effect for event in world.events for effect in event.effects]
    assert [effect.number for effect in effects if isinstance(effect, StartedWrite)] == [1, 2]
    step = world.apply(CompleteWrite("S1"))
    assert step is not None
    assert (step.event.act, stored(world)) == (CompleteWrite("S1", False, 1, 1), 1)
    world.apply(Crash("S1"))
    world.apply(Restart("S1"))
    assert len(world.view("S1").log) == 1
    assert world.apply(CompleteWrite("S1")) is None, "the second write is lost with the crash"


def test_disk_can_end_a_write_of_a_server_that_stopped() -> None:
    """What a stopped server had begun may be on the disk when it starts again: the oldest first, and never twice."""
    for ended in (0, 1, 2, 9):
        world, _ = world_of(put(1), put(2), Crash("S1"))
        step = world.apply(Restart("S1", late_writes=ended))
        assert step is not None
        assert step.event.act == Restart("S1", ended, min(ended, 2))
        assert len(world.view("S1").log) == min(ended, 2)
        world.apply(Crash("S1"))
        world.apply(Restart("S1", late_writes=9))
        assert len(world.view("S1").log) == min(ended, 2), "those of an earlier start are gone"


def test_late_write_is_not_one_that_a_persist_outdates() -> None:
    """A write that was begun before a persist() changes nothing, late or not."""
    source = WRITES_LOG_IN_BACKGROUND.replace("self.log.lastIndex() == 0", "self.log.lastIndex() != 1")
    world, _ = world_of(put(1), put(2), Crash("S1"), source=source)
    world.apply(Restart("S1", late_writes=1))
    assert len(world.view("S1").log) == 2


def test_failed_write_changes_nothing() -> None:
    """A write that fails leaves the disk as it was, and the server hears of it."""
    world, _ = world_of(put(1), CompleteWrite("S1", failed=True))
    assert stored(world) == 0
    assert isinstance(world.events[-1].act, CompleteWrite) and world.events[-1].act.failed


def test_no_write_ends_on_a_disk_that_hangs() -> None:
    """While a disk hangs no write ends; afterwards they end in their order."""
    world, _ = world_of(put(1), put(2), StallDisk("S1"))
    assert world.apply(CompleteWrite("S1")) is None
    assert world.apply(StallDisk("S1")) is None
    world.apply(ResumeDisk("S1"))
    numbers = []
    while (step := world.apply(CompleteWrite("S1"))) is not None:
        assert isinstance(step.event.act, CompleteWrite)
        numbers.append(step.event.act.number)
    assert (numbers, stored(world)) == ([1, 2], 2)


def test_persist_waits_for_a_disk_that_hangs() -> None:
    """A server that calls persist() on a disk that hangs does nothing more until the disk works: no reply, no event."""
    world, monitor = world_of(StallDisk("S1"), put(1), put(2), source=None)
    assert [event.effects for event in world.events[-2:]] == [(), ()]
    assert (stored(world), len(world.running_servers["S1"].log)) == (0, 0)
    assert world.apply(put(2)) is world.apply(Timeout("S1", "heartbeat")) is world.apply(Pause("S1")) is None
    step = world.apply(ResumeDisk("S1"))
    assert step is not None
    monitor.observe(step, world)
    kinds = [type(effect) for effect in step.event.effects]
    assert kinds.index(PersistedState) < kinds.index(Reply)
    assert (stored(world), step.event.server, monitor.violations) == (1, "S1", [])
    assert world.apply(put(2)) is not None


def test_crash_of_a_server_that_waits_for_its_disk() -> None:
    """What a server had not written when it crashed is not on its disk, and its disk may still hang when it starts."""
    world, _ = world_of(StallDisk("S1"), put(1), Crash("S1"), source=None)
    assert world.apply(Restart("S1")) is not None
    assert (stored(world), "S1" in world.running_servers) == (0, True)
    step = world.apply(ResumeDisk("S1"))
    assert step is not None
    assert step.event.server is None


def test_crash_inside_an_event_that_waits_for_the_disk() -> None:
    """A crash that comes before the write needs no disk; one behind it comes when the disk works again."""
    for crash_after in range(4):
        call = Propose("S1", put(1).command, crash_after)
        expected, _ = world_of(call, source=None)
        world, _ = world_of(StallDisk("S1"), call, source=None)
        waits = "S1" in world.running_servers
        assert waits == (stored(expected) == 1), f"crash after effect {crash_after}"
        world.apply(ResumeDisk("S1"))
        assert (stored(world), "S1" in world.running_servers) == (stored(expected), False)


@pytest.mark.parametrize(("stall_ms", "leads_on"), [(60, True), (1500, False)])
def test_leader_that_waits_for_its_disk_is_deposed_by_a_long_stall(stall_ms: int, leads_on: bool) -> None:
    """A leader that writes before it sends is silent while its disk hangs: a long stall deposes it, no short one."""
    host, codec = open_server(find_kit(), None)
    run = Chaos(World(host, codec, ("S1", "S2", "S3"), OPTIONS), 1, NO_FAULTS)
    for server in run.servers:
        run.do_act(Boot(server))
    run.do_act(Timeout("S1", "election"))
    run.continue_for(100)
    run.world.apply(StallDisk("S1"))  # until the test ends it
    run.do_act(Propose("S1", Command("put", "x", "1", client="c", sequence=1)))
    run.continue_for(stall_ms)
    assert any(run.world.running_servers[server].role == "leader" for server in ("S2", "S3")) != leads_on
    run.do_act(ResumeDisk("S1"))
    run.continue_for(500)
    assert (run.world.running_servers["S1"].role == "leader") == leads_on
    assert run.monitor.violations == []


def test_older_write_does_not_undo_a_persist() -> None:
    """A write that was begun before a persist() ends without an effect: what was persisted is newer."""
    source = WRITES_LOG_IN_BACKGROUND.replace("self.log.lastIndex() == 0", "self.log.lastIndex() != 1")
    world, _ = world_of(put(1), put(2), source=source)
    assert stored(world) == 2
    step = world.apply(CompleteWrite("S1"))
    assert step is not None and isinstance(step.event.act, CompleteWrite)
    assert (step.event.act.lastIndex, stored(world)) == (0, 2)


def test_commit_before_the_own_write_is_seen() -> None:
    """A leader that is a majority by itself and commits before its write ends breaks CommittedIsDurable."""
    _, monitor = world_of(put(1))
    assert "CommittedIsDurable" in [violation.property for violation in monitor.violations]


def test_placed_server_ends_its_writes() -> None:
    """A check lets the oldest write of a placed server end, and restarts it from what is durable."""
    host, codec = open_server(find_kit(), WRITES_LOG_IN_BACKGROUND)
    server = PlacedServer(host.request, codec, BootServer("S1", ("S1",), OPTIONS))
    server.fire_timer("election")
    server.propose("x=1")
    server.propose(Command("put", "x", "2", client="c", sequence=2))
    assert [write.number for write in server.pending_writes] == [1, 2]
    server.complete_write()
    server.complete_write(failed=True)
    with pytest.raises(CheckFailure, match="no write"):
        server.complete_write()
    server.restart()
    assert server.lastIndex == 1


def test_load_run_measures_in_virtual_time() -> None:
    """A write that takes ten times as long makes calls slower; the same run gives the same figures."""
    host, codec = open_server(find_kit())
    results = [measure(codec, host, MachineCosts(write_ms=ms)) for ms in (1.0, 10.0, 1.0)]
    assert results[0] == results[2]
    assert results[0].answered == 40 and results[0].missing == 0
    assert results[1].median_ms > results[0].median_ms + 9
    assert results[1].calls_per_second < results[0].calls_per_second


def measure(codec: Codec, host: object, machine: MachineCosts) -> object:
    """Return what a cluster of three does under a small load."""
    world = World(host, codec, ("S1", "S2", "S3"), Options(preVote=False))
    run = LoadRun(world, machine, Load(clients=4, calls=40))
    result = run.run()
    assert run.monitor.violations == []
    assert any(isinstance(effect, PersistedState) for event in world.events for effect in event.effects)
    return result


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.99, 4.0), (0.25, 1.0)])
def test_quantile_is_a_time_that_was_measured(share: float, expected: float) -> None:
    """The median of four times is the second, the 99th percentile the fourth."""
    assert quantile([1.0, 2.0, 3.0, 4.0], share) == expected
