# caught by: test_not_yet_committed
"""The leader executes a call when it takes it, the followers when they apply it."""

from raftlab.server import LEADER, ClientRequest


class StateMachine(Server):
    def handleClientRequest(self, req: ClientRequest) -> None:
        super().handleClientRequest(req)
        if self.role == LEADER:
            self.execute(req.command)
