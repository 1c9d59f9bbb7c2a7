# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """Steps down and goes on naming itself as the leader."""

    replace("checkQuorum", "self.leaderId = None", "")
