# caught by: test_compare_and_set
class StateMachine(Server):
    """Cas compares the start."""

    def execute(self, command: Command) -> str | None:
        key, old = command.key, self.machine.get(command.key)
        if command.operation == "put":
            self.machine[key] = command.value
        elif command.operation == "append":
            self.machine[key] = (old or "") + command.value
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if (old or "").startswith(command.expected) and bool(old) == bool(command.expected):
                self.machine[key] = command.value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None
