"""The journals of a real run repeat in the simulator with equal effects; a runtime that broke its order would not."""

from __future__ import annotations

import contextlib
import socket
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.cluster.conftest import MakeCluster, wait_for_leader

from raftlab.cluster.cluster_plan import read_plan
from raftlab.cluster.conformance import ReplayedRun, repeat_run
from raftlab.cluster.event_journal import (
    BackgroundWriteRecord,
    CallRecord,
    Journal,
    JournalEvent,
    PersistRecord,
    SendRecord,
    TimeoutRecord,
)
from raftlab.cluster.merged_run import NodeHistory, count_unreported_writes, merge_runs, read_node_histories
from raftlab.kit import find_kit
from raftlab.server import Command, Reply, WriteCompletion
from raftlab.worker.message_codec import Codec


@pytest.fixture(params=["wait", "background"])
def real_run(
    request: pytest.FixtureRequest, make_cluster: MakeCluster, tmp_path: Path
) -> tuple[Path, tuple[NodeHistory, ...]]:
    """Return the data folder and the journals of a run in which the leader was killed under load."""
    supervisor = make_cluster(tmp_path / "run", disk=request.param)
    for _ in range(2):
        leader = wait_for_leader(supervisor)
        port = supervisor.plan.server(leader).client_port
        with socket.create_connection(("127.0.0.1", port), 5) as client, contextlib.suppress(OSError):
            client.sendall(b"SET a 1\r\nAPPEND a 2\r\nGET a\r\nDEL a b\r\n" * 30)
            client.recv(1000)
            client.sendall(b"SET c 1\r\n" * 200)
            supervisor.kill(leader)
        supervisor.start(leader)
    time.sleep(0.5)
    supervisor.stop_all()
    plan = read_plan(tmp_path / "run")
    return tmp_path / "run", read_node_histories(tmp_path / "run", plan)


def repeat(folder: Path, runs: tuple[NodeHistory, ...]) -> ReplayedRun:
    """Return the run, repeated in the simulator."""
    plan = read_plan(folder)
    return repeat_run(plan, merge_runs(runs, plan, Codec(plan.message_modules)), runs)


def has_background_writes(runs: tuple[NodeHistory, ...]) -> bool:
    """Return whether a server wrote in the background."""
    events = [event for run in runs for journal in run.journals for event in journal.events]
    return any(isinstance(effect, BackgroundWriteRecord) for event in events for effect in event.effects)


def without_ends_of_writes(runs: tuple[NodeHistory, ...]) -> tuple[NodeHistory, ...]:
    """Return the runs as if no server had heard that a background write ended."""
    return tuple(
        replace(
            run,
            journals=tuple(
                replace(each, events=tuple(e for e in each.events if not isinstance(e.cause, WriteCompletion)))
                for each in run.journals
            ),
        )
        for run in runs
    )


def with_changed_event(runs: tuple[NodeHistory, ...], wanted: type, change: object) -> tuple[NodeHistory, ...]:
    """Return the runs with `change` made to the last event of any node that has an effect of the type `wanted`."""
    for place, run in enumerate(runs):
        for number, journal in enumerate(run.journals):
            for at in range(len(journal.events) - 1, -1, -1):
                if any(isinstance(effect, wanted) for effect in journal.events[at].effects):
                    events = list(journal.events)
                    events[at] = change(events[at])  # type: ignore[operator]
                    journals = list(run.journals)
                    journals[number] = Journal(journal.header, tuple(events))
                    changed = NodeHistory(run.name, tuple(journals), run.final_state)
                    return (*runs[:place], changed, *runs[place + 1 :])
    raise AssertionError("no such event")


