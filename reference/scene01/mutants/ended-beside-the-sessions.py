# caught by: test_every_server_knows_the_sessions
class StateMachine(Server):
    """Keeps the ended sessions in a variable of its own: a snapshot does not have it."""

    def __init__(self, id, cluster, options) -> None:
        super().__init__(id, cluster, options)
        self.ended: set[str] = set()

    replace("apply", "if outcome == REFUSED:", "if command.client in self.ended:")
    replace("apply", "if self.sessions.get(command.client) != EXPIRED:", "if command.client not in self.ended:")
    replace("execute", "self.sessions[key] = EXPIRED", "self.ended.add(key)\nself.sessions.pop(key, None)")
