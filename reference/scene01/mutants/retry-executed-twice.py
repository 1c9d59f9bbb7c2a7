# caught by: test_retry_takes_effect_once
class StateMachine(Server):
    """Executes every copy."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if self.sessions.get(command.client) == EXPIRED:
            return REFUSED, None
        return OK, self.execute(command)
