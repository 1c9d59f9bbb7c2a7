# caught by: test_every_server_knows_the_sessions
class StateMachine(Server):
    """Keeps the newest number of each client in a variable of its own: a snapshot does not have it."""

    def __init__(self, id, cluster, options) -> None:
        super().__init__(id, cluster, options)
        self.newest: dict[str, int] = {}

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        if self.sessions.get(command.client) == EXPIRED:
            return REFUSED, None
        newest = self.newest.get(command.client, 0)
        if command.sequence <= newest:
            return OK, self.sessions.get(command.client) if command.sequence == newest else None
        value = self.execute(command)
        self.newest[command.client] = command.sequence
        if self.sessions.get(command.client) != EXPIRED:
            self.sessions[command.client] = value
        return OK, value
