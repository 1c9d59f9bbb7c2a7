# caught by: test_session_ends
class StateMachine(Server):
    """Lets an expired session open again after half a minute of the server's own time."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED and self.now < float(value or 0):
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value

    replace("execute", "] = EXPIRED", "] = (-1, REFUSED, str(self.now + 30_000))")
