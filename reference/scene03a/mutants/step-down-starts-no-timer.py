# caught by: test_leader_without_majority_is_replaced
class PreVoting(Server):
    """A leader that lost its majority waits for others for ever."""

    replace("checkQuorum", "self.leaderId = None", 'self.leaderId = None\nself.cancelTimer("election")')
