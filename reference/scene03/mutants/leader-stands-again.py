# caught by: test_leader_is_heard
class Election(Server):
    """A leader keeps its election timer, and stands when it fires."""

    replace("handleElectionTimeout", "if self.role != LEADER:\n    self.startElection()", "self.startElection()")

    replace("becomeLeader", 'self.cancelTimer("election")', "")
