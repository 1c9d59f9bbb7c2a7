"""Carry out the faults of a storm on the nodes of a supervisor, and end each when its time is over."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from raftlab.cluster.link_cutter import KernelLinkCutter, LinkCutter, NodeLinkCutter
from raftlab.cluster.node_orders import NodeOrder
from raftlab.cluster.operator_client import ask_server
from raftlab.cluster.operator_commands import CHANGE_COMMAND, COMPACT_COMMAND
from raftlab.cluster.storm_schedule import PlannedFault
from raftlab.cluster.supervisor import Supervisor

Undo = Callable[[], None]


@dataclass
class FaultInjector:
    """Begins and ends faults. `counts` says how many of each kind began. It must stay in the thread of the nodes.

    `refusal` is the leader's answer to the last fault, if that was an operator's request, and refused.
    """

    supervisor: Supervisor
    links: LinkCutter = field(init=False)
    counts: Counter[str] = field(default_factory=Counter)
    _ends: list[tuple[float, int, Undo]] = field(default_factory=list)
    _number: int = 0
    refusal: str = ""

    def __post_init__(self) -> None:
        in_kernel = any(server.peer_host for server in self.supervisor.plan.servers)
        self.links = KernelLinkCutter(self.supervisor.plan) if in_kernel else NodeLinkCutter(self.supervisor)

    def begin(self, fault: PlannedFault, now_s: float) -> None:
        """Begin a fault on the servers that it is for."""
        names = self._targets(fault)
        self.counts[fault.kind] += 1
        for name in names:
            undo = self.apply(name, fault)
            self._number += 1
            heapq.heappush(self._ends, (now_s + fault.lasts_s, self._number, undo))

    def apply(self, name: str, fault: PlannedFault) -> Undo:
        """Begin a fault on one server, and return what ends it."""
        self.refusal = ""
        undo: Undo = getattr(self, "_" + fault.kind.replace("-", "_"))(name, fault)
        return undo

    def correct_clock(self, name: str) -> None:
        """Let a server's clock run at the right rate."""
        self.supervisor.order(name, NodeOrder(clock_rate=1))

    def end_due(self, now_s: float) -> None:
        """End the faults whose time is over."""
        while self._ends and self._ends[0][0] <= now_s:
            heapq.heappop(self._ends)[2]()

    def end_all(self) -> None:
        """End all faults, and start each node that is down."""
        while self._ends:
            heapq.heappop(self._ends)[2]()
        for name in self.supervisor.nodes:
            self.links.heal(name, self._others(name))
            self.supervisor.resume(name)
            self.supervisor.start(name)
            self.supervisor.order(name, self._calm_order(name))

    def _calm_order(self, name: str) -> NodeOrder:
        others = self._others(name)
        return NodeOrder(heal=others, delay_to=others, delay_ms=0, stall_ms=0, clock_rate=1)

    def _targets(self, fault: PlannedFault) -> tuple[str, ...]:
        names = self.supervisor.plan.names
        chosen = [names[place % len(names)] for place in fault.places]
        if fault.is_for_leader and (leader := self._leader()) is not None:
            chosen = [leader, *(name for name in chosen[1:] if name != leader)]
        return tuple(chosen)

    def _leader(self) -> str | None:
        """Return the running server that leads the newest term."""
        found = [
            (s.currentTerm, name)
            for name in self.supervisor.nodes
            if (s := self.supervisor.status(name)) and s.role == "leader"
        ]
        return max(found)[1] if found else None

    def _others(self, name: str) -> tuple[str, ...]:
        return tuple(other for other in self.supervisor.plan.names if other != name)

    # ---- the kinds: each begins, and returns what ends it ------------------------------------------------------------

    def _kill(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.kill(name)
        return lambda: self.supervisor.start(name)

    def _pause(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.pause(name)
        return lambda: self.supervisor.resume(name)

    def _isolate(self, name: str, fault: PlannedFault) -> Undo:
        others = self._others(name)
        self.links.cut(name, others)
        for other in others:
            self.links.cut(other, (name,))

        def heal() -> None:
            self.links.heal(name, others)
            for other in others:
                self.links.heal(other, (name,))

        return heal

    def _one_way(self, name: str, fault: PlannedFault) -> Undo:
        others = self._others(name)
        self.links.cut(name, others)
        return lambda: self.links.heal(name, others)

    def _delay(self, name: str, fault: PlannedFault) -> Undo:
        others = self._others(name)
        self.supervisor.order(name, NodeOrder(delay_to=others, delay_ms=fault.amount))
        return lambda: self._set(name, NodeOrder(delay_to=others, delay_ms=0))

    def _stall(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.order(name, NodeOrder(stall_ms=fault.amount))
        return lambda: self._set(name, NodeOrder(stall_ms=0))

    def _disk(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.order(name, NodeOrder(fail_disk=True))

        def restart() -> None:
            self.supervisor.kill(name)  # where nothing was written meanwhile, the node has not met the fault
            self.supervisor.start(name)

        return restart

    def _wipe(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.wipe(name)
        return lambda: self.supervisor.start(name)

    def _jump(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.order(name, NodeOrder(jump_ms=fault.amount))
        return do_nothing

    def _clock(self, name: str, fault: PlannedFault) -> Undo:
        self.supervisor.order(name, NodeOrder(clock_rate=fault.amount))
        return lambda: self.correct_clock(name)

    def _set(self, name: str, order: NodeOrder) -> None:
        self.supervisor.order(name, order)

    # ---- what operators ask for: the leader of the moment is asked, once ---------------------------------------------

    def _learner(self, name: str, fault: PlannedFault) -> Undo:
        return self._ask_leader(CHANGE_COMMAND, "learner", name)

    def _voter(self, name: str, fault: PlannedFault) -> Undo:
        return self._ask_leader(CHANGE_COMMAND, "voter", name)

    def _remove(self, name: str, fault: PlannedFault) -> Undo:
        return self._ask_leader(CHANGE_COMMAND, "remove", name)

    def _compact(self, name: str, fault: PlannedFault) -> Undo:
        ask_server(self.supervisor.plan, name, (COMPACT_COMMAND,))
        return do_nothing

    def _ask_leader(self, *words: str) -> Undo:
        leader = self._leader()
        answer = ask_server(self.supervisor.plan, leader, words) if leader else "no server leads"
        self.refusal = "" if answer == "OK" else str(answer or "no answer")
        return do_nothing


def do_nothing() -> None:
    """End what ends by itself."""
