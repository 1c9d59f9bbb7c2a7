"""A cluster under steady load: how many entries each server's log holds over time."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.checks import CheckFailure
from raftlab.checks.lab_fixture import Lab
from raftlab.server import LEADER, Command, Options
from raftlab.simulator.act_replay import Run, trace_from_run
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.world import World
from raftlab.trace import Boot, Compact, Cut, Heal, Propose

SERVERS = ("S1", "S2", "S3")
CALM = NO_FAULTS.__class__(
    **{name: getattr(NO_FAULTS, name) for name in NO_FAULTS.__struct_fields__} | {"propose": 0.0}
)
INTERVAL_MS = 40.0
"""The time between two calls of the client; then an operator looks at the logs too."""
COMPACT_AT = 12
"""A log with so many applied entries is compacted."""
KEPT = 4
"""The applied entries that stay."""
CALLS = 120
CUT_AT, HEAL_AT = 30, 70
"""The calls between which S3 is cut off."""
BOUND = 24
"""No log that is compacted at 12 entries holds more, unless its server is cut off."""


@dataclass
class LoadRun:
    """One run: `sizes` holds (server, entries in its log) after each call, in order."""

    chaos: Chaos
    sizes: list[dict[str, int]] = field(default_factory=list)

    def send_call(self) -> None:
        """Send the next call, let the operator compact long logs, and note how long the logs are."""
        world, number = self.chaos.world, len(self.sizes)
        for server, seen in sorted(world.running_servers.items()):
            if seen.role == LEADER:
                command = Command("put", f"k{number % 3}", str(number), client="load", sequence=number + 1)
                self.chaos.do_act(Propose(server, command))
        for server, seen in sorted(world.running_servers.items()):
            if seen.lastApplied - seen.log_start[0] >= COMPACT_AT:
                self.chaos.do_act(Compact(server, seen.lastApplied - KEPT))
        for other in ("S1", "S2"):
            for link in ((other, "S3"), ("S3", other)):
                if number in (CUT_AT, HEAL_AT):
                    self.chaos.do_act(Cut(*link) if number == CUT_AT else Heal(*link))
        held = {server: len(seen.log) - seen.log_start[0] for server, seen in world.running_servers.items()}
        self.sizes.append(held)
        if len(self.sizes) < CALLS:
            self.chaos.schedule(INTERVAL_MS, self.send_call)


def run_load(lab: Lab) -> LoadRun:
    """Run a cluster of three under steady load; CheckFailure if a property breaks."""
    world = World(lab.open_host(), lab.codec, SERVERS, Options())
    run = LoadRun(Chaos(world, 0, CALM, stop_at_first=True))
    for server in SERVERS:
        run.chaos.do_act(Boot(server))
    run.chaos.schedule(INTERVAL_MS, run.send_call)
    run.chaos.continue_for(INTERVAL_MS * (CALLS + 40), lambda: bool(run.chaos.monitor.violations))
    violations = run.chaos.monitor.violations
    if violations:
        lab.record_violations(violations)
        raise failure_with_trace(lab, run, f"{violations[0].seen} ({violations[0].property})")
    return run


def failure_with_trace(lab: Lab, run: LoadRun, text: str) -> CheckFailure:
    """Return the failure of a run, with its trace."""
    trace = trace_from_run(Run(run.chaos.world, run.chaos.monitor), scene=lab.scene.id, title="steady load", seed=0)
    return CheckFailure(text, trace=trace)
