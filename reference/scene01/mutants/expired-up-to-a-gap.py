# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """A call far beyond the last one opens an expired session again."""

    replace("apply", "if outcome == REFUSED:", "if outcome == REFUSED and command.sequence < sequence + 10:")

    replace("execute", "] = EXPIRED", "] = (self.sessions.get(key, (0, OK, None))[0], REFUSED, None)")
