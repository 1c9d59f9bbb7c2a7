# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Knows a client by the first eight letters of its name."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        client = command.client[:8]
        sequence, outcome, value = self.sessions.get(client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(client) != EXPIRED:
            self.sessions[client] = (command.sequence, OK, value)
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key[:8]] = EXPIRED")
