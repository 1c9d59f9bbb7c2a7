# variant: internal choice: what does not take effect is undone
class StateMachine(Server):
    """Executes every call on a copy of the machine, and keeps the copy if it should take effect."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        before, sessions = dict(self.machine), dict(self.sessions)
        sequence, outcome, value = self.sessions.get(command.client, (-1, OK, None))
        seen = self.execute(command)
        if command.client and (outcome == REFUSED or command.sequence <= sequence):
            self.machine, self.sessions = before, sessions
            return (outcome, None) if outcome == REFUSED else (OK, value)
        if command.client and self.sessions.get(command.client) != EXPIRED:
            self.sessions[command.client] = (command.sequence, OK, seen)
        return OK, seen
