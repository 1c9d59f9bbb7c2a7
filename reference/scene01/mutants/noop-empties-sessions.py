# caught by: test_same_log_same_state
class StateMachine(Server):
    """A no-op ends all sessions."""

    replace("apply", "if command is None:", "if command is None:\n    self.sessions = {}")
