"""Operators in random runs of the whole server: what a core needs, and when a machine may be replaced."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import cast

import pytest

from raftlab.kit import find_kit
from raftlab.server import FOLLOWER, LEADER, Configuration, Entry, Options
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.forgotten_servers import is_forgotten_by_logs
from raftlab.simulator.governing_configuration import governing_configuration, has_majority
from raftlab.simulator.healthy_core import converging_members, draw_core
from raftlab.simulator.operator_coverage import CHANGE, REPLACEMENT, SENT_SNAPSHOT, SNAPSHOT
from raftlab.simulator.two_phase_chaos import TwoPhaseChaos
from raftlab.simulator.world import World
from raftlab.trace import Wipe
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

SERVERS = ("S1", "S2", "S3", "S4", "S5")
OPERATORS = Faults(propose=0, reconfigure=0.5, replace=0.5, compact=0.3, disk_fails=0.1)


def configured(*voters: str, old: tuple[str, ...] | None = None, term: int = 1) -> Entry:
    """Return an entry with a configuration."""
    return Entry(term, None, Configuration(voters, (), old))


def stub_world(logs: dict[str, tuple[Entry, ...]], *, pre_vote: bool, leader: str = "") -> World:
    """Return what of a world the core is drawn from: these logs, in memory and on disk, and the first three voters."""

    def governing(log: tuple[Entry, ...]) -> Configuration:
        return governing_configuration(log, Configuration(SERVERS[:3]))

    running = {
        server: SimpleNamespace(log=log, role=LEADER if server == leader else FOLLOWER, currentTerm=1)
        for server, log in logs.items()
    }
    stub = SimpleNamespace(
        servers=SERVERS, options=Options(preVote=pre_vote), disks=running, running_servers=running, governing=governing
    )
    return cast(World, stub)


@pytest.mark.parametrize("pre_vote", [True, False])
def test_a_core_has_a_majority_of_each_configuration_in_force(pre_vote: bool) -> None:
    """Two logs end with different configurations, one of them joint: every core can decide in each."""
    entries = [configured("S1", "S2", "S4"), configured("S3", "S4", "S5", old=("S1", "S2", "S4"))]
    logs = {"S1": (entries[0],), "S4": tuple(entries), "S2": (), "S3": (), "S5": ()}
    sizes = set()
    for seed in range(60):
        core = draw_core(random.Random(seed), stub_world(logs, pre_vote=pre_vote)).servers
        sizes.add(len(core))
        assert has_majority(entries[0].configuration or Configuration(()), core)
        assert has_majority(entries[1].configuration or Configuration(()), core)
    assert len(sizes) > 1 or not pre_vote


def test_a_removed_server_that_does_not_know_it_is_no_part_of_a_core_without_prevote() -> None:
    """S3 was removed and may depose leaders for ever; with Pre-Vote it may be in the core all the same."""
    change = (configured("S1", "S2", "S4"),)
    logs = {"S1": change, "S2": change, "S4": change, "S3": (Entry(1),), "S5": ()}
    plain = [draw_core(random.Random(seed), stub_world(logs, pre_vote=False)) for seed in range(40)]
    guarded = [draw_core(random.Random(seed), stub_world(logs, pre_vote=True)) for seed in range(40)]
    assert all("S3" not in core.servers and core.must_converge for core in plain)
    assert any("S3" in core.servers for core in guarded)
    assert all(core.must_converge for core in guarded)


def test_a_core_that_needs_such_a_server_need_not_converge() -> None:
    """S1 and S2 hold a change that the old side must also decide: the old servers cannot be left out."""
    change = (configured("S4", "S5", old=("S1", "S2", "S3")),)
    final = (*change, configured("S4", "S5"))
    logs = {"S1": change, "S2": change, "S3": change, "S4": final, "S5": final}
    core = draw_core(random.Random(1), stub_world(logs, pre_vote=False))
    assert not core.must_converge


def test_who_is_no_member_of_the_leaders_configuration_need_not_converge() -> None:
    """S3 is in the core and was removed: it applies nothing any more."""
    change = (configured("S1", "S2", "S4"),)
    logs = {"S1": change, "S2": change, "S4": change, "S3": (Entry(1),), "S5": ()}
    world = stub_world(logs, pre_vote=True, leader="S2")
    assert converging_members(world, ("S1", "S2", "S3", "S4")) == ("S1", "S2", "S4")
    assert converging_members(stub_world(logs, pre_vote=True), ("S1", "S3")) == ("S1", "S3")


REMOVAL = configured("S1", "S2")
FORGOTTEN: list[tuple[str, tuple[Entry, ...], list[tuple[Entry, ...]], bool]] = [
    ("all others know of the removal", (REMOVAL,), [(REMOVAL,), (REMOVAL, Entry(1))], True),
    ("no configuration is committed", (), [(REMOVAL,), (REMOVAL,)], False),
    ("one log lacks the removal", (REMOVAL,), [(REMOVAL,), ()], False),
    ("one log has another entry there", (REMOVAL,), [(REMOVAL,), (Entry(1),)], False),
    ("it is added again", (REMOVAL,), [(REMOVAL,), (REMOVAL, configured("S1", "S2", "S3"))], False),
    ("the committed configuration has it", (configured("S1", "S3"),), [(configured("S1", "S3"),)], False),
    ("it is on the old side of a joint one", (configured("S1", old=("S1", "S3")),), [], False),
]


@pytest.mark.parametrize(("case", "committed", "logs", "expected"), FORGOTTEN, ids=[row[0] for row in FORGOTTEN])
def test_when_a_server_is_forgotten(
    case: str, committed: tuple[Entry, ...], logs: list[tuple[Entry, ...]], expected: bool
) -> None:
    """S3 may lose its disk only if nobody can still count on what it said."""
    assert is_forgotten_by_logs("S3", committed, logs) is expected, case


def operated_run(seed: int) -> TwoPhaseChaos:
    """Return one run of the reference with operators, after it ended without a violation."""
    kit = find_kit()
    load = make_load_request(kit.given_layers(kit.composed_scene), kit.course_message_modules)
    with InProcessHosts(load) as hosts:
        world = World(hosts.open(), Codec(kit.course_message_modules), SERVERS[:4])
        chaos = TwoPhaseChaos(world, seed, OPERATORS, voters=SERVERS[:3])
        assert chaos.run(30) is None
    return chaos


def test_changes_snapshots_and_replaced_machines_happen_and_break_nothing() -> None:
    """In a few runs each request of an operator takes effect; a machine is replaced only where that harms nobody."""
    runs = [operated_run(seed) for seed in range(6)]
    reached = set().union(*(run.milestones for run in runs))
    assert {CHANGE, SNAPSHOT, SENT_SNAPSHOT, REPLACEMENT} <= reached
    wipes = [event.act for run in runs for event in run.world.events if isinstance(event.act, Wipe)]
    assert all(wipe.removed for wipe in wipes)


def test_a_member_is_not_wiped() -> None:
    """The act to replace a machine does nothing to a server that the cluster counts on, so also not in a shrunk run."""
    run = operated_run(0)
    assert run.world.apply(Wipe(run.core[0], removed=True)) is None
