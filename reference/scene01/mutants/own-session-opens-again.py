# caught by: test_own_session_ends
class StateMachine(Server):
    """A client that ends its own session has one again: its last call is noted over the end."""

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
        self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value
