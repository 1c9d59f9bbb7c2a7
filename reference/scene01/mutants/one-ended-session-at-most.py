# caught by: test_sessions_are_separate
class StateMachine(Server):
    """Remembers the last session that ended."""

    replace(
        "execute",
        "self.sessions[key] = EXPIRED",
        """self.sessions.pop(key, None)
self.sessions[key] = EXPIRED
ended = [name for name, kept in self.sessions.items() if kept == EXPIRED]
for name in ended[:-1]:
    del self.sessions[name]""",
    )
