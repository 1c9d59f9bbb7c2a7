# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Raises its term as it steps down."""

    replace(
        "checkQuorum",
        "self.becomeFollower(self.currentTerm)\nself.leaderId = None",
        "self.becomeFollower(self.currentTerm + 1)",
    )
