# expected: 78 points
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

    def execute(self, command: Command) -> str | None:
        key, old = command.key, self.machine.get(command.key)
        if command.operation == "put":
            self.machine[key] = command.value
        elif command.operation == "append":
            self.machine[key] = (old or "") + command.value
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if (old or "") == command.expected:
                self.machine[key] = command.value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions.pop(key, None)
        return None

    def timeout_window(self) -> tuple[int, int]:
        return 100, 100
