# caught by: test_two_copies
"""Drops copies when a client calls, and filters nothing when they are applied."""

from raftlab.server import ClientRequest


class StateMachine(Server):
    def handleClientRequest(self, req: ClientRequest) -> None:
        sequence, outcome, value = self.sessions.get(req.command.client, (0, OK, None))
        if req.command.sequence <= sequence:
            self.reply(req.command.client, req.command.sequence, outcome, value)
        else:
            super().handleClientRequest(req)

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        outcome = self.sessions.get(command.client, (0, OK, None))[1]
        if outcome == REFUSED:
            return REFUSED, None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value
