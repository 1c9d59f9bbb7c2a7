# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Empty text is no value."""

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
            return old or None
        elif command.operation == "get":
            return old or None
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None
