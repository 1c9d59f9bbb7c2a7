# caught by: test_same_log_same_state
class StateMachine(Server):
    """Knows a copy only next to the first."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        is_next_to_it = self.lastApplied > 1 and self.log[self.lastApplied - 1].command == command
        if command.sequence < sequence or (command.sequence == sequence and is_next_to_it):
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value
