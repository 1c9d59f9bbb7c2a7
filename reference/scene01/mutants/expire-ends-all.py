# caught by: test_expired_session_is_refused
class StateMachine(Server):
    """An expiry ends every session there is."""

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions |= dict.fromkeys(self.sessions, EXPIRED)")
