# variant: the shape of the sessions is the layer's own: dicts in dicts, and keys of two types
class StateMachine(Server):
    """Keeps a dict for each client, and the clients that ended under a key that is no text."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        if command.client in self.sessions.get(0, ()):
            return REFUSED, None
        session = self.sessions.setdefault(command.client, {"value": None, "sequence": 0})
        if command.sequence > session["sequence"]:
            session["value"] = self.execute(command)
            session["sequence"] = command.sequence
        return OK, session["value"] if command.sequence == session["sequence"] else None

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions.setdefault(0, set()).add(key)")
