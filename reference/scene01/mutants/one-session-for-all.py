# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Keeps one sequence for all clients."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get("all", (0, OK, None))
        if self.sessions.get(command.client) == EXPIRED:
            return REFUSED, None
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions["all"] = (command.sequence, OK, value)
        return OK, value
