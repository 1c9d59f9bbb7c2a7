"""The faults of a workload, carried out on a deployment: cuts, lost regions, disks, clocks, pauses and replacements."""

from __future__ import annotations

from raftlab.design.simulated_deployment import Deployment
from raftlab.design.workload import Fault
from raftlab.server import Change, Configuration
from raftlab.trace import ClockJump, Cut, Heal, Reconfigure

DRIFT_LEAD_MS = 400.0
"""How long before a cut the clocks already run at the fault's rates."""
OPERATOR_MS = 40.0
"""How often an operator looks whether a change is done, and asks again."""
REPLACEMENT_LIMIT_MS = 4000.0
"""How long an operator tries to finish one replacement."""


class FaultScheduler:
    """Schedules the faults of a workload. `windows` holds (kind, from, to) of each that happened."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self.windows: list[tuple[str, float, float]] = []
        self.replaced: list[tuple[str, str, float]] = []  # (old server, new server, when it was done)

    def start(self) -> None:
        """Schedule every fault of the workload."""
        for fault in self._deployment.workload.faults:
            if fault.slow != 1 or fault.fast != 1:
                self._deployment.schedule(fault.at_ms - DRIFT_LEAD_MS, lambda fault=fault: self._drift(fault))  # type: ignore[misc]
            self._deployment.schedule(fault.at_ms, lambda fault=fault: self._begin(fault))  # type: ignore[misc]

    def _begin(self, fault: Fault) -> None:
        """Let a fault happen."""
        methods = {
            "cut leader": self._cut_leader,
            "deaf leader": self._deafen_leader,
            "cut follower": self._cut_follower,
            "lose region": self._lose_region,
            "lose all": self._lose_all,
            "stall leader": self._stall_leader,
            "hang leader": self._hang_leader,
            "pause leader": self._pause_leader,
            "set clock": self._set_clock,
            "crash": self._crash_follower,
            "replace": self._replace,
        }
        methods[fault.kind](fault)

    def _followers(self) -> list[str]:
        """Return the servers that are up and do not lead."""
        leader = self._deployment.leader
        return [name for name in self._deployment.world.running_servers if name != leader]

    def _note(self, fault: Fault) -> None:
        now = self._deployment.now
        self.windows.append((fault.kind, now, now + fault.for_ms))

    def _drift(self, fault: Fault) -> None:
        """Let the leader's clock run slow and the others fast; the timer of one of them fires as early as it may."""
        self._deployment.early_server = next(iter(self._followers()), "")
        leader = self._deployment.leader
        for name, node in self._deployment.nodes.items():
            node.set_rate(self._deployment.now, fault.slow if name == leader else fault.fast)

    def _cut_leader(self, fault: Fault) -> None:
        """Cut the leader off from the other servers; its clients still reach it."""
        leader = self._deployment.leader
        if leader is not None:
            others = [name for name in self._deployment.nodes if name != leader]
            self._cut(fault, [link for other in others for link in ((leader, other), (other, leader))])

    def _deafen_leader(self, fault: Fault) -> None:
        """Let the leader hear nobody, while all hear it."""
        leader = self._deployment.leader
        if leader is not None:
            self._cut(fault, [(other, leader) for other in self._deployment.nodes if other != leader])

    def _cut_follower(self, fault: Fault) -> None:
        """Cut a follower off from the other servers."""
        followers = self._followers()
        if followers:
            cut = followers[-1]
            others = [name for name in self._deployment.nodes if name != cut]
            self._cut(fault, [link for other in others for link in ((cut, other), (other, cut))])

    def _cut(self, fault: Fault, links: list[tuple[str, str]]) -> None:
        """Cut links for as long as the fault says."""
        self._note(fault)
        deployment = self._deployment
        deployment.do_outside(*(Cut(*link) for link in links))

        def end() -> None:
            deployment.do_outside(*(Heal(*link) for link in links))
            deployment.early_server = ""

        deployment.schedule(deployment.now + fault.for_ms, end)

    def _lose_region(self, fault: Fault) -> None:
        """Cut the power of the region that holds the most servers; of several, the leader's."""
        deployment = self._deployment
        regions = [deployment.region_of(name) for name in deployment.world.running_servers]
        leader = deployment.leader
        own = deployment.region_of(leader) if leader is not None else ""
        region = max(dict.fromkeys(regions), key=lambda each: (regions.count(each), each == own), default="")
        self._power_off(fault, [name for name in deployment.nodes if deployment.region_of(name) == region])

    def _lose_all(self, fault: Fault) -> None:
        """Cut the power of every server."""
        self._power_off(fault, list(self._deployment.nodes))

    def _crash_follower(self, fault: Fault) -> None:
        """Crash a follower that was there from the beginning: not one that joins."""
        members = [name for name in self._followers() if name in self._deployment.first_voters]
        if members:
            self._power_off(fault, members[-1:])

    def _power_off(self, fault: Fault, names: list[str]) -> None:
        """Crash servers, and start them again when the fault is over."""
        self._note(fault)
        deployment = self._deployment
        for name in names:
            deployment.crash(name)

        def end() -> None:
            for name in names:
                deployment.restart(name)

        deployment.schedule(deployment.now + fault.for_ms, end)

    def _stall_leader(self, fault: Fault) -> None:
        """Let the leader's disk finish no write for a while."""
        self._note(fault)
        leader = self._deployment.leader
        if leader is not None:
            self._deployment.nodes[leader].stalled_until = self._deployment.now + fault.for_ms

    def _hang_leader(self, fault: Fault) -> None:
        """Let the leader's disk hang, and lose what one follower answers: heartbeats and the other answers go on."""
        leader, followers = self._deployment.leader, self._followers()
        if leader is not None and followers:
            self._deployment.nodes[leader].stalled_until = self._deployment.now + fault.for_ms
            self._cut(fault, [(followers[-1], leader)])

    def _pause_leader(self, fault: Fault) -> None:
        """Let the leader's process stand still for a while; then it goes on as if nothing had happened."""
        self._note(fault)
        leader = self._deployment.leader
        if leader is not None:
            self._deployment.pause(leader, fault.for_ms)

    def _set_clock(self, fault: Fault) -> None:
        """Set the leader's clock. Its timers measure time, and do not notice."""
        self._note(fault)
        leader = self._deployment.leader
        if leader is not None:
            self._deployment.do_outside(ClockJump(leader, fault.by_ms))

    # ---- replacement -------------------------------------------------------------------------------------------------

    def _replace(self, fault: Fault) -> None:
        """Replace a follower by a new server in its region, as the design says."""
        deployment = self._deployment
        leader = deployment.leader
        members = self._members(leader)
        old = next((name for name in members if name != leader and name in deployment.first_voters), None)
        if leader is None or old is None:
            deployment.schedule(deployment.now + OPERATOR_MS, lambda: self._replace(fault))
            return
        self._note(fault)
        new = deployment.add_server(deployment.region_of(old))
        self._ask(replacement_steps(deployment.design["replacement"], old, new), old, new, deployment.now)

    def _members(self, leader: str | None) -> tuple[str, ...]:
        """Return the voters as the leader knows them."""
        seen = self._deployment.world.running_servers.get(leader or "")
        if seen is None:
            return ()
        return (seen.configuration or Configuration(self._deployment.first_voters)).voters

    def _ask(self, steps: list[tuple[Change, ...]], old: str, new: str, began: float) -> None:
        """Ask the leader for the first step that is not done; ask again until all are."""
        deployment = self._deployment
        leader = deployment.leader
        seen = deployment.world.running_servers.get(leader or "")
        if seen is not None and leader is not None:
            configuration = seen.configuration or Configuration(deployment.first_voters)
            while steps and self._is_done(steps[0], configuration, leader):
                steps = steps[1:]
            if not steps:
                self.replaced.append((old, new, deployment.now))
                deployment.crash(old)
                return
            deployment.enqueue(leader, Reconfigure(leader, steps[0]))
        if deployment.now - began < REPLACEMENT_LIMIT_MS:
            deployment.schedule(deployment.now + OPERATOR_MS, lambda: self._ask(steps, old, new, began))

    def _is_done(self, changes: tuple[Change, ...], configuration: Configuration, leader: str) -> bool:
        """Return whether changes are in force, and a new member has the log."""
        if configuration.is_joint:
            return False
        lists = {"voter": configuration.voters, "learner": configuration.learners}
        for change in changes:
            if change.action == "remove":
                if change.server in configuration.members:
                    return False
            elif change.server not in lists[change.action] or not self._has_log(change.server, leader):
                return False
        return True

    def _has_log(self, name: str, leader: str) -> bool:
        """Return whether a server has nearly all that the leader has committed."""
        running = self._deployment.world.running_servers
        return name in running and running[name].commitIndex >= running[leader].commitIndex - 20


def replacement_steps(strategy: str, old: str, new: str) -> list[tuple[Change, ...]]:
    """Return the changes by which a strategy replaces `old` by `new`, one after the other."""
    remove, voter = (Change("remove", old),), (Change("voter", new),)
    if strategy == "remove first":
        return [remove, voter]
    if strategy == "voter first":
        return [voter, remove]
    return [(Change("learner", new),), voter, remove]
