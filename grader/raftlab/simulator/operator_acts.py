"""The requests of an operator to a server of a simulated cluster: changes, compactions, transfers."""

from __future__ import annotations

from dataclasses import dataclass, field

from raftlab.server import CompactionRequest, ConfigurationRequest, TransferRequest
from raftlab.simulator.background_writes import BackgroundWrites
from raftlab.simulator.step_record import Step
from raftlab.simulator.worker_request_tasks import RequestTask
from raftlab.trace import Compact, Reconfigure, Transfer


@dataclass
class OperatorActs(BackgroundWrites):
    """The acts of an operator. One that cannot be done now returns None."""

    has_configurations: bool = field(default=False, init=False)  # whether a log may hold a configuration

    def _reconfigure(self, act: Reconfigure) -> RequestTask[Step | None]:
        if not self.can_act(act.server):
            return None
        self.has_configurations = True
        request = ConfigurationRequest(act.changes, act.joint)
        return (yield from self._handle(act, act.server, request, act.crash_after))

    def _compact(self, act: Compact) -> RequestTask[Step | None]:
        if not self.can_act(act.server):
            return None
        request = CompactionRequest(act.index)
        return (yield from self._handle(act, act.server, request, act.crash_after, act.disk_fails))

    def _transfer(self, act: Transfer) -> RequestTask[Step | None]:
        if not self.can_act(act.server):
            return None
        return (yield from self._handle(act, act.server, TransferRequest(act.target), act.crash_after))
