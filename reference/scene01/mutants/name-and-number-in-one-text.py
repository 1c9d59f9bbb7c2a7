# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Remembers each call by client and sequence, written one after the other: c1/12 and c11/2 are one."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        if self.sessions.get(command.client) == EXPIRED:
            return REFUSED, None
        call = f"{command.client}{command.sequence}"
        calls = self.sessions.setdefault(" calls", {})
        if call in calls:
            return OK, calls[call]
        value = self.execute(command)
        calls[call] = value
        return OK, value
