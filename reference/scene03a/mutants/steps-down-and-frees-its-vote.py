# caught by: test_lost_majority_steps_down
class PreVoting(Server):
    """A leader that steps down frees its vote, in memory."""

    replace("checkQuorum", "self.leaderId = None", "self.leaderId = None\nself.votedFor = None")
