# caught by: test_retry_takes_effect_once
"""Executes every copy."""


class StateMachine(Server):
    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if self.sessions.get(command.client) == EXPIRED:
            return REFUSED, None
        return OK, self.execute(command)
