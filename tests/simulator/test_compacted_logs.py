"""A log that begins behind a snapshot, and what a run knows of the entries before it."""

from __future__ import annotations

import pytest
from kit_servers import open_server

from raftlab.errors import BadFrameError
from raftlab.kit import find_kit
from raftlab.server import Change, Command, CompactedError, Entry, Log, Options, Server
from raftlab.simulator.property_monitor import Monitor
from raftlab.simulator.whole_log import CompactedEntries
from raftlab.simulator.world import World
from raftlab.trace import Boot, Compact, Crash, Propose, Reconfigure, Restart, Timeout, Wipe

COMPACTS = """
from raftlab.server import CompactionRequest, Server, Snapshot


class Wrong(Server):
    def started(self):
        super().started()
        if self.snapshot is not None and self.lastApplied < self.snapshot.lastIncludedIndex:
            self.restore_machine(self.snapshot.data)
            self.commitIndex = self.lastApplied = self.snapshot.lastIncludedIndex
            if self.log.lastIncludedIndex < self.lastApplied:
                self.log.compactTo(self.lastApplied)

    def handleCompactionRequest(self, req):
        snapshot = Snapshot(req.index, self.log.term(req.index), None, self.machine_text())
        if self.saveSnapshot(snapshot):
            self.log.compactTo(req.index)
            self.persist()
"""


def test_log_knows_the_boundary_and_nothing_below() -> None:
    """At lastIncludedIndex the term is known; an index below it raises CompactedError, one past the end IndexError."""
    log = Log(Entry(term) for term in (1, 1, 2, 3))
    log.compactTo(2)
    assert (log.firstIndex(), log.lastIndex(), log.term(2), log.term(3)) == (3, 4, 1, 2)
    assert log[2] == Entry(1) and log.holds(2, 1) and log.entriesFrom(3) == (Entry(2), Entry(3))
    for ask in (
        lambda: log.term(1),
        lambda: log[1],
        lambda: log[0],
        lambda: log.entriesFrom(2),
        lambda: log.truncateFrom(1),
    ):
        with pytest.raises(CompactedError):
            ask()
    with pytest.raises(IndexError, match="holds indexes 3 to 4"):
        log[5]
    log.resetTo(9, 4)
    assert (log.lastIndex(), log.lastTerm(), list(log), log.copy()) == (9, 4, [], log)


def test_machine_text_holds_what_the_machine_held() -> None:
    """Sessions of any plain data come back as they were, and equal states have equal texts."""
    server, other = Server("S1", ("S1",), Options()), Server("S2", ("S1",), Options())
    server.machine = {"b": "1", "a": ""}
    server.sessions = {"c": (1, None, {2, 3}), "d": [Command("put", "x")]}
    other.restore_machine(server.machine_text())
    assert (other.machine, other.sessions) == (server.machine, server.sessions)
    assert other.machine_text() == server.machine_text()


def run_world(source: str) -> tuple[World, Monitor]:
    """Return a cluster of one that has applied three commands, and its monitor."""
    host, codec = open_server(find_kit(), source)
    world, monitor = World(host, codec, ("S1",), Options(preVote=False, checkQuorum=False)), Monitor()
    commands = [Propose("S1", Command("put", "x", str(n), client="c", sequence=n)) for n in (1, 2, 3)]
    for act in (Boot("S1"), Timeout("S1", "election"), *commands):
        step = world.apply(act)
        assert step is not None
        monitor.observe(step, world)
    return world, monitor


def test_view_shows_the_whole_log_with_its_compacted_part() -> None:
    """After a compaction, a restart and a compaction on a failing disk the log is whole, and no property breaks."""
    world, monitor = run_world(COMPACTS)
    for act in (Compact("S1", 3), Crash("S1"), Restart("S1"), Compact("S1", 3, disk_fails=True)):
        step = world.apply(act)
        assert step is not None
        monitor.observe(step, world)
    view = world.view("S1")
    assert (view.compacted, [entry.term for entry in view.log], view.lastApplied) == (3, [1, 1, 1], 3)
    assert not monitor.violations


def test_log_that_is_cut_before_the_snapshot_is_durable_is_seen() -> None:
    """SnapshotIsDurable breaks where the log is written without a part that no durable snapshot holds."""
    wrong = COMPACTS.replace("if self.saveSnapshot(snapshot):", "if True:")
    world, monitor = run_world(wrong)
    step = world.apply(Compact("S1", 2))
    assert step is not None
    assert [violation.property for violation in monitor.observe(step, world)] == ["SnapshotIsDurable"]


def test_wiped_server_boots_with_nothing_and_breaks_no_property() -> None:
    """A lost disk is no violation: what the run knew of it is forgotten."""
    world, monitor = run_world(COMPACTS)
    for act in (Wipe("S1"), Boot("S1"), Timeout("S1", "election")):
        step = world.apply(act)
        assert step is not None
        monitor.observe(step, world)
    assert "MonotonicTerm" not in {violation.property for violation in monitor.violations}


def test_configuration_that_is_not_adopted_is_seen() -> None:
    """ConfigurationInForce breaks where a server appends a configuration and goes on with the one before."""
    source = """
from raftlab.server import Configuration, Entry, Server


class Wrong(Server):
    def handleConfigurationRequest(self, req):
        self.log.append(Entry(self.currentTerm, None, Configuration(("S1", "S2"))))
        self.persist()
"""
    world, monitor = run_world(source)
    step = world.apply(Reconfigure("S1", (Change("voter", "S2"),)))
    assert step is not None
    assert [violation.property for violation in monitor.observe(step, world)] == ["ConfigurationInForce"]


def test_a_log_behind_entries_that_nobody_had_is_refused() -> None:
    """A process that says that its log begins behind entry 2,000,000,000 does not make the grader build that log."""
    with pytest.raises(BadFrameError, match="behind entry 2000000000"):
        CompactedEntries().whole_log((2_000_000_000, 1), (), (), None, ())
