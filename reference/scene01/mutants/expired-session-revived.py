# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """Forgets an expired session: what comes next opens a new one."""

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions.pop(key, None)")
