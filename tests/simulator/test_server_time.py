"""Clocks that drift and are set, and servers that stand still: in the world, in scenarios, in random runs."""

from kit_servers import open_server

from raftlab.kit import find_kit
from raftlab.scenario.language import parse_scenario
from raftlab.scenario.runner import Runner
from raftlab.server import Command, Options, Reply
from raftlab.simulator.act_replay import Run, acts_of, run_acts, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.world import World
from raftlab.trace import (
    Boot,
    ClockJump,
    ClockRate,
    Crash,
    Pause,
    Propose,
    Restart,
    Resume,
    Timeout,
    from_json,
    to_json,
)

TELLS_THE_TIME = """
from raftlab.server import ClientRequest, Server

class Wrong(Server):
    def handleClientRequest(self, req: ClientRequest) -> None:
        self.reply(req.command.client, req.command.sequence, "ok", f"{self.now:g}")
"""
"""A server that answers a call with the time that its clock shows."""
TIME_FAULTS = Faults(pause=0.3, clock_jump=0.3, clock_error_ms=(-20, 20), drift=1.25)


def clock_world() -> World:
    """Return a cluster of one whose server tells the time."""
    host, codec = open_server(find_kit(), TELLS_THE_TIME)
    world = World(host, codec, ("S1",), Options(preVote=False, checkQuorum=False))
    assert world.apply(Boot("S1")) is not None
    return world


def answers(world: World) -> list[str]:
    """Return the answers of a run, each with the number of its event."""
    replies = [(event.step, effect) for event in world.events for effect in event.effects if isinstance(effect, Reply)]
    return [f"{step}: {reply.value}" for step, reply in replies]


def do_at(world: World, now_ms: float, *acts: object) -> None:
    """Do acts at a time; each of them can be done."""
    world.now_ms = now_ms
    for act in acts:
        assert world.apply(act) is not None, act  # type: ignore[arg-type]


def call(number: int) -> Propose:
    """Return a client's call."""
    return Propose("S1", Command("put", "x", "1", client="c", sequence=number))


def test_clock_shows_its_rate_and_what_it_was_set_by():
    """A clock counts at its rate, from the moment at which that began, and a restart does not set it right."""
    world = clock_world()
    do_at(world, 100, call(1), ClockRate("S1", 0.5))
    do_at(world, 200, call(2), ClockJump("S1", 1000), call(3), ClockJump("S1", -1100), call(4))
    do_at(world, 300, ClockRate("S1", 2.0), Crash("S1"), Restart("S1"))
    do_at(world, 400, call(5))
    assert [each.split()[1] for each in answers(world)] == ["100", "150", "1150", "50", "300"]


def test_paused_server_takes_nothing_and_loses_nothing():
    """Between Pause and Resume no act reaches a server; its timers are still there after it."""
    world = clock_world()
    do_at(world, 100, Pause("S1"))
    assert world.apply(call(1)) is world.apply(Timeout("S1", "election")) is world.apply(Pause("S1")) is None
    do_at(world, 500, Resume("S1"), call(1), Timeout("S1", "election"))
    assert world.apply(Resume("S1")) is None
    assert answers(world) == ["4: 500"]


def test_server_that_stands_still_inside_an_event_acts_with_the_clock_of_then():
    """The call begins when it arrives; the answer comes at the end of the pause, with the time read before it."""
    world = clock_world()
    do_at(world, 100, Pause("S1", is_inside=True))
    do_at(world, 150, call(1))
    assert not world.can_act("S1")
    assert answers(world) == []
    do_at(world, 900, Resume("S1"))
    assert answers(world) == ["4: 150"]


def test_crash_ends_a_pause():
    """A server that is killed while it stands still comes back as one that runs."""
    world = clock_world()
    do_at(world, 100, Pause("S1", is_inside=True), call(1), Crash("S1"), Restart("S1"), call(2))
    assert answers(world) == ["6: 100"]


def test_scenario_has_lines_for_the_time_of_a_server():
    """The lines do the acts; what a server that stands still would have to do is a mistake that is named."""
    host, codec = open_server(find_kit(), TELLS_THE_TIME)
    lines = (
        "servers S1 S2\nclock S1 runs at 80%\nclock S1 is set back 5\nwait 100\npropose S1 x=1\npause S1\nresume S1\n"
        "pause S2 inside the next event\ntimeout S2\npropose S2 x=2\n"
    )
    runner = Runner(host, codec, parse_scenario(lines, "time.txt"), "scene05")
    runner.run()
    acts = [event.act for event in runner.world.events]
    assert acts[2:4] == [ClockRate("S1", 0.8), ClockJump("S1", -5)]
    assert answers(runner.world) == ["5: 75"]
    (failed,) = runner.failed_lines
    assert (failed.line, failed.seen) == (10, "S2 is paused: `resume S2` comes first.")


def test_random_run_with_faults_of_time_is_repeatable_and_makes_progress(kit):
    """A run with drift, jumps and pauses is the same twice, from its acts, and through JSON; the cluster recovers."""

    def run(seed: int) -> Chaos:
        host, codec = open_server(kit)
        chaos = Chaos(World(host, codec, ("S1", "S2", "S3"), Options()), seed, TIME_FAULTS)
        assert chaos.run(200) is None
        return chaos

    kinds = set()
    for seed in range(4):
        chaos = run(seed)
        trace = trace_from_run(Run(chaos.world, chaos.monitor), scene="scene05", title="", seed=seed)
        again = run(seed)
        assert trace == trace_from_run(Run(again.world, again.monitor), scene="scene05", title="", seed=seed)
        assert from_json(to_json(trace)).events[-1].step == len(trace.events)
        host, codec = open_server(kit)
        replayed = run_acts(host, codec, trace.servers, trace.options, acts_of(trace))
        assert len(replayed.world.events) == len(trace.events)
        kinds |= {type(event.act) for event in trace.events}
    assert {ClockRate, ClockJump, Pause, Resume} <= kinds


def test_pauses_and_crashes_inside_a_held_event_end():
    """A server may stand still again and again, and crash in the event that it held."""
    faults = Faults(pause=0.6, pause_ms=(20, 200), crash_inside=0.2)
    host, codec = open_server(find_kit())
    pauses = crashes = 0
    for seed in range(8):
        world = World(host, codec, ("S1", "S2", "S3"), Options(), run_number=seed)
        assert Chaos(world, seed, faults).run(200) is None
        assert not world.paused_servers
        pauses += max(sum(event.act == Pause(server) for event in world.events) for server in world.servers)
        crashes += sum(
            isinstance(event.act, Resume) and event.view is not None and not event.view.up for event in world.events
        )
    assert pauses > 8 and crashes
