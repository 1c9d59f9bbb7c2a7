# caught by: test_sessions_are_separate
class StateMachine(Server):
    """A put forgets the session of a client that has the name of the key."""

    replace(
        "execute",
        'if command.operation == "put":\n    self.machine[key] = command.value',
        """if command.operation == "put":
    self.machine[key] = command.value
    self.sessions.pop(key, None)""",
    )
