# caught by: test_every_server_knows_the_sessions
class StateMachine(Server):
    """Keeps what a client was answered in a variable of its own: a snapshot does not have it."""

    answers: dict[str, str | None]

    def __init__(self, id, cluster, options) -> None:
        super().__init__(id, cluster, options)
        self.answers = {}

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value = self.sessions.get(command.client, (0, OK, None))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, self.answers.get(command.client) if command.sequence == sequence else None
        value = self.execute(command)
        self.answers[command.client] = value
        if self.sessions.get(command.client) != EXPIRED:
            self.sessions[command.client] = (command.sequence, OK, None)
        return OK, value
