# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """A refused call returns the value that the last call of the session returned."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        """last = self.sessions.get(key, EXPIRED)
self.sessions[key] = (*EXPIRED[:-1], last[-1])""",
    )
    replace("apply", "return REFUSED, None", "return REFUSED, value")
    replace(
        "apply",
        "if self.sessions.get(command.client) != EXPIRED:",
        "if self.sessions.get(command.client, (0,))[:2] != EXPIRED[:2]:",
    )
