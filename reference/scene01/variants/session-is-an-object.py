# variant: a session is an object of a class without a repr: where it lies in memory says nothing about the state
class Session:
    def __init__(self) -> None:
        self.newest = -1
        self.value = None
        self.over = False

    def note(self, sequence, value) -> None:
        self.newest, self.value = sequence, value


class StateMachine(Server):
    """Keeps an object for each client, which knows the newest call and its value."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        session = self.sessions.setdefault(command.client, Session())
        if session.over:
            return REFUSED, None
        if command.sequence > session.newest:
            session.note(command.sequence, self.execute(command))
        return OK, session.value

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions.setdefault(key, Session()).over = True")
