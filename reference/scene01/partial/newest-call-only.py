# expected: 71 points
class StateMachine(Server):
    """Knows only the newest call again, deletes what expires, and waits equally long in every round."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, _, value = self.sessions.get(command.client, (0, OK, None))
        if command.sequence == sequence:
            return OK, value
        value = self.execute(command)
        self.sessions[command.client] = (command.sequence, OK, value)
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions.pop(key, None)")

    replace("timeout_window", "return 0, 60", "return 100, 100")
