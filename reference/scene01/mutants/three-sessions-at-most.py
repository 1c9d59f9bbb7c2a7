# caught by: test_longer_logs_and_crashes
class StateMachine(Server):
    """Keeps three sessions, and drops the one that was opened first."""

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
            self.sessions[command.client] = (command.sequence, OK, value)
        while len(self.sessions) > 3:
            del self.sessions[next(iter(self.sessions))]
        return OK, value
