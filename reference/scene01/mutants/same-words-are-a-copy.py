# caught by: test_same_log_same_state
class StateMachine(Server):
    """An append of the same words as the client's last one is a copy."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence or (
            command.operation == "append" and self.sessions.get(command.client + "/") == (command.key, command.value)
        ):
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:  # a client may end its own session
            self.sessions[command.client] = (command.sequence, OK, value)
            self.sessions[command.client + "/"] = (command.key, command.value)
        return OK, value
