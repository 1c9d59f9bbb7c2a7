# caught by: test_sessions_are_separate
class StateMachine(Server):
    """expire looks for the client without the blanks around its name."""

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key.strip()] = EXPIRED")
