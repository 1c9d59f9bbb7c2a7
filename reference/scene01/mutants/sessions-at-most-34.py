# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Keeps at most 34 sessions."""

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
        if self.sessions.get(command.client) != EXPIRED:
            kept = self.sessions.pop(command.client, None)
            self.sessions[command.client] = (command.sequence, OK, value)
            if len(self.sessions) > 34 and kept is None:
                del self.sessions[next(iter(self.sessions))]
        return OK, value
