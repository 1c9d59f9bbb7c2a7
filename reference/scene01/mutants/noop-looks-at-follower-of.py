# caught by: test_same_log_same_state
class StateMachine(Server):
    """A no-op ends all sessions where another leader is known."""

    replace(
        "apply",
        "if command is None:",
        "if command is None:\n    if self.leaderId not in (None, self.id):\n        self.sessions = {}",
    )
