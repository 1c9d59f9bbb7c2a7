# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """An expire of an expired session removes what is known of it."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        """if self.sessions.get(key) == EXPIRED:
    del self.sessions[key]
else:
    self.sessions[key] = EXPIRED""",
    )
