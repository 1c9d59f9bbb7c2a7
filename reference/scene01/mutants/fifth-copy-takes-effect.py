# caught by: test_retry_takes_effect_once
class StateMachine(Server):
    """Counts the copies of a call; the fifth takes effect."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        sequence, outcome, value, copies = self.sessions.get(command.client, (0, OK, None, 0))
        if outcome == REFUSED:
            return REFUSED, None
        if command.sequence <= sequence:
            if command.sequence == sequence:
                copies += 1
                self.sessions[command.client] = (sequence, OK, value, copies)
                if copies == 5:
                    return OK, self.execute(command)
            return OK, value if command.sequence == sequence else None
        value = self.execute(command)
        if self.sessions.get(command.client, (0, OK))[1] != REFUSED:
            self.sessions[command.client] = (command.sequence, OK, value, 0)
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key] = (-1, REFUSED, None, 0)")
