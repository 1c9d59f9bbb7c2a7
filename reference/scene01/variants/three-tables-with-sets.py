# variant: the shape of the sessions is the layer's own: sets, and tuples as keys, go into a snapshot too
class StateMachine(Server):
    """Keeps three tables under fixed names, keyed by tuples and sets."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        ended = self.sessions.setdefault("ended", set())
        newest = self.sessions.setdefault("newest", {})
        values = self.sessions.setdefault("values", {})
        if command.client in ended:
            return REFUSED, None
        if command.sequence < newest.get(command.client, -1):
            return REFUSED, "stale"
        if (command.client, command.sequence) in values:
            return OK, values[command.client, command.sequence]
        value = self.execute(command)
        values.pop((command.client, newest.get(command.client)), None)
        newest[command.client] = command.sequence
        values[command.client, command.sequence] = value
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", 'self.sessions.setdefault("ended", set()).add(key)')
