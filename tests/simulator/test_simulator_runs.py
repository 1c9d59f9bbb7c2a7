"""A run is decided by its seed, is told by its trace, and can be done again and made shorter."""

from pathlib import Path

import pytest
from kit_servers import open_server, server_load_request

from raftlab.errors import WorkerDiedError
from raftlab.server import Command, Options
from raftlab.simulator.act_replay import Run, acts_of, replay_acts, replay_events, run_acts, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.shrink import LONG_RUN, Shrinker
from raftlab.simulator.worker_request_tasks import run_tasks
from raftlab.simulator.world import World
from raftlab.solutions.named_solutions import read_solution
from raftlab.trace import Boot, Crash, Deliver, Propose, Restart, Timeout, Trace, from_json, to_json
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import WorkerHosts

NAIVE_MUTANT = "reference/scene05/mutants/figure8-count-old-term.py"


def run_trace(chaos: Chaos) -> Trace:
    """Return the trace of a run."""
    return trace_from_run(Run(chaos.world, chaos.monitor), scene="scene05", title="a run", seed=chaos.seed)


def naive_layer(kit) -> str:
    """Return the naive rule as a layer on top of the kit's server."""
    return read_solution(kit, Path(kit.root) / NAIVE_MUTANT).replace("class Commit(", "class Wrong(")


def test_same_seed_gives_the_same_bytes(run_seed):
    """Two runs of one seed give byte-identical traces; another seed gives another run."""
    first, again, other = run_seed(7), run_seed(7), run_seed(9)
    for chaos in (first, again, other):
        chaos.run(200)
    assert to_json(run_trace(first)) == to_json(run_trace(again))
    assert to_json(run_trace(first)) != to_json(run_trace(other))


def test_jailed_run_equals_in_process_run(kit, run_seed):
    """A run behind the wall is byte for byte the run in the grader's process."""
    inside = run_seed(4)
    inside.run(150)
    load = server_load_request(kit)
    with WorkerHosts(load) as hosts:
        codec = Codec(load.message_modules)
        world = World(hosts.open(), codec, ("S1", "S2", "S3"), Options(preVote=False, checkQuorum=False))
        outside = Chaos(world, 4, Faults())
        outside.run(150)
    assert to_json(run_trace(inside)) == to_json(run_trace(outside))


def test_interleaved_runs_equal_separate_runs(kit, run_seed):
    """Runs that share a process, a question of each in one frame, are byte for byte the runs by themselves."""
    alone = [run_seed(seed) for seed in (2, 4, 6)]
    for chaos in alone:
        chaos.run(150)
    load = server_load_request(kit)
    with WorkerHosts(load) as hosts:
        host, codec = hosts.open(), Codec(load.message_modules)
        options = Options(preVote=False, checkQuorum=False)
        worlds = [World(host, codec, ("S1", "S2", "S3"), options, run_number=run) for run in range(3)]
        beside = [Chaos(world, seed, Faults()) for world, seed in zip(worlds, (2, 4, 6), strict=True)]
        assert run_tasks(host, [each.run_task(150) for each in beside], bool) == [None] * 3
    assert [to_json(run_trace(chaos)) for chaos in beside] == [to_json(run_trace(chaos)) for chaos in alone]


class EchoHost:
    """A host that answers each question with itself, and fails in those that say so."""

    def request_all(self, questions):
        return [WorkerDiedError(question) if question.startswith("die") else question for question in questions]


def ask_in_turn(*requests):
    """Ask one after the other, and come to the last answer."""
    answer = None
    for question in requests:
        answer = yield question
    return answer


def test_first_deciding_result_ends_later_work():
    """Work abreast comes to what it would one after the other: up to the first result that settles."""
    late, early, never = ask_in_turn("a", "b", "bad"), ask_in_turn("bad"), ask_in_turn(*"xyz" * 1000)
    assert run_tasks(EchoHost(), [ask_in_turn("a"), late, early, never], lambda result: result == "bad") == ["a", "bad"]
    assert run_tasks(EchoHost(), [], bool) == []


def test_a_failure_is_the_result_of_the_work_that_met_it():
    """A question that the submission fails in ends the work that asked it, and no other."""
    first, second = run_tasks(
        EchoHost(), [ask_in_turn("die here", "more"), ask_in_turn("a", "b")], lambda result: False
    )
    assert isinstance(first, WorkerDiedError)
    assert second == "b"


def test_trace_survives_its_json(run_seed):
    """A trace read back from its JSON gives the same JSON."""
    chaos = run_seed(3)
    chaos.run(150)
    data = to_json(run_trace(chaos))
    assert to_json(from_json(data)) == data


