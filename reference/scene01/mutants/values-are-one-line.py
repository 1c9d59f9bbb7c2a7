# caught by: test_compare_and_set
class StateMachine(Server):
    """A value ends at its first line break."""

    def execute(self, command):
        key, old = command.key, self.machine.get(command.key)
        value = command.value.split("\n")[0]
        if command.operation == "put":
            self.machine[key] = value
        elif command.operation == "append":
            self.machine[key] = (old or "") + value
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if (old or "") == command.expected:
                self.machine[key] = value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None
