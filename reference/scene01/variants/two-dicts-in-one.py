# variant: the shape of the sessions is the layer's own
class StateMachine(Server):
    """Keeps sequence and value of a client under two keys."""

    def apply(self, command: Command | None) -> tuple[Outcome, str | None]:
        super().apply(command)
        if command is None:
            return OK, None
        if not command.client:
            return OK, self.execute(command)
        client, sequence = command.client, self.sessions.get(f"{command.client} sequence", 0)
        if f"{client} ended" in self.sessions:
            return REFUSED, None
        if command.sequence <= sequence:
            return OK, self.sessions[f"{client} value"] if command.sequence == sequence else None
        value = self.execute(command)
        self.sessions[f"{client} sequence"] = command.sequence
        self.sessions[f"{client} value"] = value
        return OK, value

    replace("execute", "self.sessions[key] = EXPIRED", 'self.sessions[f"{key} ended"] = True')
