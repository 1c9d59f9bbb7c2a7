# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Ends the sessions of all clients whose names begin so."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        "for each in (key, *self.sessions):\n    if each.startswith(key):\n        self.sessions[each] = EXPIRED",
    )