@pytest.mark.long
def test_a_real_run_repeats_and_each_change_of_it_is_found(real_run: tuple[Path, tuple[NodeHistory, ...]]) -> None:
    """The run conforms and breaks nothing; a changed answer, order, message or disk does not pass."""
    folder, runs = real_run
    assert has_background_writes(runs) is (read_plan(folder).options.disk == "background")
    result = repeat(folder, runs)
    assert result.differences == []
    assert result.violations == []
    assert result.event_count > 100

    def drop_reply(event: JournalEvent) -> JournalEvent:
        kept = tuple(effect for effect in event.effects if not isinstance(effect, Reply))
        return JournalEvent(event.at_ns, event.cause, kept)

    def other_term(event: JournalEvent) -> JournalEvent:
        effects = tuple(
            msgspec.structs.replace(effect, currentTerm=effect.currentTerm + 1)
            if isinstance(effect, PersistRecord)
            else effect
            for effect in event.effects
        )
        return JournalEvent(event.at_ns, event.cause, effects)

    def other_write(event: JournalEvent) -> JournalEvent:
        effects = tuple(
            msgspec.structs.replace(effect, write=effect.write + 1)
            if isinstance(effect, BackgroundWriteRecord)
            else effect
            for effect in event.effects
        )
        return JournalEvent(event.at_ns, event.cause, effects)

    changes = [(Reply, drop_reply), (PersistRecord, other_term)]
    if has_background_writes(runs):
        changes.append((BackgroundWriteRecord, other_write))
        assert repeat(folder, without_ends_of_writes(runs)).differences
    for wanted, change in changes:
        assert repeat(folder, with_changed_event(runs, wanted, change)).differences, wanted

    forgetful = runs[0].final_state
    entry = forgetful.entries.pop()
    assert "its disk does not hold what the model's disk holds" in repeat(folder, runs).differences[0]
    forgetful.entries.append(entry)


@pytest.mark.long
def test_a_message_sent_before_it_was_durable_is_found(real_run: tuple[Path, tuple[NodeHistory, ...]]) -> None:
    """If a disk lost a change after which the node sent a message that arrived, the run is none of the model."""
    folder, runs = real_run
    plan = read_plan(folder)
    last = runs[0].journals[-1]
    early = next(
        (
            effect.number
            for event in last.events
            for effect in event.effects
            if isinstance(effect, PersistRecord) and any(isinstance(each, SendRecord) for each in event.effects)
        ),
        None,
    )
    if early is None:
        pytest.skip("this server wrote nothing in its last start")
    runs[0].final_state.number = early - 1
    merged = merge_runs(runs, plan, Codec(plan.message_modules))
    assert any("before what it says was durable" in fault for fault in merged.faults)


def test_a_start_that_was_killed_before_its_write_repeats(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """A server that persists when it starts, and is killed before that is on the disk, did a part of its start."""
    kit = find_kit()
    source = kit.solution_layer(kit.scene("scene05")).source.replace("class Commit(", "class Right(")
    source += "\n\nclass Commit(Right):\n    def started(self):\n        super().started()\n        self.persist()\n"
    folder = tmp_path / "run"
    supervisor = make_cluster(folder, {"scene05": source}, count=1, election_ms=(20_000, 30_000))
    for _ in range(2):
        supervisor.kill("S1")
        supervisor.start("S1")
    supervisor.stop_all()
    [run] = read_node_histories(folder, read_plan(folder))
    assert repeat(folder, (run,)).differences == []
    *earlier, before, last = run.journals
    position = next(at for at, effect in enumerate(last.events[0].effects) if isinstance(effect, PersistRecord))
    assert position > 0
    lost = replace(last, header=msgspec.structs.replace(last.header, durable_number=before.header.durable_number))
    run.final_state.number = last.header.durable_number
    cut = replace(run, journals=(*earlier, replace(before, events=before.events[:1]), lost))
    result = repeat(folder, (cut,))
    assert result.differences == []
    assert result.event_count == 3


def test_writes_that_nobody_heard_of_are_counted() -> None:
    """A write counts as late if it is on the disk, no event tells its end, and no later persist holds more."""
    begun = JournalEvent(
        1,
        CallRecord(Command("put", "x", "1")),
        (BackgroundWriteRecord(5, 1, 1, None, 1), BackgroundWriteRecord(6, 2, 1, None, 2)),
    )
    ended = JournalEvent(2, WriteCompletion(1), ())
    persisted = JournalEvent(3, TimeoutRecord("election"), (PersistRecord(7, 2, None, 2),))
    assert [count_unreported_writes((begun,), None, 0, durable) for durable in (4, 5, 6)] == [0, 1, 2]
    assert [count_unreported_writes((begun, ended), None, 0, durable) for durable in (5, 6)] == [0, 1]
    assert count_unreported_writes((begun, persisted), None, 0, 7) == 0
    assert count_unreported_writes((begun, persisted), persisted, 0, 6) == 2, "the persist did not happen"
