"""The running cluster as its page shows it: what the nodes tell, and the faults that its buttons ask for.

Faults are carried out in the thread that started the nodes: the kernel ends a node with the thread of its parent.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from secrets import token_urlsafe
from threading import Lock
from typing import Any

from raftlab.cluster.fault_buttons import ButtonFaults, require_known_button
from raftlab.cluster.node_status import TAIL_ENTRIES, NodeStatus
from raftlab.cluster.operator_commands import Members
from raftlab.cluster.supervisor import Supervisor
from raftlab.errors import RaftlabError, UsageError
from raftlab.pages.laboratory.http_server import RequestBody
from raftlab.pages.live_cluster.page import live_cluster_page
from raftlab.pages.trace_analysis.event_text import cell_command_text, entry_command_text

POLL_S = 0.5
CHART_POINTS = 120
LINE_COUNT = 60
CELL_CHARACTERS = 5
SHOWN_ENTRIES = 14


@dataclass
class ClusterPageServer:
    """Serves the page of a cluster, and watches its nodes."""

    supervisor: Supervisor
    token: str = field(default_factory=lambda: token_urlsafe(24))
    started_at: float = field(default_factory=time.monotonic)
    _statuses: dict[str, NodeStatus | None] = field(default_factory=dict)
    _last_statuses: dict[str, NodeStatus] = field(default_factory=dict)  # of servers that are down, too
    _chart: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=CHART_POINTS))
    _lines: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=LINE_COUNT))
    _faults: ButtonFaults = field(init=False)
    _requests: SimpleQueue[tuple[str, str]] = field(default_factory=SimpleQueue)
    _lock: Lock = field(default_factory=Lock)
    _calls: dict[str, int] = field(default_factory=dict)
    _polled_at: float = 0.0
    _leader: str = ""
    _leaderless_since: float | None = None
    _longest_gap_s: float = 0.0

    def __post_init__(self) -> None:
        plan = self.supervisor.plan
        self._faults = ButtonFaults(self.supervisor)
        self.page_html = live_cluster_page(plan.names, plan.layer_text, str(plan.servers[0].client_port))

    def handle(self, call: str, body: RequestBody) -> dict[str, Any]:
        """Run one call of the page and return the new state. UsageError for an impossible one."""
        note = ""
        if call == "do":
            require_known_button(body.line, body.name, self.supervisor.plan.names)
            self._requests.put((body.line, body.name))
            note = f"{self._faults.text(body.line, body.name)} …"
        elif call != "state":
            raise UsageError("no such call")
        with self._lock:
            return self._page_state() | {"note": note}

    # ---- in the thread of the nodes ----------------------------------------------------------------------------------

    def tick(self) -> None:
        """Carry out what the page asked for, and ask the nodes for their status when it is time."""
        try:
            while True:
                act, name = self._requests.get_nowait()
                self._carry_out(act, name)
        except Empty:
            pass
        now = time.monotonic()
        if now - self._polled_at >= POLL_S:
            statuses = {name: self.supervisor.status(name) for name in self.supervisor.nodes}
            with self._lock:
                self._take(statuses, now)

    def add_line(self, text: str) -> None:
        """Note what happened."""
        self._lines.appendleft((f"{time.monotonic() - self.started_at:7.1f} s", text))

    def _carry_out(self, act: str, name: str) -> None:
        """Carry out one fault, or its end."""
        try:
            refusal = self._faults.carry_out(act, name)
        except RaftlabError as error:
            self.add_line(str(error))
            return
        if act == "wipe":
            self._last_statuses.pop(name, None)
        self.add_line(self._faults.text(act, name) + (f": {refusal}" if refusal else ""))

    def _take(self, statuses: dict[str, NodeStatus | None], now: float) -> None:
        """Note what the nodes tell."""
        calls = {name: status.calls for name, status in statuses.items() if status is not None}
        new_calls = sum(max(0, count - self._calls.get(name, count)) for name, count in calls.items())
        span_s = now - self._polled_at if self._polled_at else POLL_S
        leaders = [status for status in statuses.values() if status is not None and status.role == "leader"]
        leader = max(leaders, key=lambda status: status.currentTerm, default=None)
        self._chart.append((new_calls / span_s, leader.p99_ms if leader and new_calls else 0.0))
        self._calls |= calls
        self._statuses, self._polled_at = statuses, now
        self._last_statuses |= {name: status for name, status in statuses.items() if status is not None}
        name = leader.server if leader else ""
        if leader is not None and name != self._leader:
            self.add_line(f"{name} leads term {leader.currentTerm}")
        if not name and self._leaderless_since is None:
            self._leaderless_since = now
        elif name and self._leaderless_since is not None:
            self._longest_gap_s = max(self._longest_gap_s, now - self._leaderless_since)
            self._leaderless_since = None
        self._leader = name or self._leader

    # ---- what the page gets ------------------------------------------------------------------------------------------

    def _page_state(self) -> dict[str, Any]:
        leader = next(
            (s for s in self._statuses.values() if s and s.role == "leader" and s.server == self._leader), None
        )
        rate = self._chart[-1][0] if self._chart else 0.0
        return {
            "servers": [self._server_state(name, self._last_shown()) for name in self.supervisor.nodes],
            "chart": [(round(rate, 1), round(latency, 2)) for rate, latency in self._chart],
            "figures": {
                "leader": leader.server if leader else "none",
                "term": str(max((s.currentTerm for s in self._statuses.values() if s), default=0)),
                "rate": f"{rate:,.0f}",
                "p50": f"{leader.p50_ms:.1f} ms" if leader else "–",
                "p99": f"{leader.p99_ms:.1f} ms" if leader else "–",
                "gap": f"{self._longest_gap_s:.1f} s",
            },
            "lines": list(self._lines),
        }

    def _last_shown(self) -> int:
        """Return the last index that is shown: all that are not far behind have reported it, one after the other."""
        ends = [status.last_index for status in self._statuses.values() if status]
        return min((end for end in ends if max(ends) - end < TAIL_ENTRIES - SHOWN_ENTRIES), default=0)

    def _server_state(self, name: str, last_shown: int) -> dict[str, Any]:
        node, status = self.supervisor.nodes[name], self._statuses.get(name)
        offered = [*self._faults.offered(name, status, self._changing_members)]
        if status is None or not node.is_running:
            last = self._last_statuses.get(name)
            blank = {"role": "down", "term": 0, "voted": None, "commit": 0, "applied": 0, "leader": None}
            kept = {"term": last.currentTerm, "voted": last.votedFor} if last is not None else {}
            state = blank | kept | log_tail_for_page(last, last_shown)
            return state | {"acts": offered, "note": "paused" if node.is_running else ""}
        return {
            "role": status.role,
            "term": status.currentTerm,
            "voted": status.votedFor,
            "commit": status.commitIndex,
            "applied": status.lastApplied,
            "leader": status.leaderId,
            "acts": offered,
            "note": self._server_note(name, status),
        } | log_tail_for_page(status, last_shown)

    def _server_note(self, name: str, status: NodeStatus) -> str:
        """Return what is special about a server: no vote, a log behind a snapshot, a clock that is wrong."""
        members = status.members
        notes = [
            "" if name in members.voters else "learner" if name in members.learners else "no member",
            f"log from {status.first_index}" if status.first_index > 1 else "",
            f"clock × {status.clock_rate:g}" if status.clock_rate != 1 else "",
        ]
        return " · ".join(filter(None, notes))

    @property
    def _changing_members(self) -> Members | None:
        """Return the members as the leader knows them, if there are spares, or servers that left; else None."""
        leader, plan = self._statuses.get(self._leader), self.supervisor.plan
        if leader is None or (leader.members.voters == plan.names and not plan.initial_voters):
            return None
        return leader.members


def log_tail_for_page(status: NodeStatus | None, last_shown: int) -> dict[str, Any]:
    """Return the end of a log as the page shows it, and the index of its last entry: none after `last_shown`."""
    if status is None:
        return {"last": 0, "tail": []}
    tail = [
        (each.term, cell_command_text(each.command, CELL_CHARACTERS), entry_command_text(each.command))
        for each in status.tail
    ]
    later = max(0, status.last_index - last_shown)
    return {"last": status.last_index - later, "tail": tail[: len(tail) - later][-SHOWN_ENTRIES:]}
