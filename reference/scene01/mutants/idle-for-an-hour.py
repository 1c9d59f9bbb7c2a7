# caught by: test_same_log_same_state
class StateMachine(Server):
    """A session ends when its client is silent for an hour of the server's time."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value, at = self.sessions.get(command.client, (0, OK, None, self.now))
        if outcome == REFUSED or self.now - at > 3_600_000:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client, (0, OK))[1] != REFUSED:
            self.sessions[command.client] = (command.sequence, OK, value, self.now)
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key] = (-1, REFUSED, None, self.now)")
