# caught by: test_every_server_knows_the_sessions
"""Only the leader keeps what a call returned: a follower that leads next answers copies with nothing."""

from raftlab.server import LEADER


class StateMachine(Server):
    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions[command.client] = (command.sequence, OK, value if self.role == LEADER else None)
        return OK, value
