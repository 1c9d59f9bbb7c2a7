# caught by: test_retry_hears_the_first_answer
class StateMachine(Server):
    """Does not note reads in the session: an older copy behind one is new again."""

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
        if self.sessions.get(command.client) != EXPIRED and command.operation != "get":
            self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value
