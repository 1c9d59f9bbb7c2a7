# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Knows the clients by the plain letters of their names."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        client = self.plain_name(command.client)
        sequence, outcome, value = self.sessions.get(client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(client) != EXPIRED:
            self.sessions[client] = (command.sequence, OK, value)
        return OK, value

    def plain_name(self, name: str) -> str:
        return name.encode("ascii", "ignore").decode()

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[self.plain_name(key)] = EXPIRED")
