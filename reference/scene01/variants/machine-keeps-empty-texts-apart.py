# variant: an absent key and an empty text may be told apart, where the contract treats them alike
class StateMachine(Server):
    """Machine keeps empty texts apart."""

    def execute(self, command: Command) -> str | None:
        key, old = command.key, self.machine.get(command.key)
        if command.operation == "put":
            self.machine[key] = command.value
        elif command.operation == "append":
            self.machine[key] = command.value if old is None else old + command.value
        elif command.operation == "delete":
            self.machine.pop(key, None)
        elif command.operation == "cas":
            if old == command.expected or (old is None and not command.expected):
                self.machine[key] = command.value
            return old
        elif command.operation == "get":
            return old
        elif command.operation == "expire":
            self.sessions[key] = EXPIRED
        return None
