# caught by: test_sessions_are_separate
class StateMachine(Server):
    """A delete forgets what is known under the name, session and value."""

    replace("execute", "self.machine.pop(key, None)", "self.machine.pop(key, None)\nself.sessions.pop(key, None)")
