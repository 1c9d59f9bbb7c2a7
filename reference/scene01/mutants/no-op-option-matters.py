# caught by: test_same_log_same_state
class StateMachine(Server):
    """Where a leader appends no-ops, a no-op ends the sessions of the term before."""

    replace(
        "apply",
        "if command is None:",
        "if command is None and self.options.no_op is True:\n    self.sessions = {}\nif command is None:",
    )
