# variant: an older copy may be told what its first copy returned: nobody waits for it
class StateMachine(Server):
    """Keeps what every call of a session returned."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        session = self.sessions.setdefault(command.client, {})
        if session is None:
            return REFUSED, None
        if session and command.sequence <= max(session):
            return OK, session.get(command.sequence)
        value = self.execute(command)
        if self.sessions[command.client] is not None:
            session[command.sequence] = value
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
            self.sessions[key] = None
        return None
