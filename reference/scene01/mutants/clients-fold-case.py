# caught by: test_sessions_are_separate
class StateMachine(Server):
    """C1 and c1 are one client."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client.lower(), (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client.lower()) != EXPIRED:  # a client may end its own session
            self.sessions[command.client.lower()] = (command.sequence, OK, value)
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key.lower()] = EXPIRED")
