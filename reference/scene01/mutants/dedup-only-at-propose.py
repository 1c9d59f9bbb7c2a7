# caught by: test_retry_committed_with_its_call
"""Drops copies when a client calls, and filters nothing when they are applied."""

from raftlab.server import ClientRequest


class StateMachine(Server):
    def handleClientRequest(self, req: ClientRequest) -> None:
        sequence, outcome, value = self.sessions.get(req.command.client, (0, OK, None))
        if req.command.sequence <= sequence:
            self.reply(req.command.client, req.command.sequence, outcome, value)
        else:
            super().handleClientRequest(req)

    replace(
        "apply",
        "sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))",
        "outcome = self.sessions.get(command.client, (0, OK, None))[1]",
    )
    replace(
        "apply", "if command.sequence <= sequence:\n    return OK, value if command.sequence == sequence else None", ""
    )
