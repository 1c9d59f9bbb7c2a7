# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """Refuses the calls that an expired session had made, and takes new ones."""

    replace("apply", "if outcome == REFUSED:", "if outcome == REFUSED and command.sequence <= sequence:")

    replace("execute", "] = EXPIRED", "] = (self.sessions.get(key, (0, OK, None))[0], REFUSED, None)")
