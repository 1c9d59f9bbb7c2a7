# caught by: test_put_get_append_delete
class StateMachine(Server):
    """Appending a number to a long number adds them."""

    def execute(self, command: Command) -> str | None:
        key, old = command.key, self.machine.get(command.key)
        if command.operation == "put":
            self.machine[key] = command.value
        elif command.operation == "append":
            self.machine[key] = (old or "") + command.value
            if old and len(old) == 3 and old.isdigit() and command.value.isdigit():
                self.machine[key] = str(int(old) + int(command.value))
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if (old or "") == command.expected:
                self.machine[key] = command.value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None
