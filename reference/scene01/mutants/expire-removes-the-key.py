# caught by: test_sessions_are_separate
class StateMachine(Server):
    """The end of a session removes the key of the same name."""

    replace("execute", "self.sessions[key] = EXPIRED", "self.sessions[key] = EXPIRED\nself.machine.pop(key, None)")
