"""The steps of a scenario that an operator takes, and what happens to disks."""

from __future__ import annotations

from typing import Literal

from raftlab.scenario.parsed_scenario import Statement
from raftlab.scenario.scripted_cluster import ScriptedCluster
from raftlab.server import Change
from raftlab.trace import Compact, CompleteWrite, Reconfigure, ResumeDisk, StallDisk, Transfer, Wipe

CHANGE_ACTIONS: dict[str, Literal["voter", "learner", "remove"]] = {
    "add": "voter",
    "learner": "learner",
    "remove": "remove",
}
"""The word of a line -> the action of a Change."""


class OperatorSteps:
    """The operator's steps; a runner has the cluster."""

    cluster: ScriptedCluster

    def _change(self, statement: Statement) -> None:
        """Ask a server for a change. What it makes of it, an expectation tells."""
        words = statement["changes"].split()
        changes = tuple(
            Change(CHANGE_ACTIONS[word], server) for word, server in zip(words[::2], words[1::2], strict=True)
        )
        server, joint = statement["name"], bool(statement["joint"])
        act = Reconfigure(server, changes, joint, self.cluster.pop_crash_after(server))
        self.cluster.require_act(act, f"{server} is down.")

    def _compact(self, statement: Statement) -> None:
        server = statement["name"]
        crash_after, disk_fails = self.cluster.pop_crash_after(server), self.cluster.pop_disk_failure(server)
        act = Compact(server, int(statement["index"]), crash_after, disk_fails)
        self.cluster.require_act(act, f"{server} is down.")

    def _transfer(self, statement: Statement) -> None:
        server = statement["name"]
        act = Transfer(server, statement["to"], self.cluster.pop_crash_after(server))
        self.cluster.require_act(act, f"{server} is down.")

    def _write(self, statement: Statement) -> None:
        """Let the oldest background write of a server end."""
        server = statement["name"]
        act = CompleteWrite(server, bool(statement["fails"]), crash_after=self.cluster.pop_crash_after(server))
        self.cluster.require_act(act, f"no write of {server} is under way, or its disk hangs.")

    def _stall(self, statement: Statement) -> None:
        self.cluster.require_act(StallDisk(statement["name"]), f"the disk of {statement['name']} hangs already.")

    def _recover(self, statement: Statement) -> None:
        self.cluster.require_act(ResumeDisk(statement["name"]), f"the disk of {statement['name']} works.")

    def _wipe(self, statement: Statement) -> None:
        self.cluster.require_act(Wipe(statement["name"]), f"{statement['name']} has no disk to lose.")

    def _fail(self, statement: Statement) -> None:
        self.cluster.pending_disk_failures.add(statement["name"])
