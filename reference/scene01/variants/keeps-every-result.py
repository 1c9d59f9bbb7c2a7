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

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key] = None")
