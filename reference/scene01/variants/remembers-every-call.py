# variant: a client's numbers rise, so each of them that has not come before is newer than all that have
class StateMachine(Server):
    """Keeps each call of a client with its answer, not only the newest."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        calls = self.sessions.get(command.client, {})
        if calls == EXPIRED:
            return REFUSED, None
        if command.sequence in calls:
            return OK, calls[command.sequence]
        value = self.execute(command)
        if self.sessions.get(command.client) != EXPIRED:
            self.sessions.setdefault(command.client, {})[command.sequence] = value
        return OK, value
