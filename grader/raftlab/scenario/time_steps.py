"""The steps of a scenario about time: it passes, clocks drift or are set, servers stand still."""

from __future__ import annotations

from raftlab.scenario.parsed_scenario import Statement
from raftlab.scenario.scripted_cluster import ScriptedCluster
from raftlab.simulator.chaos import Chaos
from raftlab.simulator.fault_rates import NO_FAULTS
from raftlab.simulator.world import World
from raftlab.trace import ClockJump, ClockRate, Pause, Resume


class TimeSteps:
    """The steps about time; a runner has the cluster and the seed."""

    cluster: ScriptedCluster
    world: World
    seed: int

    def _clock(self, statement: Statement) -> None:
        server = statement["name"]
        if statement["percent"]:
            self.cluster.do_act(ClockRate(server, int(statement["percent"]) / 100))
        else:
            sign = 1 if statement["way"] == "forward" else -1
            self.cluster.do_act(ClockJump(server, sign * float(statement["ms"])))

    def _pause(self, statement: Statement) -> None:
        server = statement["name"]
        self.cluster.require_act(Pause(server, bool(statement["inside"])), f"{server} is down.")

    def _resume(self, statement: Statement) -> None:
        server = statement["name"]
        self.cluster.require_act(Resume(server), f"{server} does not stand still.")

    def _wait(self, statement: Statement) -> None:
        self.world.now_ms += int(statement["ms"])

    def _run(self, statement: Statement) -> None:
        """Let the cluster run by itself: every message arrives, and every timer fires when it is due."""
        Chaos(self.world, self.seed, NO_FAULTS, self.cluster.monitor, stop_at_first=False).continue_for(
            float(statement["ms"])
        )