def test_replay_of_a_trace_is_the_trace(kit, run_seed):
    """Doing the acts of a trace again, from its JSON, gives the same bytes."""
    chaos = run_seed(5)
    chaos.run(200)
    data = to_json(run_trace(chaos))
    host, codec = open_server(kit)
    assert to_json(replay_acts(host, codec, from_json(data))) == data


@pytest.mark.parametrize("long_run", [LONG_RUN, 1])
def test_shrinking_keeps_the_violation_and_leaves_no_idle_act(kit, run_seed, monkeypatch, long_run):
    """A shrunk run breaks the same property, is shorter, and no act of it can be left out; so does a long one."""
    monkeypatch.setattr("raftlab.simulator.shrink.LONG_RUN", long_run)
    source = naive_layer(kit)
    chaos = next(c for c in (run_seed(seed, source) for seed in range(50)) if c.run(250) is not None)
    broken = chaos.monitor.violations[0].property
    whole = run_trace(chaos)
    host, codec = open_server(kit, source)
    shrinker = Shrinker(host, codec, whole.servers, whole.options, broken)
    acts = shrinker.shrink(acts_of(whole))
    assert len(acts) < len(whole.events)

    def breaks(some) -> bool:
        run = replay_events(host, codec, whole.servers, whole.options, some)
        return any(v.property == broken for v in run.monitor.violations)

    events = run_acts(host, codec, whole.servers, whole.options, acts).world.events
    assert breaks(events) and len(events) == len(acts)
    idle = [
        i for i, event in enumerate(events) if not isinstance(event.act, Boot) and breaks(events[:i] + events[i + 1 :])
    ]
    assert idle == []


def test_a_delivery_means_the_message_of_the_same_act(kit):
    """Without an earlier act a delivery still takes what its own sender's act sends; without that act there is none."""
    host, codec = open_server(kit)
    names, options = ("S1", "S2", "S3"), Options(preVote=False, checkQuorum=False)
    world = World(host, codec, names, options)
    for act in (*map(Boot, names), Timeout("S2", "election"), Timeout("S1", "election"), Timeout("S1", "election")):
        world.apply(act)
    first, second = (message for message in world.in_flight if (message.source, message.to) == ("S1", "S3"))
    world.apply(Deliver("S1", "S3", second.message, second.id))
    whole = list(world.events)
    again = replay_events(host, codec, names, options, whole[:3] + whole[4:]).world.events
    assert [event.act for event in again[:-1]] == [event.act for event in whole[:3] + whole[4:-1]]
    assert again[-1].act.message.term == second.message.term and again[-1].act.id == second.id - 2
    assert first.message.term < second.message.term
    left_out = replay_events(host, codec, names, options, whole[:5] + whole[6:]).world.events
    assert [event.act for event in left_out] == [event.act for event in whole[:5]]


@pytest.fixture
def world(kit) -> World:
    """Return a world of three servers that have booted, Pre-Vote off."""
    host, codec = open_server(kit)
    world = World(host, codec, ("S1", "S2", "S3"), Options(preVote=False, checkQuorum=False))
    for server in world.servers:
        world.apply(Boot(server))
    return world


def test_crash_between_effects_loses_what_was_not_persisted(world):
    """A server that crashes before its vote is durable comes back without it; one effect later it keeps it."""
    world.apply(Timeout("S1", "election"))
    request = next(m for m in world.in_flight if m.to == "S2")
    world.apply(Deliver("S1", "S2", request.message, crash_after=0))
    world.apply(Restart("S2"))
    assert world.running_servers["S2"].currentTerm == 0
    world.apply(Timeout("S1", "election"))
    request = next(m for m in world.in_flight if m.to == "S2")
    world.apply(Deliver("S1", "S2", request.message, crash_after=2))
    world.apply(Restart("S2"))
    assert (world.running_servers["S2"].currentTerm, world.running_servers["S2"].votedFor) == (2, "S1")


def test_message_outlives_its_senders_restart(world):
    """What a server sent stays on its way when the server crashes and starts again."""
    world.apply(Timeout("S1", "election"))
    request = next(m for m in world.in_flight if m.to == "S3")
    world.apply(Crash("S1"))
    world.apply(Restart("S1"))
    assert world.apply(Deliver("S1", "S3", request.message)) is not None


def test_act_that_cannot_be_done_does_nothing(world):
    """An act on what is not there leaves no event."""
    before = len(world.events)
    assert world.apply(Crash("S9")) is None
    assert world.apply(Restart("S1")) is None
    assert world.apply(Timeout("S1", "heartbeat")) is None
    world.apply(Crash("S2"))
    assert world.apply(Propose("S2", Command("put", "x", "1"))) is None
    assert len(world.events) == before + 1
