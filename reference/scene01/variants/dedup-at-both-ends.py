# variant: a call that took effect may also be answered before it gets into the log again
"""Filters where a client calls, and where commands are applied."""

from raftlab.server import ClientRequest


class StateMachine(Server):
    def handleClientRequest(self, req: ClientRequest) -> None:
        sequence, outcome, value = self.sessions.get(req.command.client, (0, OK, None))
        if req.command.client and req.command.sequence == sequence and outcome == OK:
            self.reply(req.command.client, sequence, outcome, value)
        else:
            super().handleClientRequest(req)
